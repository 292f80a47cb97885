package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/internal/reporter"
)

// visit reaches the drop as the reporter's client does, and downloads what everybody gets.
func (w *world) visit() (*reporter.Drop, *reporter.Bureau) {
	w.t.Helper()
	address, err := reporter.ParseAddress(w.url)
	if err != nil {
		w.t.Fatal(err)
	}
	d, leave, err := reporter.Reach(w.t.Context(), address, reporter.Tor{}, func(string) {})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(leave)
	p, err := d.Public(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return d, p.Bureaus[0]
}

// sendAll sends reports with the reporter's own client, two at a time, and returns their codes.
func (w *world) sendAll(drafts []reporter.Draft) []code.Code {
	w.t.Helper()
	d, b := w.visit()
	codes := make([]code.Code, len(drafts))
	var group sync.WaitGroup
	next := make(chan int)
	for range 2 {
		group.Go(func() {
			for i := range next {
				codes[i] = code.New()
				l, err := b.Report(codes[i], drafts[i], day.Today())
				if err == nil {
					err = d.Send(w.t.Context(), l, func(reporter.Progress) {})
				}
				if err != nil {
					w.t.Errorf("report %d: %v", i, err)
				}
			}
		})
	}
	for i := range drafts {
		next <- i
	}
	close(next)
	group.Wait()
	return codes
}

// weeksReports are what forty people report, of all topics and in all languages; with them an officer's week begins.
func (w *world) weeksReports() []reporter.Draft {
	w.t.Helper()
	samples := w.samples()
	drafts := []reporter.Draft{
		{Language: "nl", Topic: "leak", Given: reporter.Given{"system": {"persons", "vehicles"}, "position": {"counter"}, "criminals": {"yes"}, "ongoing": {"yes"}},
			Text: "Een collega zoekt adressen op voor mensen van buiten. Op 3 mei zag ik het zelf.", Files: []*reporter.File{w.chosen(samples["jpg"], "foto van het scherm.jpg"), w.chosen(samples["pdf"], ""), w.chosen(samples["docx"], "")}},
		{Language: "nl", Topic: "approached", Given: reporter.Given{"danger": {"yes"}, "channel": {"acquaintance"}, "means": {"money", "violence"}, "since": {"week"}},
			Text: "Zij staan voor mijn deur en willen vanavond een adres."},
		{Language: "en", Topic: "approached", Given: reporter.Given{"danger": {"no"}, "channel": {"online"}, "asked": {"The address behind a number plate."}, "system": {"vehicles"}},
			Text: "Somebody wrote to me and offered money for a number plate.\n\nI said no, and he wrote again."},
		{Language: "pap", Topic: "pressure", Text: "Nan ta menasá mi. Kiko mi mester hasi?"},
		{Language: "nl", Topic: "breach", Text: "De heer Kok van Vergunningen nam een reis aan van een aannemer."},
	}
	systems, topics := []string{"persons", "vehicles", "licences", "travel"}, []string{"approached", "leak"}
	for i := len(drafts); i < 40; i++ {
		topic, system := topics[i%2], systems[i%4]
		given := reporter.Given{"system": {system}}
		if topic == "approached" {
			given["danger"] = []string{"no"}
		}
		drafts = append(drafts, reporter.Draft{Language: "nl", Topic: topic, Given: given, Text: fmt.Sprintf("Melding %d van deze week, over %s.", i+1, system)})
	}
	return drafts
}

// chosen is a file as a reporter chooses it, under a name of its own if one is given.
func (w *world) chosen(path, name string) *reporter.File {
	w.t.Helper()
	f, err := reporter.OpenFile(path, name)
	if err != nil {
		w.t.Fatal(err)
	}
	return f
}

// chosenText is a file of a text.
func (w *world) chosenText(name, text string) *reporter.File {
	w.t.Helper()
	dir, err := os.MkdirTemp(w.dir, "chosen-")
	if err != nil {
		w.t.Fatal(err)
	}
	path := filepath.Join(dir, "file")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
	return w.chosen(path, name)
}

// hostileHTML is what a page that wants to run something looks like. Where it escapes its place there is an element of class escaped, and window.ran is set if it runs.
func hostileHTML(nth string) string {
	return strings.NewReplacer("#", nth).Replace(`"'></textarea></title></style><img class=escaped src=x onerror="window.ran='#'"><script class=escaped>window.ran='#'</script>` +
		`<svg class=escaped onload="window.ran='#'"></svg><a class=escaped href="javascript:window.ran='#'">{{.}}</a><!--`)
}
