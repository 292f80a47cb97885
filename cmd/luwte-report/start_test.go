//go:build linux

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"luwte/crypto/code"
	"luwte/crypto/message"
	"luwte/crypto/open"
	"luwte/internal/testbureau"
	"luwte/internal/testdrop"
)

// table is a drop with a bureau that asks questions, and somebody who sits down before it.
func table(t *testing.T) (*world, *sitting) {
	t.Helper()
	w := &world{drop: testdrop.Start(t), bureau: asking()}
	w.line, w.socket = w.drop.Add(t, w.bureau)
	return w, sit(t, "--drop", w.drop.URL)
}

// toCard goes from the first question to that for a card.
func (s *sitting) toCard() {
	s.Helper()
	s.answers(`Language`, "2")
	s.sees(`This is a test`)
	s.answers(`What do you want to do\?[\s\S]*Number:`, "1")
	s.answers(`Are you in danger now\?[\s\S]*Number:`, "3")
	s.sees(`Your report goes to: Second Bureau`)
}

// card gives the words of the card that are asked for.
func (s *sitting) card(w *world) {
	s.Helper()
	s.answers(`Do you have a card\?[\s\S]*Number:`, "1")
	words := w.bureau.Fingerprint().Words("en")
	for range 2 {
		place, err := strconv.Atoi(s.sees(`Word (\d+) of the card:`))
		if err != nil {
			s.Fatal(err)
		}
		s.types(words[place-1][:min(4, len(words[place-1]))])
	}
}

var codeLine = regexp.MustCompile(`(?m)^ ?\d  ?([a-z]+)\r?$`)

// notes writes down a code and gives back the words that are asked for.
func (s *sitting) notes() code.Code {
	s.Helper()
	s.answers(`Enter shows the code\.`, "")
	s.sees(`The eight words of your code`)
	from := s.read
	s.sees(`written the words down:`)
	var words []string
	for _, m := range codeLine.FindAllSubmatch(s.all()[from:s.read], -1) {
		words = append(words, string(m[1]))
	}
	c, err := code.Parse(strings.Join(words, " "))
	if err != nil {
		s.Fatalf("%q: %v", words, err)
	}
	s.types("")
	s.sees(`\x1b\[H\x1b\[2J\x1b\[3J`)
	s.sees(`cleared from the screen`)
	for range 3 {
		place, err := strconv.Atoi(s.sees(`Word (\d):`))
		if err != nil {
			s.Fatal(err)
		}
		s.types(words[place-1])
	}
	return c
}

func (s *sitting) opened(w *world, posted [][]byte) []message.Message {
	s.Helper()
	var all []message.Message
	for _, p := range posted {
		m, err := open.Parcel(w.bureau.Identity, p, w.bureau.Fingerprint(), 1)
		if err != nil {
			s.Fatal(err)
		}
		all = append(all, m)
	}
	return all
}

func TestStart_WholeReport_GoesBackAndForthAndArrives(t *testing.T) {
	w, s := table(t)
	s.toCard()
	s.card(w)

	s.sees(`What is it about\?`)
	s.sees(`I know of a leak\. Data goes where it must not\.`)
	s.answers(`3 I am not sure: help me choose[\s\S]*Number:`, "3")
	s.sees(`Do you recognise this\?`)
	s.answers(`2 Somebody looks people up\.[\s\S]*Numbers, with commas between them:`, "2, 3")
	s.sees(`This fits best with what you recognise`)
	s.answers(`Enter keeps: I know of a leak[\s\S]*Number:`, "")

	s.answers(`full stop on a line of its own`, "My name is Ann Smith.\nI saw something at 14:35.\n.")
	s.answers(`Question 1 of 2: Do you know who\?[\s\S]*Number:`, "1")
	s.answers(`Question 2 of 3: Who\?[\s\S]*Answer:`, "<")
	s.answers(`Question 1 of 3: Do you know who\?[\s\S]*Enter keeps: Yes[\s\S]*Number:`, "")
	s.answers(`Question 2 of 3: Who\?[\s\S]*Answer:`, "Somebody")
	s.answers(`Question 3 of 3: Which data\?[\s\S]*them:`, "2 1")

	path := filepath.Join(t.TempDir(), "my photo.jpg")
	if err := os.WriteFile(path, []byte("not really a picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.answers(`Do you want to send files along\?[\s\S]*Number:`, "2")
	s.answers(`Where is the file\?`, path+"x")
	s.answers(`not there, or may not be read[\s\S]*Number:`, "2")
	s.answers(`Where is the file\?`, path+"/.") // it is no folder
	s.answers(`not there, or may not be read[\s\S]*Number:`, "2")
	s.answers(`Where is the file\?`, "~/none.txt")
	s.answers(`not there, or may not be read[\s\S]*Number:`, "2")
	s.answers(`Where is the file\?`, strings.ReplaceAll(path, " ", `\ `))
	s.sees(`Careful with my photo\.jpg[\s\S]*does not take\s+them out[\s\S]*mat2`)
	s.answers(`The bureau sees this name: file-1\.jpg`, "evidence.jpg")
	s.answers(`Do not send: evidence\.jpg[\s\S]*Number:`, "")

	s.sees(`Is this right\?[\s\S]*Nothing has been sent yet`)
	s.sees(`words are right[\s\S]*Who\?\s+Somebody[\s\S]*Plates; Addresses[\s\S]*evidence\.jpg`)
	s.sees(`“My name is Ann Smith”[\s\S]*“14:35”`)
	change := s.sees(`(\d+) Change: Tell what happened`)
	s.answers(`Number:`, change)
	s.answers(`This is what you have written[\s\S]*Number:`, "3")
	s.answers(`full stop on a line of its own`, "I saw something.\n.")
	s.sees(`Is this right\?[\s\S]*I saw something\.[\s\S]*Nothing stood out`)
	s.answers(`Number:`, "1")

	c := s.notes()
	s.sees(`Sending to “Second Bureau”[\s\S]*Your report is waiting, locked`)
	s.answers(`Enter clears the screen:`, "")
	s.sees(`nothing is kept on this computer`)
	if status := s.ends(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	s.checkReport(w, c)
	s.leaksNoWords(c)
}

// checkReport looks at what has come to the bureau.
func (s *sitting) checkReport(w *world, c code.Code) {
	s.Helper()
	all := s.opened(w, w.parcels(s.T))
	var report *message.Report
	var file *message.File
	for _, m := range all {
		switch m := m.(type) {
		case *message.Report:
			report = m
		case *message.File:
			file = m
		}
	}
	if len(all) != 2 || report == nil || file == nil || string(file.Body) != "not really a picture" {
		s.Fatalf("%d parcels", len(all))
	}
	keys, err := c.Derive(w.bureau.Fingerprint())
	if err != nil {
		s.Fatal(err)
	}
	said := ""
	for _, a := range report.Answers {
		said += a.ID + "=" + a.Answer + ";"
	}
	if report.Text != "I saw something." || report.Topic != "leak" || report.Slots != keys.Slots || report.Files[0].Name != "evidence.jpg" ||
		said != "danger=I do not know;known=Yes;who=Somebody;data=Plates; Addresses;" {
		s.Errorf("%q, %s, %s", report.Text, report.Topic, said)
	}
}

// leaksNoWords fails if the code was on the screen but where it was shown, once for each time.
func (s *sitting) leaksNoWords(c code.Code) {
	s.Helper()
	words := c.Words("en")
	cleared := s.all()
	if at := strings.LastIndex(string(cleared), "\x1b[3J"); at >= 0 {
		cleared = cleared[at:]
	}
	found := 0
	for _, w := range words {
		if regexp.MustCompile(`\b` + w + `\b`).Match(cleared) {
			found++
		}
	}
	if found > 2 { // "code" and "like" are on the list too
		s.Errorf("%d of the code's words are on the screen after it was cleared", found)
	}
}

func TestStart_LookAndReply_MoveToANewCode(t *testing.T) {
	w := &world{drop: testdrop.Start(t), bureau: testbureau.New()}
	w.line, w.socket = w.drop.Add(t, w.bureau)
	c := code.New()
	w.put(t, c, "When was this?\x1b[2J")
	s := sit(t, "start", "--drop", w.drop.URL, "--language", "en")
	s.answers(`What do you want to do\?[\s\S]*Number:`, "2")
	s.answers(`Look with your code[\s\S]*Number:`, "1")

	words := c.Words("en")
	typed := append([]string{}, words...)
	typed[2] = "zuricht"
	s.answers(`Code:`, strings.Join(typed, " "))
	s.sees(`Word 3, “zuricht”, is not on the list`)
	s.answers(`Type only word 3 again:`, words[2][:min(4, len(words[2]))])
	s.sees(`There is an answer[\s\S]*Answer of[\s\S]*When was this\?`)
	s.answers(`1 Reply[\s\S]*Number:`, "1")
	s.answers(`Do you have a next code already\?[\s\S]*Number:`, "1")
	s.answers(`You may leave this empty[\s\S]*full stop on a line`, "Yesterday.\n.")
	s.answers(`Do you want to send files along\?[\s\S]*Number:`, "")
	s.sees(`Your next code[\s\S]*Keep the old code until`)
	next := s.notes()
	s.answers(`keep both codes[\s\S]*Enter clears the screen:`, "")
	s.ends()

	all := s.opened(w, w.parcels(t))
	f, ok := all[0].(*message.Followup)
	keys, err := next.Derive(w.bureau.Fingerprint())
	if !ok || err != nil || f.Text != "Yesterday." || f.Slots != keys.Slots || len(f.Read) != 1 {
		t.Errorf("%+v, %v", all[0], err)
	}
	for i := range len(words) - 1 { // by twos: one of them may stand in what the program says itself
		if two := words[i] + " " + words[i+1]; strings.Contains(string(s.all()), two) {
			t.Errorf("%q was echoed", two)
		}
	}
	if strings.Contains(string(s.all()), "this?\x1b[2J") {
		t.Error("an answer commands the terminal")
	}

	s = sit(t, "start", "--drop", w.drop.URL, "--language", "nl")
	s.answers(`Wat wilt u doen\?[\s\S]*Nummer:`, "2")
	s.answers(`Nummer:`, "1")
	s.answers(`Code:`, strings.Join(words, " "))
	s.answers(`1 Reageer[\s\S]*Nummer:`, "1")
	s.answers(`Hebt u al een volgende code\?[\s\S]*Nummer:`, "2")
	s.answers(`Code:`, strings.Join(words, " "))
	s.sees(`Dat is de code waarmee u nu kijkt`)
	s.answers(`Code:`, strings.Join(next.Words("nl"), " "))
	s.answers(`Ik heb er nog een[\s\S]*Nummer:`, "")
	s.sees(`Hij wordt nu opnieuw gebruikt`)
	s.answers(`punt op een lege regel`, ".")
	s.answers(`bestanden meesturen\?[\s\S]*Nummer:`, "")
	s.answers(`Bewaar de oude én de nieuwe code[\s\S]*Enter wist het scherm:`, "")
	s.ends()
	if n := len(w.parcels(t)); n != 2 {
		t.Errorf("%d parcels", n)
	}
}

// TestStart_ReplyWhereNothingWasFound_AsksForTheCard: a drop that was taken over can show a bureau of its own, whose board has nothing for anybody.
func TestStart_ReplyWhereNothingWasFound_AsksForTheCard(t *testing.T) {
	w := &world{drop: testdrop.Start(t), bureau: testbureau.New()}
	w.line, w.socket = w.drop.Add(t, w.bureau)
	w.put(t, code.New(), "For somebody else.")
	s := sit(t, "start", "--drop", w.drop.URL, "--language", "en")
	s.answers(`What do you want to do\?[\s\S]*Number:`, "2")
	s.answers(`Look with your code[\s\S]*Number:`, "1")
	s.answers(`Code:`, strings.Join(code.New().Words("en"), " "))
	s.answers(`3 Add something[\s\S]*Number:`, "3")
	s.card(w)
	s.answers(`Do you have a next code already\?[\s\S]*Number:`, "<")
	s.sees(`Do you have a card\?`)
	if n := len(w.parcels(t)); n != 0 {
		t.Errorf("%d parcels went out", n)
	}
}

func TestStart_CtrlC_LeavesTheTerminalAsItWas(t *testing.T) {
	for name, at := range map[string]func(s *sitting){
		"at a menu": func(s *sitting) { s.sees(`What do you want to do\?[\s\S]*Number:`) },
		"at a code, which is not shown": func(s *sitting) {
			s.answers(`What do you want to do\?[\s\S]*Number:`, "2")
			s.answers(`Number:`, "1")
			s.sees(`Code:`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := &world{drop: testdrop.Start(t), bureau: testbureau.New()}
			w.line, w.socket = w.drop.Add(t, w.bureau)
			s := sit(t, "--drop", w.drop.URL, "--language", "en")
			before := echoes(t, s.pty)
			at(s)
			if _, err := s.pty.Write([]byte{3}); err != nil {
				t.Fatal(err)
			}
			s.sees(`Stopped\. Nothing is kept`)
			s.ends()
			if !before || !echoes(t, s.pty) {
				t.Error("the terminal does not show what is typed")
			}
		})
	}
}

func TestStart_WithoutACardAndWrongAnswers_IsToldAndCanGoBack(t *testing.T) {
	w, s := table(t)
	s.toCard()
	s.answers(`Do you have a card\?[\s\S]*Number:`, "7")
	s.answers(`That is not a number of the list\.[\s\S]*Number:`, "1")
	s.answers(`Word \d+ of the card:`, "zoo")
	s.answers(`does not belong to this bureau[\s\S]*of the card:`, "")
	s.answers(`If you have none[\s\S]*of the card:`, "<")
	s.answers(`Do you have a card\?[\s\S]*Number:`, "2")
	s.answers(`Without a card you cannot check[\s\S]*Number:`, "1")
	s.answers(`What is it about\?[\s\S]*Number:`, "?")
	s.answers(`What is it about\?[\s\S]*Number:`, "1")
	s.answers(`full stop on a line of its own`, ".")
	s.answers(`Write something first[\s\S]*full stop on a line of its own`, "I began to write\n<") // what was typed stays
	s.answers(`What is it about\?[\s\S]*Number:`, "2")
	s.answers(`This is what you have written[\s\S]*I began to write[\s\S]*Number:`, "2")
	s.answers(`full stop on a line of its own`, "and went on.\n.")
	s.answers(`Question 1 of 2[\s\S]*Number:`, "<")
	s.answers(`I began to write\s+and went on\.[\s\S]*Number:`, "<")
	s.answers(`What is it about\?[\s\S]*Number:`, "<")
	s.answers(`Do you have a card\?[\s\S]*Enter keeps: I have no card[\s\S]*Number:`, "<")
	s.answers(`Are you in danger now\?[\s\S]*Number:`, "<") // the only bureau is not asked for
	s.sees(`What do you want to do\?`)
	if n := len(w.parcels(t)); n != 0 {
		t.Errorf("%d parcels", n)
	}
}

// TestStart_TwoBureausInPapiamentu: two codes, and a bureau whose words are not on the card is not told.
func TestStart_TwoBureausInPapiamentu_GivesTwoCodes(t *testing.T) {
	w := &world{drop: testdrop.Start(t), bureau: testbureau.New(), second: asking()}
	w.line, w.socket = w.drop.Add(t, w.bureau)
	w.addSecond(t)
	s := sit(t, "start", "--drop", w.drop.URL, "--language", "pap")
	s.answers(`Kiko bo ke hasi\?[\s\S]*Number:`, "1")
	s.answers(`Bo ta na peliger awor\?[\s\S]*Number:`, "1")
	s.answers(`Yama 112 awor[\s\S]*Number:`, "1")
	s.answers(`Na ken bo ta kont’é\?[\s\S]*entre nan:`, "3")
	s.answers(`no ta un number di e lista[\s\S]*entre nan:`, "1 2")
	s.sees(`Bo ta skohe 2 ofisina`)
	for range 2 {
		s.answers(`Bo tin un karchi\?[\s\S]*Number:`, "2")
		s.answers(`Sin karchi[\s\S]*Number:`, "1")
	}
	s.answers(`Di kiko ta trata\?[\s\S]*Number:`, "1")
	s.answers(`riba un liña bashí`, "Mi a mira algu.\n.")
	for range 6 { // the questions of the bureau that is asked first, if it has any, and files
		if s.sees(`(Number:|Kontesta:|entre nan:)`); strings.Contains(string(s.all()), "Esaki ta korekto?") {
			break
		}
		s.types("")
	}
	s.types("1")
	for range 2 {
		s.answers(`Enter ta mustra e kódigo`, "")
		from := s.read
		s.sees(`a skirbi e palabranan:`)
		words := codeLine.FindAllSubmatch(s.all()[from:s.read], -1)
		if len(words) != 8 {
			t.Fatalf("%d words", len(words))
		}
		s.types("")
		s.sees(`A bòra e kódigo`)
		for range 3 {
			place, err := strconv.Atoi(s.sees(`Palabra (\d):`))
			if err != nil {
				t.Fatal(err)
			}
			s.types(string(words[place-1][1]))
		}
	}
	s.answers(`Warda tur dos kódigo[\s\S]*Enter ta bòra e pantaya:`, "")
	s.ends()
	second := &world{drop: w.drop, bureau: w.second, socket: w.secondSocket}
	if one, two := len(w.parcels(t)), len(second.parcels(t)); one != 1 || two != 1 {
		t.Errorf("%d and %d parcels", one, two)
	}
}

func TestLook_CtrlCAtTheCode_EndsAndShowsWhatIsTypedAgain(t *testing.T) {
	s := sit(t, "look", "--drop", "http://127.0.0.1:1")
	s.sees(`Code \(8 words, not shown\):`)
	if _, err := s.pty.Write([]byte{3}); err != nil {
		t.Fatal(err)
	}
	s.sees(`interrupted: nothing has been done`)
	if status := s.ends(); status != 1 || !echoes(t, s.pty) {
		t.Errorf("exit status %d, or the terminal does not show what is typed", status)
	}
}
