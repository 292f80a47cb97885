package replies

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

const letter = `Mijn collega Bert de Groot zoekt adressen op voor zijn zwager. Op 3 mei om 14.30 uur zag ik dat hij het adres van
een getuige doorgaf, in de Kerkstraat. Zijn auto is AB-123-C, zijn nummer 06-12345678, bert@example.org. Het was een dinsdag.
Rekening NL91 ABNA 0417 1643 00. Dossier 2024/0815.`

func found(answer string, letters ...string) string {
	var all []string
	for _, w := range Check(answer, letters, "Bureau Integriteit") {
		all = append(all, fmt.Sprintf("%s=%s", w.Kind, w.Excerpt))
	}
	return strings.Join(all, "; ")
}

func TestCheck_AnswersThatGiveAway_AreWarnedOf(t *testing.T) {
	for answer, want := range map[string]string{
		"U schreef: zag ik dat hij het adres van een getuige doorgaf.": "quote=zag ik dat hij het adres van een getuige doorgaf",
		"Klopt het dat hij adressen opzoekt voor zijn ZWÁGER?":         "",
		"Wie zoekt adressen op voor ZIJN zwager?":                      "quote=zoekt adressen op voor ZIJN zwager",
		"Wij gaan met Bert praten.":                                    "name=Bert",
		"Is het in de kerkstraat gebeurd?":                             "name=kerkstraat",
		"Wij spreken mevrouw Jansen morgen.":                           "name=mevrouw Jansen",
		"Was het de AB123C?":                                           "number=AB123C",
		"Belde u met +31 6 1234 5678?":                                 "number=+31 6 1234 5678",
		"Schreef hij vanaf BERT@example.org?":                          "name=BERT; number=BERT@example.org; name=example; name=org",
		"Ging het naar NL91ABNA0417164300?":                            "number=NL91ABNA0417164300",
		"Wij kennen dossier 2024-0815.":                                "number=2024-0815",
		"Was u er op 3 mei zelf bij?":                                  "time=3 mei",
		"Was u er op 3-5 zelf bij?":                                    "time=3-5",
		"Was u er op 03-05-2026 zelf bij?":                             "time=03-05-2026",
		"Was het om 14:30?":                                            "time=14:30",
		"Op welke Dinsdag was dat?":                                    "time=Dinsdag",
		"Wij doen dit: [wat].":                                         "unfilled=[wat]",
		"Op 4 mei om 15:30 sluit het bureau. Bel 112.":                 "",
		"Bureau Integriteit leest dit elke week.":                      "",
		"Dank u wel. Kunt u zeggen of het nog doorgaat?":               "",
	} {
		got := found(answer, letter)
		if answer == "Schreef hij vanaf BERT@example.org?" {
			if !strings.Contains(got, "number=BERT@example.org") {
				t.Errorf("%s: %s", answer, got)
			}
			continue
		}
		if got != want {
			t.Errorf("%s: %q, expected %q", answer, got, want)
		}
	}
}

// TestCheck_LowerCaseReport_StillKnowsAName: who is in a hurry writes without capitals.
func TestCheck_LowerCaseReport_StillKnowsAName(t *testing.T) {
	if got := found("Werkt Bert daar nog?", "het is bert, van burgerzaken"); got != "name=Bert" {
		t.Error(got)
	}
}

// TestCheck_Templates_WarnOfNothingButTheirBrackets, also if a report has their very words.
func TestCheck_Templates_WarnOfNothingButTheirBrackets(t *testing.T) {
	all, err := Templates()
	if err != nil || len(all) != 7 {
		t.Fatalf("%d templates, %v", len(all), err)
	}
	for _, tpl := range all {
		for _, language := range []string{"nl", "en", "pap"} {
			text := tpl.Text[language]
			for _, l := range []string{letter, text, ""} {
				for _, w := range Check(text, []string{l}) {
					if w.Kind != Unfilled {
						t.Errorf("%s, %s: %+v", tpl.ID, language, w)
					}
				}
			}
			if n, fits := Notes(text); text == "" || n != 1 || !fits {
				t.Errorf("%s, %s: %d notes", tpl.ID, language, n)
			}
		}
		if tpl.Title["nl"] == "" || tpl.Title["en"] == "" || tpl.In("fr") != tpl.Text["en"] {
			t.Errorf("%s has no title, or no language to fall back on", tpl.ID)
		}
	}
}

// TestCheck_AnyRunOfTheReport_IsFound puts runs of words of a report, in other case and with other signs between, anywhere into an answer.
func TestCheck_AnyRunOfTheReport_IsFound(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	syllables := []string{"ka", "lo", "mi", "ber", "tus", "nef", "gra", "zi"}
	text := func(n int) (words []string) {
		for range n {
			w := ""
			for range 2 + r.IntN(3) {
				w += syllables[r.IntN(len(syllables))]
			}
			words = append(words, w)
		}
		return words
	}
	for range 300 {
		report := text(40 + r.IntN(200))
		n := quoteDense + r.IntN(6)
		at := r.IntN(len(report) - n)
		run := strings.Join(report[at:at+n], []string{" ", ", ", " - ", "\n"}[r.IntN(4)])
		if r.IntN(2) == 0 {
			run = strings.ToUpper(run)
		}
		answer := "Dank u. Dit is eigen tekst: " + run + "; en dit ook."
		quoted := false
		for _, w := range Check(answer, []string{strings.Join(report, " ")}) {
			quoted = quoted || w.Kind == Quote && strings.Contains(w.Excerpt, run)
		}
		if !quoted {
			t.Fatalf("%q is not found", run)
		}
	}
}

// TestCheck_HostileReports_AreComparedWhole has 250 kB of what is worst for patterns. Were it more than linear, it would not end.
func TestCheck_HostileReports_AreComparedWhole(t *testing.T) {
	for _, piece := range []string{"1 ", "@a.", "Aa ", "\xff", "3-3-"} {
		long := strings.Repeat(piece, 250_000/len(piece))
		if all := Check(long[:30_000]+" dat was Bert", []string{long + " en toen zei Bert niets"}); len(all) > mostWarnings || all[len(all)-1].Excerpt != "Bert" {
			t.Errorf("%q: %d warnings, the last %+v", piece, len(all), all[len(all)-1].Kind)
		}
	}
}

func TestNotes_Lengths_AreThoseOfTheBoard(t *testing.T) {
	for text, want := range map[string]int{"": 0, "ja": 1, strings.Repeat("woord ", 600): 2, strings.Repeat("x", 40_000): MostNotes + 1} {
		if n, fits := Notes(text); n != want || fits != (want <= MostNotes) {
			t.Errorf("%d bytes: %d notes, %v", len(text), n, fits)
		}
	}
	if _, fits := Notes("\xff"); fits {
		t.Error("what is no text fits")
	}
}
