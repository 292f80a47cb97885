package ui

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"luwte/crypto/message"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/plain"
)

// What a page shows of a case at once: who knows a code can send thousands of letters of 250 kB. The rest is a page further.
const (
	lettersShown = 40
	wordsShown   = 6000 // of one text, in bytes
)

// conversation is a case as it is read: one line of letters and answers, and what branches off it.
type conversation struct {
	Main   []item
	Forked []strand // the open branches, where there are several: one of them is the reporter
	Aside  []strand // closed branches
	Filed  []item   // letters that changed nothing
	Next   int      // number of the first letter that stands on a further page; 0 if none does
}

// strand is a branch with what was said on it and on those that lead to it alone.
type strand struct {
	cases.BranchView
	Items []item
}

// item is something said: a letter or an answer.
type item struct {
	No     int
	Letter *letterShown
	Answer *cases.AnswerView
}

// letterShown is a letter with long texts cut.
type letterShown struct {
	cases.LetterView
	Cut bool
}

// converse lays out a case.
func converse(v *cases.View) conversation {
	c := conversation{Next: v.Next}
	from, until := c.window(v)
	var open []cases.BranchView
	for _, b := range v.Tree {
		if b.State == cases.BranchOpen {
			open = append(open, b)
		}
	}
	columns := columnsOf(v.Tree, open)
	strands := make([]strand, len(open))
	for i, b := range open {
		strands[i].BranchView = b
	}
	var main []cases.BranchView
	for _, b := range v.Tree {
		switch column := columns[b.ID]; {
		case b.State == cases.BranchClosed && len(open) > 0:
			c.Aside = append(c.Aside, strand{b, itemsOf([]cases.BranchView{b}, from, until)})
		case column != 0 && len(open) > 1:
			strands[column-1].Items = append(strands[column-1].Items, itemsOf([]cases.BranchView{b}, from, until)...)
		default:
			main = append(main, b)
		}
	}
	c.Main = itemsOf(main, from, until)
	if len(open) > 1 {
		for i := range strands {
			inOrder(strands[i].Items)
		}
		c.Forked = strands
	}
	for _, l := range v.Filed {
		if l.No >= from && l.No < until {
			c.Filed = append(c.Filed, item{No: l.No, Letter: shorten(l)})
		}
	}
	return c
}

// window returns the numbers of the letters and answers that stand on this page, and notes the first letter that does not.
func (c *conversation) window(v *cases.View) (from, until int) {
	var numbers []int
	for _, b := range v.Tree {
		for _, l := range b.Letters {
			numbers = append(numbers, l.No)
		}
	}
	for _, l := range v.Filed {
		numbers = append(numbers, l.No)
	}
	slices.Sort(numbers)
	if len(numbers) > lettersShown {
		c.Next = numbers[lettersShown]
	}
	until = 1 << 31
	if c.Next != 0 {
		until = c.Next
	}
	if len(numbers) > 0 && numbers[0] > 1 {
		from = numbers[0]
	}
	return from, until
}

// columnsOf says, of branches that hang under one open branch alone, or are of the same reporter for the same turn, under which: its number among the open ones,
// from 1.
func columnsOf(tree, open []cases.BranchView) map[int]int {
	parent := map[int]int{}
	for _, b := range tree {
		parent[b.ID] = b.Parent
	}
	of, times := map[int]int{}, map[int]int{}
	for i, leaf := range open {
		for id := leaf.ID; id != 0; id = parent[id] {
			of[id] = i + 1
			times[id]++
		}
		for _, id := range leaf.Siblings {
			of[id] = i + 1
			times[id]++
		}
	}
	for id, n := range times {
		if n > 1 { // common to several
			delete(of, id)
		}
	}
	return of
}

// itemsOf returns what was said on some branches, in order. An answer that several codes were given stands there once, as the latest has it.
func itemsOf(branches []cases.BranchView, from, until int) (all []item) {
	answers := map[int]int{} // where an answer stands
	for _, b := range branches {
		for _, l := range b.Letters {
			if l.No >= from && l.No < until {
				all = append(all, item{No: l.No, Letter: shorten(l)})
			}
		}
		for _, a := range b.Answers {
			if a.No < from || a.No >= until {
				continue
			}
			if at, ok := answers[a.ID]; ok {
				all[at].Answer = &a
				continue
			}
			answers[a.ID] = len(all)
			all = append(all, item{No: a.No, Answer: &a})
		}
	}
	inOrder(all)
	return all
}

func inOrder(all []item) {
	slices.SortStableFunc(all, func(a, b item) int { return cmp.Compare(a.No, b.No) })
}

// shorten cuts the long texts of a letter, which its own page shows whole.
func shorten(l cases.LetterView) *letterShown {
	s := &letterShown{LetterView: l}
	cut := func(text string) string {
		if len(text) <= wordsShown {
			return text
		}
		s.Cut = true
		text = text[:wordsShown]
		for !utf8.ValidString(text[len(text)-1:]) && len(text) > wordsShown-utf8.UTFMax { // not within a character
			text = text[:len(text)-1]
		}
		return text + " …"
	}
	s.Text = cut(l.Text)
	s.Answers = slices.Clone(l.Answers)
	for i := range s.Answers {
		s.Answers[i].Question, s.Answers[i].Answer = cut(s.Answers[i].Question), cut(s.Answers[i].Answer)
	}
	const files = 50
	if len(s.Files) > files {
		s.Files, s.Cut = s.Files[:files], true
	}
	return s
}

// headingOf says what a letter is. Where it is not sure that the reporter wrote it, it does not say so.
func headingOf(language string, l cases.LetterView, sure bool) string {
	on := l.Day
	if l.Said != 0 {
		on = l.Said
	}
	switch {
	case l.Kind == cases.KindAnswer:
		return text(language, "case.handed-answer", dayText(language, on))
	case l.Kind == cases.KindNote:
		return text(language, "case.handed-note", plain.Line(l.By), dayText(language, on))
	case l.Kind == message.KindReport:
		return text(language, "case.report", dayText(language, on))
	case sure:
		return text(language, "case.followup", dayText(language, on))
	}
	return text(language, "case.message", dayText(language, on))
}

// treeLine is a branch as the tree of codes shows it.
type treeLine struct {
	cases.BranchView
	Depth int // at most deepest: who turns a code a thousand times does not make a thousand columns
}

const deepest = 6

// treeOf puts every branch under its parent.
func treeOf(tree []cases.BranchView) (all []treeLine) {
	kids := map[int][]cases.BranchView{}
	for _, b := range tree {
		kids[b.Parent] = append(kids[b.Parent], b)
	}
	type place struct{ id, depth int }
	for todo := []place{{0, -1}}; len(todo) > 0; {
		p := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if p.id != 0 {
			all = append(all, treeLine{tree[p.id-1], min(p.depth, deepest)})
		}
		for _, b := range slices.Backward(kids[p.id]) {
			todo = append(todo, place{b.ID, p.depth + 1})
		}
	}
	return all
}
