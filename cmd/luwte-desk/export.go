package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"luwte/crypto/day"
	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/cases"
)

type exportOptions struct {
	deskOptions
	desk.ExportOptions
	json bool
}

func newExportCommand() *cobra.Command {
	o := &exportOptions{}
	cmd := &cobra.Command{
		Use: "export --dir DIR POUCH", Short: "Write the next board into a pouch",
		Long: `Makes the next board (receipts, answers, and decoys that look the same), signs it, and writes it into a pouch for the courier. The
dispatch also tells the drop which parcels are safe here and may be removed.

A pouch that is there is replaced, unless it holds reports that were not imported. An export that failed can be repeated.

--size sets how many notes every board holds: 2 to the power of 4 (16) to 9 (512). --next sets the days until the next board is
promised. --receipts sets how many of the notes may be receipts: so many and no more, answers have the rest; 0 is half of them, and what answers leave. All are
kept for later exports. The size shows to everyone, so do not let it follow the number of cases. luwte-desk board shows them, and what the next board would hold.

--json prints {"number": n, "serial": n, "made": date, "next": date, "entries": n, "notes": n, "kept": n, "waits": [left…],
"ran_out": [left…], "rubbish": n}, where left is {"case": id, "branch": n, "kind": "receipt"|"answer"|"alarm", "answer": n, "reason": text}.`,
		Example: `  luwte-desk export --dir bureau /media/stick/pouch
  luwte-desk export --dir bureau --size 6 --next 7 /media/stick/pouch`,
		Args: cli.ExactArgs("POUCH"),
		RunE: func(cmd *cobra.Command, args []string) error { return runExport(cmd, o, args[0]) },
	}
	o.add(cmd)
	addBoardFlags(cmd, &o.ExportOptions)
	cmd.Flags().BoolVar(&o.Force, "force", false, "replace the pouch even if it holds what was not imported")
	cmd.Flags().BoolVar(&o.json, "json", false, "print JSON")
	return cmd
}

func runExport(cmd *cobra.Command, o *exportOptions, path string) error {
	if err := checkBoardFlags(cmd, &o.ExportOptions); err != nil {
		return err
	}
	return o.with(cmd, func(d *desk.Desk) error {
		result, err := d.Export(path, o.ExportOptions)
		if err != nil {
			return err
		}
		if o.json {
			err = printJSON(cmd, newExportJSON(result))
		} else {
			printExport(cmd.OutOrStdout(), result)
		}
		return errors.Join(err, tidy(cmd, d), remind(cmd, d))
	})
}

func printExport(w io.Writer, e *desk.Exported) {
	fmt.Fprintf(w, "Board %d: %s and %s. It promises the next board by %s.\n", e.Number, counted(e.Notes, "note"), counted(e.Entries-e.Notes, "decoy"), e.Next)
	fmt.Fprintf(w, "The drop may remove what is safe here: %s.\n", counted(e.Kept, "parcel"))
	printLeft(w, "Not on this board:", e.Waits)
	if len(e.Waits) > 0 && e.Notes == e.Entries {
		fmt.Fprintln(w, "The board is full. luwte-desk export --size makes larger ones; the next board takes what waits first.")
	}
	printLeft(w, "Published no more:", e.RanOut)
	if e.Rubbish > 0 {
		fmt.Fprintf(w, "Without a receipt, as rubbish: %s. luwte-desk board lists them.\n", counted(e.Rubbish, "report"))
	}
}

// eachShown is how many lines of one case printLeft prints: a code used a thousand times is as many alarms.
const eachShown = 4

func printLeft(w io.Writer, title string, left []cases.Left) {
	if len(left) == 0 {
		return
	}
	fmt.Fprintln(w, title)
	ofCase, lines := map[string]int{}, 0
	for _, l := range left {
		if ofCase[l.Case]++; ofCase[l.Case] > eachShown {
			continue
		}
		if lines++; lines > linesShown {
			continue
		}
		what := l.Kind
		if l.Answer != 0 {
			what = fmt.Sprintf("%s %d", l.Kind, l.Answer)
		}
		fmt.Fprintf(w, "  case %s, branch %d, %s: %s\n", l.Case, l.Branch, what, l.Reason)
	}
	if more := lines - linesShown; more > 0 {
		fmt.Fprintf(w, "  and %d more\n", more)
		return
	}
	for _, id := range slices.Sorted(maps.Keys(ofCase)) {
		if more := ofCase[id] - eachShown; more > 0 {
			fmt.Fprintf(w, "  case %s: %d more\n", id, more)
		}
	}
}

type exportJSON struct {
	Number  uint64     `json:"number"`
	Serial  uint64     `json:"serial"`
	Made    day.Day    `json:"made"`
	Next    day.Day    `json:"next"`
	Entries int        `json:"entries"`
	Notes   int        `json:"notes"`
	Kept    int        `json:"kept"`
	Waits   []leftJSON `json:"waits"`
	RanOut  []leftJSON `json:"ran_out"`
	Rubbish int        `json:"rubbish"`
}

type leftJSON struct {
	Case   string `json:"case"`
	Branch int    `json:"branch"`
	Kind   string `json:"kind"`
	Answer int    `json:"answer"`
	Reason string `json:"reason"`
}

func newExportJSON(e *desk.Exported) exportJSON {
	return exportJSON{e.Number, e.Serial, e.Made, e.Next, e.Entries, e.Notes, e.Kept, leftOf(e.Waits), leftOf(e.RanOut), e.Rubbish}
}

func leftOf(left []cases.Left) []leftJSON {
	out := []leftJSON{}
	for _, l := range left {
		out = append(out, leftJSON(l))
	}
	return out
}
