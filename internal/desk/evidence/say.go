package evidence

import "fmt"

// Remark is something that an officer must know of a file or of its clean copy. Code is the same in all languages and versions.
type Remark struct {
	Code string
	Args []any // strings, numbers, Classes
}

// In returns the remark in a language, "nl" or, as any other, "en". It may quote what comes from a stranger: an extension.
func (r Remark) In(language string) string {
	args := make([]any, len(r.Args))
	for i, a := range r.Args {
		if c, ok := a.(Class); ok {
			a = c.In(language)
		}
		args[i] = a
	}
	text := said[r.Code].in(language)
	if len(args) == 0 || text == "" {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// In returns what the class is called in a language, with its article.
func (c Class) In(language string) string { return called[c].in(language) }

type words struct{ nl, en string }

func (w words) in(language string) string {
	if language == "nl" {
		return w.nl
	}
	return w.en
}

var called = map[Class]words{
	JPEG: {"een foto (JPEG)", "a photo (JPEG)"}, PNG: {"een afbeelding (PNG)", "a picture (PNG)"}, GIF: {"een afbeelding (GIF)", "a picture (GIF)"},
	WebP: {"een afbeelding (WebP)", "a picture (WebP)"}, PDF: {"een PDF", "a PDF"}, Text: {"gewone tekst", "plain text"},
	HTML: {"een webpagina (HTML)", "a web page (HTML)"}, SVG: {"een tekening die programma's kan bevatten (SVG)", "a drawing that can hold programs (SVG)"},
	Script: {"een programma in tekst (script)", "a program in text (a script)"}, XML: {"een gegevensbestand (XML)", "a data file (XML)"},
	Office: {"een Office-document", "an Office document"}, Archive: {"een ingepakt bestand (archief)", "a packed file (an archive)"},
	Executable: {"een programma", "a program"}, Media: {"geluid of video", "sound or video"},
	Picture: {"een afbeelding van een soort die hier niet wordt getoond", "a picture of a kind that is not shown here"},
	Empty:   {"een leeg bestand", "an empty file"}, Unknown: {"een onbekende soort bestand", "a file of an unknown kind"},
}

// BeyondLimit is the code of the remark that there is no room for more clean copies. The caller, who knows how much there is, makes it.
const BeyondLimit = "beyond limit"

// said are the texts of all remarks.
var said = map[string]words{
	"mismatch": {"De naam eindigt op %s, maar de inhoud is %s. Dat kan een vergissing zijn, of een valstrik.",
		"The name ends in %s, but the content is %s. That can be a mistake, or a trap."},
	"saved html": {"Alleen bewaard: dit is %s. Zo'n pagina kan programma's uitvoeren en verraden dat u haar bekijkt. Open haar niet.",
		"Only saved: this is %s. Such a page can run programs and give away that you look at it. Do not open it."},
	"saved svg":    {"Alleen bewaard: dit is %s. Open hem niet in een browser.", "Only saved: this is %s. Do not open it in a browser."},
	"saved script": {"Alleen bewaard: dit is %s. Het kan uw computer overnemen als u het start.", "Only saved: this is %s. It can take over your computer if you start it."},
	"saved xml":    {"Alleen bewaard: dit is %s. Wat het opent, kan ook iets van het internet halen.", "Only saved: this is %s. What opens it may also fetch things from the internet."},
	"saved office": {"Alleen bewaard: dit is %s. Het kan macro's (programma's) bevatten en iets van het internet halen. Open het niet op deze computer.",
		"Only saved: this is %s. It may hold macros (programs) and fetch things from the internet. Do not open it on this computer."},
	"saved archive": {"Alleen bewaard: dit is %s. Wat erin zit is niet bekeken; het kan schadelijk zijn, of bij het uitpakken de schijf vullen.",
		"Only saved: this is %s. What is in it was not looked at; it may do harm, or fill the disk when it is unpacked."},
	"saved executable": {"Alleen bewaard: dit is %s. START HET NIET: het kan uw computer overnemen.", "Only saved: this is %s. DO NOT START IT: it can take over your computer."},
	"saved empty":      {"Dit is %s: er zit niets in.", "This is %s: there is nothing in it."},
	"saved other":      {"Alleen bewaard: dit is %s. Open het niet op deze computer.", "Only saved: this is %s. Do not open it on this computer."},
	"macros":           {"Er zitten macro's of ingesloten objecten in: programma's die kunnen starten als u het opent.", "It holds macros or embedded objects: programs that may start when you open it."},
	"active": {"In deze PDF staat iets wat een programma, een bestand of een internetadres kan openen. Een schone kopie kan dat niet.",
		"Something in this PDF can open a program, a file or an internet address. A clean copy cannot."},
	"polyglot": {"Achter de inhoud zit mogelijk ook een ingepakt bestand (ZIP) verstopt. Dat is niet bekeken.", "A packed file (ZIP) may be hidden behind the content. It was not looked at."},

	"missing": {"Geen schone kopie, het bestand is alleen bewaard: %s ontbreekt. Installeer het Debian-pakket %s.",
		"No clean copy, the file is only saved: %s is not installed. Install Debian's package %s."},
	"not here": {"Geen schone kopie, het bestand is alleen bewaard: bubblewrap bestaat niet voor dit systeem. Gebruik Debian, Tails of Qubes.",
		"No clean copy, the file is only saved: there is no bubblewrap for this system. Use Debian, Tails or Qubes."},
	"no jail": {"Geen schone kopie, het bestand is alleen bewaard: bubblewrap werkt hier niet (%s). Vraag de beheerder om gewone gebruikers namespaces toe te staan.",
		"No clean copy, the file is only saved: bubblewrap does not work here (%s). Ask who keeps this machine to allow ordinary users namespaces."},
	"too big": {"Geen schone kopie: het bestand is groter dan %d MiB.", "No clean copy: the file is larger than %d MiB."},
	"too many points": {"Geen schone kopie: de afbeelding zegt %d × %d punten groot te zijn; er worden er hoogstens %d miljoen getoond. Dat kan een valstrik zijn.",
		"No clean copy: the picture claims to be %d × %d points; at most %d million are shown. That can be a trap."},
	"damaged picture": {"Geen schone kopie: de afbeelding is beschadigd, afgebroken of niet wat zij zegt te zijn.", "No clean copy: the picture is damaged, cut off or not what it claims to be."},
	"too much":        {"Geen schone kopie: het openen vroeg te veel geheugen of liep vast. Dat kan een valstrik zijn.", "No clean copy: opening it took too much memory or broke off. That can be a trap."},
	"damaged pdf":     {"Geen schone kopie: de PDF is beschadigd of met een wachtwoord gesloten.", "No clean copy: the PDF is damaged or locked with a password."},
	"time":            {"Geen schone kopie: het openen duurde te lang. Dat kan een valstrik zijn.", "No clean copy: opening it took too long. That can be a trap."},
	BeyondLimit:       {"Er is geen ruimte voor meer schone kopieën: verhoog de grens.", "There is no room for more clean copies: raise the limit."},
	"first frame":     {"Alleen het eerste beeld is te zien; als het bestand beweegt, zitten er meer in.", "Only the first frame is shown; if the file moves, there are more in it."},
	"pages cut":       {"Alleen de eerste %d van %d pagina's zijn getekend.", "Only the first %d of %d pages were drawn."},
	"page failed":     {"Pagina %d is niet te tekenen.", "Page %d cannot be drawn."},
	"page time":       {"Pagina %d is niet getekend: het duurde te lang. Dat kan een valstrik zijn.", "Page %d was not drawn: it took too long. That can be a trap."},
	"pdf time":        {"Gestopt na pagina %d van %d: alles samen duurde te lang.", "Stopped after page %d of %d: all together took too long."},
	"text cut":        {"De tekst is afgebroken: %d van %d bytes zijn te zien.", "The text was cut: %d of %d bytes are shown."},
	"made visible": {"%d tekens die onzichtbaar zijn of de tekst laten verspringen, zijn zichtbaar gemaakt (bijvoorbeeld als \\u202e).",
		"%d characters that are invisible or make text jump were made visible (as \\u202e, for example)."},
	"folded": {"%d regels waren langer dan %d tekens en zijn gebroken.", "%d lines were longer than %d characters and were broken."},
	"latin1": {"De tekst is gelezen als Windows-1252 (Latin-1); vreemde tekens kunnen daarvan komen.", "The text was read as Windows-1252 (Latin-1); odd characters may come from that."},
}
