package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"luwte/crypto/parcel"
	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/plain"
)

type importOptions struct {
	deskOptions
	json bool
}

func newImportCommand() *cobra.Command {
	o := &importOptions{}
	cmd := &cobra.Command{
		Use: "import --dir DIR POUCH", Short: "Take in what a pouch brings",
		Long: `Checks a pouch to its last byte, opens the parcels in it, files each in its case, and says what became of them. A pouch that is cut or altered, or
another bureau's, is refused whole. One bad parcel does not stop the others: it is listed with its reason. An import that was interrupted can simply be
repeated, and then says the same as if it had not been.

Receipts go out with the next board by themselves. A report that says nothing at all, and the very same report more than 101 times in one pouch, get none
until somebody takes them up: luwte-desk board lists them, luwte-desk case receipt CASE says that they are meant.

--json prints {"parcels": number, "counts": {kind: number}, "read": number of answers that reporters have read, "rubbish": number of reports without a receipt,
"resumed": number, "outcomes": [outcome…], "warnings": [text…], "notes": [text…]}, where an
outcome is {"parcel": hex, "kind": text, "case": id, "branch": number, "reason": text, "waited": bool, "read": number, "rubbish": text}. Kinds are: new case, turn,
same turn, sibling, fork, filed, repeat, poisoned, known, waiting, file, unreadable, dropped. "parcel" is empty for one of an
earlier pouch that had been waiting.`,
		Example: `  luwte-desk import --dir bureau /media/stick/pouch`,
		Args:    cli.ExactArgs("POUCH"),
		RunE:    func(cmd *cobra.Command, args []string) error { return runImport(cmd, o, args[0]) },
	}
	o.add(cmd)
	cmd.Flags().BoolVar(&o.json, "json", false, "print JSON")
	return cmd
}

func runImport(cmd *cobra.Command, o *importOptions, path string) error {
	return o.with(cmd, func(d *desk.Desk) error {
		result, err := d.ImportWatched(cmd.Context(), path, func(p desk.Progress) {
			cli.Touch() // a flood may take longer than a session may idle
			switch {
			case p.Taking && p.Total >= 100:
				fmt.Fprintf(cmd.ErrOrStderr(), "%d of %d parcels\n", p.Done, p.Total)
			case p.Done%1024 == 0: // a quarter of a gigabyte
				fmt.Fprintf(cmd.ErrOrStderr(), "checked: %d of %d parcels\n", p.Done, p.Total)
			}
		})
		if err != nil {
			return err
		}
		for _, warning := range result.Warnings {
			fmt.Fprintf(cmd.ErrOrStderr(), "luwte-desk: warning: %s\n", warning)
		}
		if o.json {
			err = printJSON(cmd, newImportJSON(result))
		} else {
			printImport(cmd.OutOrStdout(), result)
		}
		return errors.Join(err, tidy(cmd, d), remind(cmd, d))
	})
}

// kindTexts are the lines of the summary, in order: for one and for several parcels of a kind.
var kindTexts = []struct{ kind, one, several string }{
	{cases.NewCase, "1 new report", "%d new reports"},
	{cases.Turn, "1 follow-up", "%d follow-ups"},
	{cases.SameTurn, "1 addition to a follow-up", "%d additions to follow-ups"},
	{cases.Sibling, "1 follow-up tried again with another code", "%d follow-ups tried again with other codes"},
	{cases.Fork, "1 code used twice: nobody gets answers in that case until you decide", "%d codes used twice: nobody gets answers in those cases until you decide"},
	{cases.Filed, "1 follow-up on a branch that is closed", "%d follow-ups on branches that are closed"},
	{cases.Repeat, "1 repeat of a code seen before", "%d repeats of codes seen before"},
	{cases.Late, "1 follow-up on a case that was destroyed: a case of its own", "%d follow-ups on cases that were destroyed: cases of their own"},
	{cases.Poisoned, "1 message that cannot be answered", "%d messages that cannot be answered"},
	{cases.FilePiece, "1 piece of a file", "%d pieces of files"},
	{cases.Waiting, "1 parcel that waits for what it belongs to", "%d parcels that wait for what they belong to"},
	{cases.Unreadable, "1 parcel that cannot be read", "%d parcels that cannot be read"},
	{desk.Locked, "1 parcel that stays at the drop until the key of its month is released", "%d parcels that stay at the drop until the keys of their months are released"},
	{cases.Dropped, "1 parcel dropped", "%d parcels dropped"},
	{cases.Known, "1 parcel taken in before", "%d parcels taken in before"},
}

// summary says in one sentence what a pouch brought.
func summary(result *desk.Imported) string {
	var parts []string
	say := func(n int, one, several string) {
		switch n {
		case 0:
		case 1:
			parts = append(parts, one)
		default:
			parts = append(parts, fmt.Sprintf(several, n))
		}
	}
	for _, k := range kindTexts {
		if k.kind == cases.FilePiece {
			say(result.Read(), "1 answer read", "%d answers read")
		}
		say(result.Count(k.kind), k.one, k.several)
	}
	if len(parts) == 0 {
		return "Nothing in this pouch. Has the courier had it since the last export? It can be taken there at any time."
	}
	return strings.Join(parts, ", ") + "."
}

// linesShown is how many outcomes are printed one by one: a flood has thousands, and what follows them must be seen.
const linesShown = 200

func printImport(w io.Writer, result *desk.Imported) {
	fmt.Fprintln(w, summary(result))
	lines := 0
	for _, o := range result.Outcomes {
		if o.Kind == cases.Known || o.Kind == cases.FilePiece {
			continue
		}
		if lines++; lines <= linesShown {
			printOutcome(w, o)
		}
	}
	if more := lines - linesShown; more > 0 {
		fmt.Fprintf(w, "  and %d more: luwte-desk list shows the cases\n", more)
	}
	if n := result.Rubbish(); n > 0 {
		fmt.Fprintf(w, "Taken for rubbish, and without a receipt until somebody says otherwise: %s. luwte-desk board lists them.\n", counted(n, "report"))
	}
	for _, note := range result.Notes {
		fmt.Fprintln(w, note)
	}
}

func printOutcome(w io.Writer, o desk.Outcome) {
	what := o.Kind
	if o.Case != "" {
		what = fmt.Sprintf("case %s, branch %d: %s", o.Case, o.Branch, what)
	}
	if o.Reason != "" {
		what += " (" + plain.Line(o.Reason) + ")"
	}
	if o.Waited {
		what += ", after waiting"
	}
	if o.Read > 0 {
		what += ", " + counted(o.Read, "answer") + " read"
	}
	if o.Rubbish != "" {
		what += ", no receipt: " + o.Rubbish
	}
	fmt.Fprintf(w, "  %s\n", what)
}

type importJSON struct {
	Parcels  int            `json:"parcels"`
	Counts   map[string]int `json:"counts"`
	Read     int            `json:"read"`
	Rubbish  int            `json:"rubbish"`
	Resumed  int            `json:"resumed"`
	Outcomes []outcomeJSON  `json:"outcomes"`
	Warnings []string       `json:"warnings"`
	Notes    []string       `json:"notes"`
}

type outcomeJSON struct {
	Parcel  string `json:"parcel"`
	Kind    string `json:"kind"`
	Case    string `json:"case"`
	Branch  int    `json:"branch"`
	Reason  string `json:"reason"`
	Waited  bool   `json:"waited"`
	Read    int    `json:"read"`
	Rubbish string `json:"rubbish"`
}

func newImportJSON(result *desk.Imported) importJSON {
	out := importJSON{result.Parcels, map[string]int{}, result.Read(), result.Rubbish(), result.Resumed, []outcomeJSON{}, list(result.Warnings), list(result.Notes)}
	for _, o := range result.Outcomes {
		id := ""
		if o.ID != (parcel.ID{}) {
			id = o.ID.String()
		}
		out.Counts[o.Kind]++
		out.Outcomes = append(out.Outcomes, outcomeJSON{id, o.Kind, o.Case, o.Branch, o.Reason, o.Waited, o.Read, o.Rubbish})
	}
	return out
}

// list makes no list an empty one: JSON here has no null.
func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}
