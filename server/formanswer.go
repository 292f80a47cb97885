package server

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
)

// formWords is what the answer to a form says in one language. All of them are said each time: who has no script has chosen no language, and a form
// that named one would tell the drop something about who sends it.
type formWords struct {
	Lang              string
	all, some, none   string // titles
	arrived           string // of a file's number
	partly            string // of a file's number, how many parcels are there, and why no more
	refused           string // of a file's number, and why
	rest              string // why nothing more was taken
	after, again, way string // what to do next, if all is there and if not, and the way back
	sentence          func(*refusal) string
}

// Papiamentu awaits a native reader.
var formLanguages = []formWords{
	{
		Lang: "nl", all: "Ontvangen", some: "Niet alles is aangekomen", none: "Niet verstuurd",
		arrived: "Bestand %d: aangekomen.",
		partly:  "Bestand %d: de eerste %d delen zijn aangekomen, de rest niet. %s",
		refused: "Bestand %d: %s",
		rest:    "De rest is niet aangekomen. %s",
		after:   "Bewaar uw code: daarmee vindt u het antwoord. Verwijder nu het bestand, ook van de stick en uit de prullenbak.",
		again:   "Bewaar uw code en uw bestanden. Verstuur opnieuw wat niet aankwam. Iets twee keer sturen kan geen kwaad.",
		way:     "Terug naar het formulier", sentence: func(r *refusal) string { return r.nl },
	},
	{
		Lang: "en", all: "Received", some: "Not all of it arrived", none: "Not sent",
		arrived: "File %d: arrived.",
		partly:  "File %d: its first %d parts arrived, the rest did not. %s",
		refused: "File %d: %s",
		rest:    "The rest did not arrive. %s",
		after:   "Keep your code: with it you find the answer. Now delete the file, from the stick and the bin too.",
		again:   "Keep your code and your files. Send again what did not arrive. Sending something twice does no harm.",
		way:     "Back to the form", sentence: func(r *refusal) string { return r.en },
	},
	{
		Lang: "pap", all: "Risibí", some: "No tur kos a yega", none: "No a manda",
		arrived: "Fayl %d: a yega.",
		partly:  "Fayl %d: e promé %d partinan a yega, e resto no. %s",
		refused: "Fayl %d: %s",
		rest:    "E resto no a yega. %s",
		after:   "Warda bo kódigo: ku n’e bo ta haña e kontesta. Kita e fayl awor, tambe for di e stick i for di e baki di sushi.",
		again:   "Warda bo kódigo i bo faylnan. Manda di nobo loke no a yega. Manda algu dos biaha no ta hasi daño.",
		way:     "Bèk na e formulario", sentence: func(r *refusal) string { return r.pap },
	},
}

// formSection is the answer to a form in one language.
type formSection struct {
	Lang, Title, Next, Way string
	Lines                  []string
}

var formPage = template.Must(template.New("form").Parse(`<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Luwte</title>
<link rel="icon" href="data:,">
<style>` + plainStyle + `</style></head>
<body><main>
{{- range .}}
<section lang="{{.Lang}}">
<h1>{{.Title}}</h1>
{{- if .Lines}}<ul>{{range .Lines}}<li>{{.}}</li>{{end}}</ul>{{end}}
<p><strong>{{.Next}}</strong></p>
<p><a href="/plain#{{.Lang}}">{{.Way}}</a></p>
</section>
{{- end}}
</main></body></html>
`))

// formAnswer is a small page: what became of each file, by its position in the form, and why nothing was taken after
// them, if that is for another reason than the last one's.
func formAnswer(files []fileTaken, stopped *refusal) answer {
	var sections []formSection
	for _, words := range formLanguages {
		sections = append(sections, words.tell(files, stopped))
	}
	var page bytes.Buffer
	if err := formPage.Execute(&page, sections); err != nil {
		return sentence(refuseInternal)
	}
	return answer{status: formStatus(files, stopped), kind: typeHTML, policy: plainPolicy, body: page.Bytes()}
}

// formStatus is 201 if all that was sent is there, or that of the first refusal.
func formStatus(files []fileTaken, stopped *refusal) int {
	for _, f := range files {
		if f.Refused != nil {
			return f.Refused.status
		}
	}
	if stopped != nil {
		return stopped.status
	}
	return http.StatusCreated
}

func (w formWords) tell(files []fileTaken, stopped *refusal) formSection {
	s := formSection{Lang: w.Lang, Title: w.all, Next: w.after, Way: w.way}
	kept := false
	for i, f := range files {
		kept = kept || f.Kept > 0
		switch {
		case f.Refused == nil:
			s.Lines = append(s.Lines, fmt.Sprintf(w.arrived, i+1))
		case f.Kept > 0:
			s.Lines = append(s.Lines, fmt.Sprintf(w.partly, i+1, f.Kept, w.sentence(f.Refused)))
		default:
			s.Lines = append(s.Lines, fmt.Sprintf(w.refused, i+1, w.sentence(f.Refused)))
		}
	}
	switch {
	case stopped != nil && kept:
		s.Lines = append(s.Lines, fmt.Sprintf(w.rest, w.sentence(stopped)))
	case stopped != nil:
		s.Lines = append(s.Lines, w.sentence(stopped))
	}
	if formStatus(files, stopped) != http.StatusCreated {
		s.Title, s.Next = w.none, w.again
		if kept {
			s.Title = w.some
		}
	}
	return s
}
