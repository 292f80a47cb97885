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
		Long: `Opens the parcels in a pouch, files each in its case, and says what became of them. One bad parcel does not stop the others: it is
listed with its reason. An import that was interrupted can simply be repeated.

--json prints {"parcels": number, "counts": {kind: number}, "outcomes": [outcome…], "warnings": [text…], "notes": [text…]}, where an
outcome is {"parcel": hex, "kind": text, "case": id, "branch": number, "reason": text, "waited": bool}. Kinds are: new case, turn,
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
		result, err := d.Import(cmd.Context(), path, func(done, total int) {
			cli.Touch() // a flood may take longer than a session may idle
			if total >= 100 {
				fmt.Fprintf(cmd.ErrOrStderr(), "%d of %d parcels\n", done, total)
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

func printImport(w io.Writer, result *desk.Imported) {
	var parts []string
	for _, k := range kindTexts {
		switch n := result.Count(k.kind); n {
		case 0:
		case 1:
			parts = append(parts, k.one)
		default:
			parts = append(parts, fmt.Sprintf(k.several, n))
		}
	}
	if len(parts) == 0 {
		parts = []string{"Nothing in this pouch. Has the courier had it since the last export? It can be taken there at any time"}
	}
	fmt.Fprintf(w, "%s.\n", strings.Join(parts, ", "))
	for _, o := range result.Outcomes {
		printOutcome(w, o)
	}
	for _, note := range result.Notes {
		fmt.Fprintln(w, note)
	}
}

func printOutcome(w io.Writer, o desk.Outcome) {
	if o.Kind == cases.Known || o.Kind == cases.FilePiece {
		return
	}
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
	fmt.Fprintf(w, "  %s\n", what)
}

type importJSON struct {
	Parcels  int            `json:"parcels"`
	Counts   map[string]int `json:"counts"`
	Outcomes []outcomeJSON  `json:"outcomes"`
	Warnings []string       `json:"warnings"`
	Notes    []string       `json:"notes"`
}

type outcomeJSON struct {
	Parcel string `json:"parcel"`
	Kind   string `json:"kind"`
	Case   string `json:"case"`
	Branch int    `json:"branch"`
	Reason string `json:"reason"`
	Waited bool   `json:"waited"`
}

func newImportJSON(result *desk.Imported) importJSON {
	out := importJSON{result.Parcels, map[string]int{}, []outcomeJSON{}, list(result.Warnings), list(result.Notes)}
	for _, o := range result.Outcomes {
		id := ""
		if o.ID != (parcel.ID{}) {
			id = o.ID.String()
		}
		out.Counts[o.Kind]++
		out.Outcomes = append(out.Outcomes, outcomeJSON{id, o.Kind, o.Case, o.Branch, o.Reason, o.Waited})
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
