package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/desk"
)

type boardOptions struct {
	deskOptions
	desk.ExportOptions
	json bool
}

func newBoardCommand() *cobra.Command {
	o := &boardOptions{}
	cmd := &cobra.Command{
		Use: "board --dir DIR", Short: "Show, or set, what boards are like, and what the next one would hold",
		Long: `Shows how large boards are, when the next is promised, how many receipts it has, what it would hold if it were made now, and what would wait and why. With a flag it
sets that for all later exports. Nothing is published by it.

Receipts go out by themselves: as many to a board as --receipts says, half of them for cases that somebody here has taken up (answered, or given a status), half
for the others, so that a flood of reports does not take the places of those. Reports that were taken for rubbish are listed; luwte-desk case receipt CASE says
that one is meant.

--json prints {"size": n, "next": days, "receipts": n, "last": number, "entries": n, "notes": n, "waits": [left…], "ran_out": [left…], "rubbish": [left…]}, where left
is as in luwte-desk export.`,
		Example: `  luwte-desk board --dir bureau
  luwte-desk board --dir bureau --size 6 --receipts 24`,
		Args: cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, args []string) error { return runBoard(cmd, o) },
	}
	o.add(cmd)
	addBoardFlags(cmd, &o.ExportOptions)
	cmd.Flags().BoolVar(&o.json, "json", false, "print JSON")
	return cmd
}

// addBoardFlags adds the flags that set what boards are like.
func addBoardFlags(cmd *cobra.Command, o *desk.ExportOptions) {
	o.Receipts = new(int)
	cmd.Flags().IntVar(&o.Size, "size", 0, "size class of boards, 4 to 9 (at first 4: 16 notes)")
	cmd.Flags().IntVar(&o.Next, "next", 0, "days until the next board (at first 7)")
	cmd.Flags().IntVar(o.Receipts, "receipts", 0, "receipts on a board, no more and no less if there are so many; 0: half of the notes, and what answers leave")
}

// checkBoardFlags takes out what was not given, and refuses what cannot be told from that.
func checkBoardFlags(cmd *cobra.Command, o *desk.ExportOptions) error {
	for _, flag := range []string{"size", "next"} {
		if cmd.Flags().Changed(flag) && cmd.Flag(flag).Value.String() == "0" { // 0 means: as before
			return remedy(desk.ErrSize)
		}
	}
	if !cmd.Flags().Changed("receipts") {
		o.Receipts = nil
	}
	return nil
}

func runBoard(cmd *cobra.Command, o *boardOptions) error {
	if err := checkBoardFlags(cmd, &o.ExportOptions); err != nil {
		return err
	}
	return o.with(cmd, func(d *desk.Desk) error {
		if o.Size != 0 || o.Next != 0 || o.Receipts != nil {
			if err := d.SetBoards(o.ExportOptions); err != nil {
				return err
			}
		}
		next, err := d.NextBoard()
		if err != nil {
			return err
		}
		if o.json {
			return printJSON(cmd, newBoardJSON(next))
		}
		printBoard(cmd.OutOrStdout(), next)
		return nil
	})
}

func printBoard(w io.Writer, n desk.NextBoard) {
	receipts := "half of them for receipts, and what answers leave"
	if n.Settings.Receipts > 0 {
		receipts = counted(n.Settings.Receipts, "place") + " for receipts"
	}
	fmt.Fprintf(w, "Boards hold %s, %s. Each promises the next within %s.\n", counted(n.Would.Entries, "note"), receipts, counted(n.Settings.Next, "day"))
	if n.Last == 0 {
		fmt.Fprintln(w, "None has been made yet.")
	} else {
		fmt.Fprintf(w, "The last one has number %d.\n", n.Last)
	}
	fmt.Fprintf(w, "The next one would have %s and %s.\n", counted(n.Would.Notes, "note"), counted(n.Would.Entries-n.Would.Notes, "decoy"))
	printLeft(w, "It would not have:", n.Would.Waits)
	printLeft(w, "Published no more:", n.Would.RanOut)
	printLeft(w, "Without a receipt, as rubbish (luwte-desk case receipt CASE gives one):", n.Rubbish)
}

type boardJSON struct {
	Size     int        `json:"size"`
	Next     int        `json:"next"`
	Receipts int        `json:"receipts"`
	Last     uint64     `json:"last"`
	Entries  int        `json:"entries"`
	Notes    int        `json:"notes"`
	Waits    []leftJSON `json:"waits"`
	RanOut   []leftJSON `json:"ran_out"`
	Rubbish  []leftJSON `json:"rubbish"`
}

func newBoardJSON(n desk.NextBoard) boardJSON {
	s, w := n.Settings, n.Would
	return boardJSON{s.Size, s.Next, s.Receipts, n.Last, w.Entries, w.Notes, leftOf(w.Waits), leftOf(w.RanOut), leftOf(n.Rubbish)}
}

func newCaseReceiptCommand() *cobra.Command {
	o := &deskOptions{}
	cmd := &cobra.Command{
		Use: "receipt --dir DIR CASE…", Short: "Say that reports are meant: they get receipts, and do not wait behind a flood",
		Long: `A report that was taken for rubbish gets a receipt from the next board on. One that waits behind a flood of others goes to the half of the receipts that is for cases
which somebody has taken up; an answer, or a status other than new, does the same.`,
		Example: `  luwte-desk case receipt --dir bureau 4g3k2m1x 7h2n5p0q`,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.with(cmd, func(d *desk.Desk) error {
				if err := d.TakeUp(args...); err != nil {
					return err
				}
				_, err := fmt.Fprintf(cmd.OutOrStdout(), "Taken up: %s. Their receipts come before those of what nobody has looked at.\n", counted(len(args), "case"))
				return err
			})
		},
	}
	o.add(cmd)
	return cmd
}
