package server

import (
	"bytes"
	"errors"
	"html/template"
	"io"
	"mime/multipart"
	"net/http"

	"luwte/crypto/parcel"
)

const (
	maxParts = 32 // parcels in a form
	// formSize bounds a form, in bytes: its parcels, and as much again as a browser may write around them.
	formSize = maxParts * (parcel.Size + 8192)
	// maxFields is how many other parts a form may have, files that were not chosen among them.
	maxFields = 16
	// betweenParts bounds what stands between the contents of two parts, in bytes: a header, and what is read ahead. mime/multipart
	// would keep 10 MB of header lines in memory.
	betweenParts = 16 << 10
)

// formBody is a form's body of which only so much may be read until left is set anew.
type formBody struct {
	io.ReadCloser
	left int
}

func (f *formBody) Read(p []byte) (int, error) {
	if f.left <= 0 {
		return 0, refuseForm
	}
	n, err := f.ReadCloser.Read(p[:min(len(p), f.left)])
	f.left -= n
	return n, err
}

// takeForm takes the parts named "parcel" of a form as a browser sends it without scripts. Names of files are not looked at. A part is
// acknowledged as soon as it is on the disk, so an answer that refuses one still lists those before it.
func (t inboxTarget) takeForm(r *http.Request, v *visit) answer {
	if r.ContentLength > formSize {
		return formAnswer(nil, refuseManyParts)
	}
	body := &formBody{ReadCloser: http.MaxBytesReader(nil, r.Body, formSize)}
	r.Body = body
	parts, err := r.MultipartReader()
	if err != nil {
		return formAnswer(nil, refuseForm)
	}
	var kept []parcel.ID
	for n := 0; ; n++ {
		body.left = betweenParts
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		body.left = formSize
		if err == nil && n-len(kept) >= maxFields {
			err = refuseManyParts
		}
		if err != nil {
			return formAnswer(kept, formRefusal(err))
		}
		id, err := t.takePart(r, part, v)
		if errors.Is(err, errEmpty) {
			continue
		}
		if err != nil {
			return formAnswer(kept, formRefusal(err))
		}
		kept = append(kept, id)
	}
	if len(kept) == 0 {
		return formAnswer(nil, refuseNoFile)
	}
	return formAnswer(kept, nil)
}

// takePart returns errEmpty for a part that holds no parcel: another field, or a file that was not chosen.
func (t inboxTarget) takePart(r *http.Request, part *multipart.Part, v *visit) (parcel.ID, error) {
	if part.FormName() != "parcel" {
		if _, err := io.Copy(io.Discard, part); err != nil {
			return parcel.ID{}, err
		}
		return parcel.ID{}, errEmpty
	}
	data, err := readParcel(part)
	if err != nil {
		return parcel.ID{}, err
	}
	if !v.parcel() {
		return parcel.ID{}, refuseMany
	}
	return t.keep(r.Context(), data)
}

func formRefusal(err error) *refusal {
	if r := refusalOf(err); r != refuseInternal {
		return r
	}
	return refuseForm
}

// formPage needs no style and no script, and says everything twice: who has no script has chosen no language.
var formPage = template.Must(template.New("form").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Luwte</title></head><body><main>
<h1>{{if .Refusal}}Not sent <span lang="nl">/ Niet verstuurd</span>{{else}}Received <span lang="nl">/ Ontvangen</span>{{end}}</h1>
{{- if .Kept}}
<p>Kept on the drop's disk, by their ids:</p>
<p lang="nl">Bewaard op de schijf van de postbus, met deze nummers:</p>
<ul>{{range .Kept}}<li>{{.}}</li>{{end}}</ul>
{{- end}}
{{- with .Refusal}}
{{- if $.Kept}}
<p>What came after these was not kept:</p>
<p lang="nl">Wat hierna kwam, is niet bewaard:</p>
{{- end}}
<p>{{.EN}}</p>
<p lang="nl">{{.NL}}</p>
{{- else}}
<p>Keep your code: with it you find the answer.</p>
<p lang="nl">Bewaar uw code: daarmee vindt u het antwoord.</p>
{{- end}}
</main></body></html>
`))

// formAnswer is a small page: what was kept, and what was refused, if anything was.
func formAnswer(kept []parcel.ID, r *refusal) answer {
	type words struct{ EN, NL string }
	data := struct {
		Kept    []parcel.ID
		Refusal *words
	}{Kept: kept}
	status := http.StatusCreated
	if r != nil {
		status, data.Refusal = r.status, &words{r.en, r.nl}
	}
	var page bytes.Buffer
	if err := formPage.Execute(&page, data); err != nil {
		return sentence(refuseInternal)
	}
	return answer{status: status, kind: typeHTML, body: page.Bytes()}
}
