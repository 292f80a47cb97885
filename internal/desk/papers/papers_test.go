package papers

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/quorum"
	"luwte/crypto/vectors"
	"luwte/internal/desk/machine"
	"luwte/internal/desk/sheet"
)

// tool runs a program of poppler-utils or zbar-tools and returns what it prints.
func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, stderr.String())
	}
	return string(out)
}

// printed returns a PDF's text, spaces as one, and the picture of its first page.
func printed(t *testing.T, pdf []byte) (text, picture string) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "paper.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	tool(t, "pdftoppm", "-r", "144", "-png", "-f", "1", "-l", "1", "-singlefile", file, filepath.Join(dir, "page"))
	return strings.Join(strings.Fields(tool(t, "pdftotext", "-enc", "UTF-8", "-layout", file, "-")), " "), filepath.Join(dir, "page.png")
}

func share(t *testing.T, language string) Share {
	t.Helper()
	key, err := quorum.ParseWords(vectors.Load[vectors.Quorums]("quorum.json").Shares[1].Words)
	if err != nil {
		t.Fatal(err)
	}
	return Share{Language: language, Bureau: "Bureau Integriteit Súdwest-Fryslân", Words: charter.Fingerprint{}.Words(language), Custodian: 2, Name: "Anna de Wit-Jansen", Needed: 2, N: 3,
		Dealing: 7, Day: 20000, Key: key}
}

// TestSharePDF_WordsAndCode_OpenWhatTheShareOpens reads the page as a custodian does, and its code as a scanner does.
func TestSharePDF_WordsAndCode_OpenWhatTheShareOpens(t *testing.T) {
	for _, language := range []string{"nl", "en"} {
		s := share(t, language)
		pdf, err := s.PDF()
		if err != nil {
			t.Fatal(err)
		}
		text, picture := printed(t, pdf)
		for i, w := range s.Key.Words(language) {
			if !strings.Contains(text, fmt.Sprintf("%d %s", i+1, w)) {
				t.Errorf("%s: word %d, %s, is not on the page", language, i+1, w)
			}
		}
		for _, want := range []string{s.Name, s.Bureau, "7", "2024-10-04"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is not on the page", language, want)
			}
		}
		scanned, err := quorum.ParseWords(tool(t, "zbarimg", "-q", "--raw", picture))
		if err != nil || scanned != s.Key {
			t.Errorf("%s: the code holds another key, %v", language, err)
		}
	}
	s := share(t, "nl")
	s.Name = strings.Repeat("Anna ", 800)
	if _, err := s.PDF(); err != ErrTooLong {
		t.Errorf("a name too long: %v", err)
	}
	s.Name = "廉"
	if _, err := s.PDF(); !errors.Is(err, sheet.ErrCharacter) {
		t.Errorf("a name in other letters: %v", err)
	}
}

func TestMinutesPDF_ManyFacts_StandOnSeveralPages(t *testing.T) {
	m := Minutes{Language: "nl", Title: "Verslag", Bureau: "Bureau", Signed: []string{"Anna", "Boris"}}
	for i := range 8 {
		s := Section{Title: fmt.Sprint("Afdeling ", i)}
		for j := range 12 {
			s.Facts = append(s.Facts, Fact{fmt.Sprintf("Feit %d.%d", i, j), strings.Repeat("woorden ", j*3) + fmt.Sprintf("einde%d.%d", i, j)})
		}
		m.Sections = append(m.Sections, s)
	}
	m.Sections[0].Facts[0].Says = strings.Repeat("0123456789abcdef", 4)
	pdf, err := m.PDF()
	if err != nil {
		t.Fatal(err)
	}
	text, _ := printed(t, pdf)
	for _, s := range m.Sections {
		for _, f := range s.Facts {
			if words := strings.Fields(f.Says); !strings.Contains(text, f.What) || !strings.Contains(text, words[len(words)-1]) {
				t.Errorf("%s is not in the minutes", f.What)
			}
		}
	}
	for _, want := range []string{"Verslag", "Anna", "Boris", "Handtekeningen", m.F.String()[:40]} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in the minutes", want)
		}
	}
	pages := strings.Count(text, "Verslag, bladzijde ")
	for i := range pages {
		if !strings.Contains(text, fmt.Sprintf("Verslag, bladzijde %d van %d %s", i+1, pages, strings.Join(m.F.Words("nl"), " "))) {
			t.Errorf("page %d of %d does not say of which minutes it is", i+1, pages)
		}
	}
	if pages < 3 {
		t.Errorf("%d pages", pages)
	}
	m.Sections[3].Facts[1].Says = "廉"
	if _, err := m.PDF(); !errors.Is(err, sheet.ErrCharacter) {
		t.Errorf("another alphabet: %v", err)
	}
}

// TestDestruction_BothLanguages_SayWhoWhenWhatAndWhichCopies has a month that the desk destroyed by itself, and one with custodians.
func TestDestruction_BothLanguages_SayWhoWhenWhatAndWhichCopies(t *testing.T) {
	d := Destruction{Bureau: "Bureau", Custodians: []string{"Anna", "Boris"}, Copies: []day.Day{20100}, Epochs: []DestroyedEpoch{
		{Epoch: 3, From: 20000, Until: 20031, Day: 20140, Actor: "alice", Unasked: true, Recipient: strings.Repeat("ab", 32), Files: map[string]string{"keyring.age": strings.Repeat("cd", 32)}},
		{Epoch: 4, From: 20030, Until: 20061, Day: 20171, Actor: "dirk", Custodians: []string{"Anna", "Clara"}, Recipient: strings.Repeat("ef", 32)},
	}}
	for language, want := range map[string][]string{
		"nl": {"Vernietigd op 2025-02-21", "alice (de computer zelf", "Anna, Clara", strings.Repeat("ab", 32), "keyring.age ervoor", strings.Repeat("cd", 32), strings.Repeat("ef", 32), "dirk",
			"Reservekopie van 2025-01-12", "van voor 2025-03-24", "Niet te vernietigen", "2024-10-04 – 2024-11-04", "Boris"},
		"en": {"Destroyed on 2025-02-21", "by itself", "Backup made on 2025-01-12", "Not to be destroyed"},
	} {
		d.Language = language
		pdf, err := d.Minutes().PDF()
		if err != nil {
			t.Fatal(err)
		}
		text, _ := printed(t, pdf)
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s: %q is not in the minutes:\n%s", language, w, text)
			}
		}
	}
	d.Copies = nil
	if pdf, err := d.Minutes().PDF(); err != nil {
		t.Error(err)
	} else if text, _ := printed(t, pdf); !strings.Contains(text, dutch.noCopies) && !strings.Contains(text, english.noCopies) {
		t.Error("without backups it says nothing of them")
	}
}

// TestMinutes_Dutch_SayEverythingInDutch has every finding about a machine in the minutes.
func TestMinutes_Dutch_SayEverythingInDutch(t *testing.T) {
	d := Dealing{Language: "nl", Bureau: "Bureau", Actor: "alice", Needed: 1, Custodians: []string{"Anna"}}
	for f := range machine.Findings {
		d.Checks = append(d.Checks, machine.Check{What: machine.Network, Result: machine.Bad, Detail: "an English sentence", Found: f})
	}
	d.Checks[machine.SwapOn].Names = "/dev/sda2"
	pdf, err := d.Minutes().PDF()
	if err != nil {
		t.Fatal(err)
	}
	text, _ := printed(t, pdf)
	if strings.Contains(text, "English") || strings.Contains(text, "network") || !strings.Contains(text, "worden geschreven naar /dev/sda2") || !strings.Contains(text, "Uitgevoerd door alice") {
		t.Error(text)
	}
	seen := map[string]bool{}
	for f := range machine.Findings {
		if dutch.found[f] == "" || seen[dutch.found[f]] {
			t.Errorf("finding %d has no sentence of its own", f)
		}
		seen[dutch.found[f]] = true
	}
	for _, what := range []string{machine.Network, machine.Swap, machine.Hibernate, machine.Random} {
		if dutch.looked[what] == "" {
			t.Errorf("%s has no name", what)
		}
	}
}
