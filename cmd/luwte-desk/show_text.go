package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"luwte/crypto/message"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/plain"
)

// printCase prints a case for a person. Everything of a stranger's goes through package plain.
func printCase(w io.Writer, v *cases.View) {
	fmt.Fprintf(w, "Case %s: %s. Topic %s, language %s, opened %s, latest letter %s.\n", v.ID, v.State, v.Topic, v.Language, v.Opened, v.Latest)
	switch v.Handed {
	case cases.HandedThrough:
		fmt.Fprintf(w, "Another bureau handed it over. Answers go through that one: luwte-desk refer %s --back FILE\n", v.ID)
	case cases.HandedOnly:
		fmt.Fprintln(w, "Another bureau handed it over, without the right to answer the reporter.")
	}
	if v.Reason != "" {
		fmt.Fprintf(w, "It cannot be answered: %s.\n", plain.Line(v.Reason))
	}
	if v.State == cases.Forked {
		fmt.Fprintf(w, "A code was used twice. Nobody gets answers until you decide: luwte-desk branch %s --keep ID\n", v.ID)
		fmt.Fprintln(w, "The numbers of the branches do not say which came first, nor who is the reporter: judge by what they say.")
	}
	printTree(w, v.Tree)
	for _, b := range v.Tree {
		printBranch(w, b)
	}
	if len(v.Filed) > 0 {
		fmt.Fprint(w, "\nFiled, without effect:\n")
	}
	for _, l := range v.Filed {
		fmt.Fprintf(w, "\n  at branch %d: %s\n", l.Branch, plain.Line(l.Filed))
		printLetter(w, l)
	}
	if v.Next != 0 {
		fmt.Fprintf(w, "\nTHERE IS MORE. From letter %d on: luwte-desk show %s --from %d\n", v.Next, v.ID, v.Next)
	}
}

// deepest is how far printTree indents: who turns a code a thousand times does not make a thousand columns.
const deepest = 20

// printTree prints the branches as a tree, if there is more than one.
func printTree(w io.Writer, tree []cases.BranchView) {
	if len(tree) < 2 {
		return
	}
	fmt.Fprint(w, "\n")
	kids := map[int][]cases.BranchView{}
	for _, b := range tree {
		kids[b.Parent] = append(kids[b.Parent], b)
	}
	var under func(parent, depth int)
	under = func(parent, depth int) {
		for _, b := range kids[parent] {
			fmt.Fprintf(w, "%sbranch %d: %s\n", strings.Repeat("  ", min(depth, deepest)), b.ID, b.State)
			under(b.ID, depth+1)
		}
	}
	under(0, 1)
}

// item is something said on a branch, by either side.
type item struct {
	number int
	print  func()
}

func printBranch(w io.Writer, b cases.BranchView) {
	fmt.Fprintf(w, "\nBranch %d, %s, since %s", b.ID, b.State, b.Day)
	if b.Parent != 0 {
		fmt.Fprintf(w, ", follows branch %d", b.Parent)
	}
	if len(b.Siblings) > 0 {
		fmt.Fprintf(w, ", same reporter as %s", numbers(b.Siblings))
	}
	fmt.Fprintln(w)
	var items []item
	for _, l := range b.Letters {
		items = append(items, item{l.No, func() { printLetter(w, l) }})
	}
	for _, a := range b.Answers {
		items = append(items, item{a.No, func() { printAnswer(w, a) }})
	}
	slices.SortStableFunc(items, func(x, y item) int { return cmp.Compare(x.number, y.number) })
	for _, i := range items {
		i.print()
	}
}

// several is how many branches numbers names.
const several = 16

func numbers(ids []int) string {
	var words []string
	for _, id := range ids[:min(len(ids), several)] {
		words = append(words, fmt.Sprintf("branch %d", id))
	}
	if more := len(ids) - several; more > 0 {
		words = append(words, fmt.Sprintf("%d more", more))
	}
	return strings.Join(words, " and ")
}

// reporterBar stands before every line of a reporter's, officerBar before every line of an answer.
const (
	reporterBar = "    | "
	officerBar  = "    > "
)

func printLetter(w io.Writer, l cases.LetterView) {
	fmt.Fprintf(w, "\n  %s of %s:\n", kindName(l), cmp.Or(l.Said, l.Day))
	if l.Damaged {
		fmt.Fprint(w, "    ITS RECORD IS DAMAGED: what it says can only be read in a copy of register.db\n")
		return
	}
	for _, a := range l.Answers {
		fmt.Fprint(w, plain.Block(reporterBar, plain.Line(a.Question)))
		fmt.Fprint(w, plain.Block(reporterBar+"    ", a.Answer))
	}
	bar := reporterBar
	if l.By != "" {
		bar = officerBar
	}
	if l.Text == "" {
		fmt.Fprint(w, "    (no words)\n")
	} else {
		fmt.Fprint(w, plain.Block(bar, l.Text))
	}
	for _, f := range l.Files {
		state := "come whole"
		if !f.Whole() {
			state = fmt.Sprintf("NOT WHOLE: %d of %d parts have come", here(f), len(f.Parts))
		}
		fmt.Fprintf(w, "    file %s (type %s), %d bytes: %s\n", plain.Quote(f.Name), plain.Quote(f.Type), f.Size, state)
	}
}

func kindName(l cases.LetterView) string {
	switch l.Kind {
	case message.KindReport:
		return "Report"
	case cases.KindAnswer:
		return "Answer by " + plain.Line(l.By)
	case cases.KindNote:
		return "Note by " + plain.Line(l.By)
	}
	return "Follow-up"
}

func printAnswer(w io.Writer, a cases.AnswerView) {
	state := map[string]string{
		answerSent:    fmt.Sprintf("sent to the other bureau on %s, not read yet as far as is known", a.Sent),
		answerRead:    "read",
		answerOnBoard: fmt.Sprintf("on the board since %s, not read yet", a.Shown.Since),
		answerWaits:   "goes out with the next export",
	}[answerState(a)]
	fmt.Fprintf(w, "\n  Answer %d of %s, by %s: %s\n", a.ID, a.Day, plain.Line(a.By), state)
	fmt.Fprint(w, plain.Block(officerBar, a.Text()))
}
