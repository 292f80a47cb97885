package ui

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/internal/desk"
)

// evil has what could run, end what it stands in, turn text around, or hide.
const evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)></textarea></title><!-- {{.}} javascript:alert(1)\x00\x1b[31m\u202e\u2066\u200b\ufeff\u0085\u2028 einde"

var quoted = regexp.MustCompile(`="[^"]*"`)

// TestScreens_HostileWords_AreShownAsWhatTheyAre on every screen of a case, in every field that a stranger fills.
func TestScreens_HostileWords_AreShownAsWhatTheyAre(t *testing.T) {
	w := newWorld(t)
	a := newReporter()
	ids := w.bring(w.report(a, evil+"\n"+evil, func(m *message.Report) {
		m.Answers = []message.Answer{{ID: "unasked", Question: evil, Values: []string{"x"}, Answer: evil}}
		m.Files = []message.FileRef{{Name: "../../" + evil, Type: evil, Size: 1, Parcels: []parcel.ID{{1}}}}
	}))
	long := w.bring(w.report(newReporter(), strings.Repeat("W", 250_000)))[0]
	id := ids[0]
	w.must(w.desk.ChangeFile(id, "case-set", nil, func(f *desk.File) error {
		f.Kind, f.Class, f.Labels, f.Handler = "</option><script>", `"onmouseover="x`, []string{"<script>"}, "</option><b>"
		f.Status, f.Outcome = desk.StatusClosed, "<i>"
		return nil
	}))
	w.must(w.desk.AddNote(id, evil))
	w.must(w.desk.KeepDraft(id, strings.ReplaceAll(evil, "\x00", "")))
	b := newReporter()
	w.bring(w.followup(a, b, evil), w.followup(a, newReporter(), evil), w.followup(newReporter(), newReporter(), evil))
	path := "/cases/" + id
	for _, page := range []answer{
		w.get("/"), w.get("/?text=%3Cscript%3E%22&label=%3Cb%3E"), w.get("/aside"), w.get(path), w.get(path + "/letters/1"), w.get(path + "/answer"), w.get(path + "/access"), w.get(path + "/log"), w.get("/log"),
		w.get(path + "/decide?do=keep&branch=2"), w.try(path+"/answer", "text", evil, "do", "look"), w.try(path+"/file", "status", evil, "kind", evil, "class", evil, "labels", evil),
		w.try("/cases/nope/notes", "note", evil), w.get("/cases/" + long), w.try("/language", "language", evil, "back", "/"+evil),
	} {
		name := page.Request.Method + " " + page.Request.URL.Path
		if page.StatusCode >= 500 {
			t.Errorf("%s: %s", name, page.Status)
		}
		if found := regexp.MustCompile(`(?i)<(script|img|b|i)[ >]|<[^>]*\son[a-z]+=|href="javascript`).FindString(quoted.ReplaceAllString(page.body, `=""`)); found != "" {
			t.Errorf("%s: %q stands there as it was written", name, found)
		}
		outside := regexp.MustCompile(`(?s)<textarea.*?</textarea>|value="[^"]*"`).ReplaceAllString(page.body, "") // what can be written on stands there as it is
		for _, r := range outside {
			if unicode.Is(unicode.Cf, r) || unicode.IsControl(r) && r != '\n' && r != '\t' || r == '\u2028' {
				t.Errorf("%s: has the character %U", name, r)
				break
			}
		}
		if strings.Count(page.body, "<main") != 1 && page.StatusCode != 303 || strings.Count(page.body, "</html>") > 1 {
			t.Errorf("%s: the page ends early", name)
		}
	}
	w.get(path).says(t, `&lt;script&gt;alert(1)&lt;/script&gt;`, `\u202e`, `\x00\x1b[31m`, `\ufeff`)
}
