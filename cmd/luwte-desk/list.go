package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"luwte/crypto/day"
	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/plain"
)

type listOptions struct {
	deskOptions
	all, json bool
}

func newListCommand() *cobra.Command {
	o := &listOptions{}
	cmd := &cobra.Command{
		Use: "list --dir DIR", Short: "List the cases",
		Long: `Lists the cases, the newest first. States: open (the reporter had the last word, or has read all answers), awaiting (answers are not
read yet), forked (a code was used twice, and you have to decide: luwte-desk branch), closed, unanswerable.

--all lists also the parcels that wait for what they belong to, those that could not be read, and those that waited too long.

--json prints a list of objects, each with "id" and "kind". A case is {"id", "kind": "case", "state", "opened": date, "latest": date,
"topic", "language", "letters": n, "answers": n, "unread": n, "branches": n, "missing_files": n, "no_receipt": why, or ""}. With --all, others are {"id", "kind":
"waiting"|"unreadable"|"dropped", "opened": date, "reason"}.`,
		Example: `  luwte-desk list --dir bureau --all`,
		Args:    cli.ExactArgs(),
		RunE:    func(cmd *cobra.Command, args []string) error { return runList(cmd, o) },
	}
	o.add(cmd)
	cmd.Flags().BoolVar(&o.all, "all", false, "list what belongs to no case too")
	cmd.Flags().BoolVar(&o.json, "json", false, "print JSON")
	return cmd
}

func runList(cmd *cobra.Command, o *listOptions) error {
	return o.with(cmd, func(d *desk.Desk) error {
		all, err := d.List(o.all && !o.json)
		if err != nil {
			return err
		}
		if o.json {
			return printJSON(cmd, newListJSON(all, o.all))
		}
		return printList(cmd.OutOrStdout(), all, o.all)
	})
}

func printList(w io.Writer, contents desk.Contents, all bool) error {
	if len(contents.Cases) == 0 {
		fmt.Fprintln(w, "There are no cases.")
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	if len(contents.Cases) > 0 {
		fmt.Fprintln(table, "CASE\tSTATE\tOPENED\tLATEST\tTOPIC\tLANGUAGE\tLETTERS\tANSWERS\tUNREAD")
	}
	for _, c := range contents.Cases {
		state := c.State
		if c.Rubbish != "" {
			state += ", no receipt"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%d\t%d\t%d\n", c.ID, state, c.Opened, c.Latest, plain.Line(c.Topic), plain.Line(c.Language), c.Letters, c.Answers, c.Unread)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if all {
		printRest(w, contents)
	} else if n := len(contents.Waiting) + len(contents.Aside); n > 0 {
		fmt.Fprintf(w, "Belonging to no case: %s; --all lists what.\n", counted(n, "parcel"))
	}
	return nil
}

func printRest(w io.Writer, contents desk.Contents) {
	for _, p := range contents.Waiting {
		fmt.Fprintf(w, "waiting     %s  since %s, until %s: a %s of %d bytes\n", p.Parcel[:idShown], p.Day, p.Until, p.Kind, p.Size)
		if p.Text != "" {
			fmt.Fprint(w, plain.Block("            | ", p.Text))
		}
	}
	for _, l := range contents.Aside {
		fmt.Fprintf(w, "%-10s  %s  on %s: %s\n", l.What, l.Parcel[:idShown], l.Day, plain.Line(l.Reason))
	}
}

// idShown is how much of a mark is shown where it has no other use than to tell two rows apart.
const idShown = 12

type caseJSON struct {
	ID           string  `json:"id"`
	Kind         string  `json:"kind"`
	State        string  `json:"state"`
	Opened       day.Day `json:"opened"`
	Latest       day.Day `json:"latest"`
	Topic        string  `json:"topic"`
	Language     string  `json:"language"`
	Letters      int     `json:"letters"`
	Answers      int     `json:"answers"`
	Unread       int     `json:"unread"`
	Branches     int     `json:"branches"`
	MissingFiles int     `json:"missing_files"`
	NoReceipt    string  `json:"no_receipt"`
}

type asideJSON struct {
	ID     string  `json:"id"`
	Kind   string  `json:"kind"`
	Opened day.Day `json:"opened"`
	Reason string  `json:"reason"`
}

func newCaseJSON(c cases.Summary) caseJSON {
	return caseJSON{c.ID, "case", c.State, c.Opened, c.Latest, c.Topic, c.Language, c.Letters, c.Answers, c.Unread, c.Branches, c.Missing, c.Rubbish}
}

func newListJSON(contents desk.Contents, all bool) []any {
	out := []any{}
	for _, c := range contents.Cases {
		out = append(out, newCaseJSON(c))
	}
	if !all {
		return out
	}
	for _, p := range contents.Waiting {
		out = append(out, asideJSON{string(p.Parcel), "waiting", p.Day, "a " + p.Kind + " whose predecessor has not come"})
	}
	for _, l := range contents.Aside {
		out = append(out, asideJSON{string(l.Parcel), l.What, l.Day, l.Reason})
	}
	return out
}
