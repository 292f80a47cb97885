package main

import (
	"github.com/spf13/cobra"

	"luwte/crypto/day"
	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/cases"
)

type showOptions struct {
	deskOptions
	from int
	json bool
}

func newShowCommand() *cobra.Command {
	o := &showOptions{}
	cmd := &cobra.Command{
		Use: "show --dir DIR CASE", Short: "Show a case: branches, words, answers, files",
		Long: `Shows all that is known of a case. A branch is a code: the report's is branch 1, and each follow-up moves the conversation to a new
one. A branch is open (answers go to it), turned (used), joined (the same reporter's, beside the open one), accepted or closed.

Words of a reporter have a bar in front of each line. Characters that a terminal would obey, or that change how others are shown,
are written out, such as \x1b or \u202e.

If there are more than 64 MiB of words, the rest is left out; --from shows the letters from a number on.

--json prints a case as in luwte-desk list, and with it "reason", "next" (the first letter left out; else 0) and {"tree": [branch…], "filed": [letter…], "events": [event…]}:
branch {"id": n, "parent": n, "day": date, "state", "siblings": [n…], "boards": n, "letters": [letter…], "answers": [answer…]}
letter {"number": n, "day": date, "said": date or "", "kind": "report"|"followup", or "answer"|"note" of a bureau that handed the case over on the day "said", "by", "branch": n, "filed": reason, "language", "questions": [{"id",
"question", "values", "answer"}…], "text", "files": [{"name", "type", "size", "sha256", "parts": n, "here": n, "whole": bool}…], "damaged": bool}
answer {"answer": n, "number": n, "day": date, "by", "text", "state": "waiting"|"on board"|"sent"|"read", "boards": n}
event {"day": date, "by", "what", "branch": n, "detail"}
Numbers of letters and answers give their order. In JSON such characters are JSON's escapes.`,
		Example: `  luwte-desk show --dir bureau 4g3k2m1x`,
		Args:    cli.ExactArgs("CASE"),
		RunE:    func(cmd *cobra.Command, args []string) error { return runShow(cmd, o, args[0]) },
	}
	o.add(cmd)
	cmd.Flags().IntVar(&o.from, "from", 0, "leave out the letters before this number")
	cmd.Flags().BoolVar(&o.json, "json", false, "print JSON")
	return cmd
}

func runShow(cmd *cobra.Command, o *showOptions, id string) error {
	return o.with(cmd, func(d *desk.Desk) error {
		v, err := d.Show(id, o.from)
		if err != nil {
			return err
		}
		if o.json {
			return printJSON(cmd, newShowJSON(v))
		}
		printCase(cmd.OutOrStdout(), v)
		return nil
	})
}

// State of an answer towards the reporter.
const (
	answerWaits   = "waiting"
	answerOnBoard = "on board"
	answerRead    = "read"
	answerSent    = "sent" // to the bureau that handed the case over
)

func answerState(a cases.AnswerView) string {
	switch {
	case a.Read:
		return answerRead
	case a.Shown.Times > 0:
		return answerOnBoard
	case a.Sent > 0:
		return answerSent
	}
	return answerWaits
}

type showJSON struct {
	caseJSON
	Reason string       `json:"reason"`
	Next   int          `json:"next"`
	Tree   []branchJSON `json:"tree"`
	Filed  []letterJSON `json:"filed"`
	Events []eventJSON  `json:"events"`
}

type branchJSON struct {
	ID       int          `json:"id"`
	Parent   int          `json:"parent"`
	Day      day.Day      `json:"day"`
	State    string       `json:"state"`
	Siblings []int        `json:"siblings"`
	Boards   int          `json:"boards"`
	Letters  []letterJSON `json:"letters"`
	Answers  []answerJSON `json:"answers"`
}

type letterJSON struct {
	Number    int            `json:"number"`
	Day       day.Day        `json:"day"`
	Said      string         `json:"said"`
	Kind      string         `json:"kind"`
	By        string         `json:"by"`
	Branch    int            `json:"branch"`
	Filed     string         `json:"filed"`
	Language  string         `json:"language"`
	Questions []questionJSON `json:"questions"`
	Text      string         `json:"text"`
	Files     []fileJSON     `json:"files"`
	Damaged   bool           `json:"damaged"`
}

type questionJSON struct {
	ID       string   `json:"id"`
	Question string   `json:"question"`
	Values   []string `json:"values"`
	Answer   string   `json:"answer"`
}

type fileJSON struct {
	Name   string `json:"name"`
	Type   string `json:"type"`
	Size   uint64 `json:"size"`
	SHA256 string `json:"sha256"`
	Parts  int    `json:"parts"`
	Here   int    `json:"here"`
	Whole  bool   `json:"whole"`
}

type answerJSON struct {
	Answer int     `json:"answer"`
	Number int     `json:"number"`
	Day    day.Day `json:"day"`
	By     string  `json:"by"`
	Text   string  `json:"text"`
	State  string  `json:"state"`
	Boards int     `json:"boards"`
}

type eventJSON struct {
	Day    day.Day `json:"day"`
	By     string  `json:"by"`
	What   string  `json:"what"`
	Branch int     `json:"branch"`
	Detail string  `json:"detail"`
}

func newShowJSON(v *cases.View) showJSON {
	out := showJSON{newCaseJSON(v.Summary), v.Reason, v.Next, []branchJSON{}, lettersOf(v.Filed), []eventJSON{}}
	for _, b := range v.Tree {
		branch := branchJSON{b.ID, b.Parent, b.Day, b.State, list(b.Siblings), b.Published.Times, lettersOf(b.Letters), []answerJSON{}}
		for _, a := range b.Answers {
			branch.Answers = append(branch.Answers, answerJSON{a.ID, a.No, a.Day, a.By, a.Text(), answerState(a), a.Shown.Times})
		}
		out.Tree = append(out.Tree, branch)
	}
	for _, e := range v.Events {
		out.Events = append(out.Events, eventJSON(e))
	}
	return out
}

func lettersOf(letters []cases.LetterView) []letterJSON {
	out := []letterJSON{}
	for _, l := range letters {
		said := ""
		if l.Said != 0 {
			said = l.Said.String()
		}
		letter := letterJSON{l.No, l.Day, said, l.Kind, l.By, l.Branch, l.Filed, l.Language, []questionJSON{}, l.Text, []fileJSON{}, l.Damaged}
		for _, a := range l.Answers {
			letter.Questions = append(letter.Questions, questionJSON(a))
		}
		for _, f := range l.Files {
			letter.Files = append(letter.Files, fileJSON{f.Name, f.Type, f.Size, f.SHA256, len(f.Parts), here(f), f.Whole()})
		}
		out = append(out, letter)
	}
	return out
}

// here counts the parts of a file that have come.
func here(f cases.File) int {
	n := 0
	for _, p := range f.Parts {
		if p.Have {
			n++
		}
	}
	return n
}
