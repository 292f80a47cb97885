package dossier

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"luwte/crypto/charter"
	"luwte/internal/fuzzing"
)

func sample() Dossier {
	return Dossier{
		Language: "nl", Bureau: "Bureau Integriteit", F: charter.Fingerprint{1}, Case: "4g3k2m1x", Made: 20000, By: "Anna Bos", Facts: []Fact{{"Soort", "lek"}}, LogHash: "ab", Head: "1 ab", WithNotes: true,
		Items: []Item{{Number: 1, Kind: "report", Day: 19999, Answers: []Fact{{"Bent u in gevaar?", "Nee"}}, Text: "Kees Jansen deed het.\n\nTweede alinea. 中文",
			Files: []File{{Number: 1, Name: "Kees Jansen.jpg", Type: "image/jpeg", Size: 3, SHA256: strings.Repeat("a", 64), State: "whole", Archive: true}}},
			{Number: 2, Kind: "reply", By: "Kees Jansen", Day: 20000, Text: "Dank u."}},
		Notes: []Note{{20000, "Anna Bos", "Over Kees Jansen."}}, Events: []Line{{20000, "Anna Bos", "reply"}}, Log: []Line{{20000, "Kees Jansen", "show"}},
	}
}

func redactor(t *testing.T, passages ...Passage) *Redactor {
	t.Helper()
	r, err := NewRedactor(passages)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestMake_Twice_IsTheSameBytes(t *testing.T) {
	a, err1 := Make(sample(), redactor(t))
	b, err2 := Make(sample(), redactor(t))
	if err := errors.Join(err1, err2); err != nil || !bytes.Equal(a.PDF, b.PDF) || !bytes.Equal(a.Text, b.Text) {
		t.Errorf("another dossier of the same: %v", err)
	}
	if year := time.Now().UTC().Format("2006"); bytes.Contains(a.PDF, []byte("D:")) || bytes.Contains(a.PDF, []byte(year)) && !strings.Contains(string(a.Text), year) {
		t.Error("the PDF tells a time")
	}
}

// TestMake_Passages_LeaveNoLength: whatever was taken out, the same is left.
func TestMake_Passages_LeaveNoLength(t *testing.T) {
	long := sample()
	long.Items[0].Text = "Kees Jansen-van der Wetering deed het.\n\nTweede alinea. 中文"
	long.Items[0].Files[0].Name = "Kees Jansen-van der Wetering.jpg"
	long.Items[1].By, long.Notes[0].Text, long.Log[0].By = "Kees Jansen-van der Wetering", "Over Kees Jansen-van der Wetering.", "Kees Jansen-van der Wetering"
	a, err1 := Make(sample(), redactor(t, Passage{"Kees Jansen", 1}))
	b, err2 := Make(long, redactor(t, Passage{"Kees Jansen-van der Wetering", 1}))
	if err := errors.Join(err1, err2); err != nil || !bytes.Equal(a.PDF, b.PDF) || !bytes.Equal(a.Text, b.Text) || a.Names[0] != "[weggelakt].jpg" || a.Places != 5 {
		t.Errorf("%v, %d places, names %q", err, a.Places, a.Names)
	}
}

func TestText_Passages_AreFoundAsPeopleReadThem(t *testing.T) {
	for _, c := range []struct{ passage, text, want string }{
		{"Jan de Vries", "dat JAN  de\nvriés. En Jan de Vriesman", "dat #. En #man"},
		{"Škrobová", "Skrobova\u0301 en S\u030ckrobova!", "# en #!"},
		{"geheim", "ge\u200bh\u00adeim, ｇｅｈｅｉｍ", "#, #"},
		{"aaa", "aaaaa aa", "# aa"},
		{"een twee", "een twee twee", "# twee"},
		{"twee drie", "een twee drie vier", "een # vier"},
		{`\u202ekwaad`, "wel \u202ekwaad hier", "wel # hier"},
		{"ﬁets", "mijn fiets", "mijn #"},
		{"İstanbul", "in istanbul en ISTANBUL", "in # en #"},
		{"niets", "iets \ue000 met een eigen teken", `iets \ue000 met een eigen teken`},
	} {
		if got := strings.ReplaceAll(redactor(t, Passage{c.passage, 0}).Text(c.text, 0), string(Mark), "#"); got != c.want {
			t.Errorf("%q in %q: %q, expected %q", c.passage, c.text, got, c.want)
		}
	}
	overlap := redactor(t, Passage{"een twee", 0}, Passage{"twee drie", 0})
	if got := overlap.Text("een twee drie", 0); got != string(Mark) {
		t.Errorf("overlapping: %q", got)
	}
}

// TestRedact_EveryStringOfADossier_IsLookedInto fills each field that may hold words with a passage: one that is added later is tried too.
func TestRedact_EveryStringOfADossier_IsLookedInto(t *testing.T) {
	var d Dossier
	n := fillStrings(reflect.ValueOf(&d).Elem())
	r := redactor(t, Passage{"geheime naam", 0})
	if err := r.redact(&d); err != nil || r.places != n || n < 17 {
		t.Errorf("%d places of %d, %v", r.places, n, err)
	}
}

func fillStrings(v reflect.Value) (n int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("Geheime naam")
		n++
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		n += fillStrings(v.Index(0))
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Tag.Get("redact") != "-" {
				n += fillStrings(v.Field(i))
			}
		}
	}
	return n
}

func FuzzText(f *testing.F) {
	fuzzing.Add(f, 100, "Jan de Vries", "dat JAN  de\nvriés")
	fuzzing.Add(f, 100, "aaa", "a\u200ba\u0301aa\xffaa")
	fuzzing.Add(f, 100, "ﬁets", "fi\u00adets ﬁet")
	f.Fuzz(func(t *testing.T, passage, text string) {
		r, err := NewRedactor([]Passage{{passage, 0}})
		if err != nil {
			return
		}
		for piece := range strings.SplitSeq(r.Text(text, 0), string(Mark)) {
			if r.Holds(piece) {
				t.Fatalf("%q is left of %q without %q", piece, text, passage)
			}
		}
	})
}
