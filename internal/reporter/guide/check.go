package guide

import (
	"strings"

	"luwte/crypto/charter"
	"luwte/internal/reporter"
	"luwte/internal/reporter/giveaway"
)

// row is a line of the overview.
type row struct {
	key, title, value string
	free              bool // written, and not chosen
}

func (g *Guide) rows(d *draft) []row {
	danger, t := "", charter.Topic{}
	if d.danger != "" {
		danger = g.one("danger." + d.danger)
	}
	t, _ = d.chosen()
	var names []string
	for _, b := range d.bureaus {
		names = append(names, g.name(b))
	}
	rows := []row{{"danger", g.one("danger.title"), danger, false}, {"bureaus", g.one("check.to"), strings.Join(names, "; "), false}}
	for _, b := range d.bureaus {
		title, state := g.one("check.card"), g.one("check.cardNone")
		if len(d.bureaus) > 1 {
			title += ": " + g.name(b)
		}
		if g.cardOf(d, b).state == cardRight {
			state = g.one("check.cardRight")
		}
		rows = append(rows, row{"card-" + b.Charter.Bureau.String(), title, state, false})
	}
	rows = append(rows, row{"topic", g.one("topic.title"), reporter.OneLine(t.Title.In(g.tag)), false}, row{"text", g.one("questions.text"), d.text, true})
	given := d.answers()
	for _, q := range d.questions() {
		rows = append(rows, row{"question-" + q.ID, reporter.OneLine(q.Title.In(g.tag)), g.inWords(q, given[q.ID]), len(q.Options) == 0})
	}
	return append(rows, row{"files", g.one("check.files"), fileNames(d.files, g.one("check.none")), true})
}

func fileNames(files []*reporter.File, none string) string {
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	if len(names) == 0 {
		return none
	}
	return strings.Join(names, "; ")
}

// check shows everything before anything is sent; each of it can be changed.
func (g *Guide) check(d *draft) error {
	d.checked = true
	d.close()
	rows := g.rows(d)
	g.title(g.one("check.title"))
	g.say(g.one("check.lead"))
	options := []string{g.one("check.next")}
	var free []string
	for _, r := range rows {
		value := r.value
		if value == "" {
			value = g.one("check.empty")
		}
		g.item("-", r.title+"\n"+value)
		options = append(options, g.one("check.change", r.title))
		if r.free {
			free = append(free, r.value)
		}
	}
	g.advise(strings.Join(free, "\n\n"))
	i, err := g.choose(options, -1, false)
	switch {
	case err == errBack:
		d.checked = false
		return err
	case err != nil || i == 0:
		return err
	}
	return toStep(rows[i-1].key)
}

// advise says what in a text could give its writer away, and returns how much that is.
func (g *Guide) advise(text string) int {
	found := giveaway.Find(text)
	g.title(g.one("giveaway.title"))
	if len(found) == 0 {
		g.say(g.one("giveaway.none"))
		return 0
	}
	g.say(g.one("giveaway.found"))
	for _, kind := range giveaway.Kinds {
		var quoted []string
		for _, f := range found {
			if f.Kind == kind {
				quoted = append(quoted, "“"+f.Text+"”")
			}
		}
		if len(quoted) > 0 {
			g.item("-", strings.Join(quoted, ", ")+": "+g.one("giveaway.kinds."+kind))
		}
	}
	return len(found)
}
