package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"luwte/crypto/day"
	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/plain"
)

func newCaseListCommand() *cobra.Command {
	o, f, asJSON := &deskOptions{}, desk.Filter{}, false
	cmd := &cobra.Command{
		Use: "list --dir DIR", Short: "List the work, the most urgent first",
		Long: `Lists the cases that you may see: new ones whose reporter is in danger first, then those with the nearest deadline, then the newest, the closed ones last. Flags choose among them; --text looks for a text in all words,
answers, notes and names of files, whatever its capitals.

--json prints a list of {"id", "status", "outcome", "kind", "class", "handler", "labels": [text…], "due", "when": date or "", "late": bool, "state", "opened": date, "latest": date, "notes": n, "danger": bool, "damaged": bool, "from": bureau that handed it over or "", "to": [bureau…]}.`,
		Example: `  luwte-desk case list --dir bureau --status new
  luwte-desk case list --dir bureau --text parkeervergunning`,
		Args: cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.with(cmd, func(d *desk.Desk) error {
				all, err := d.Work(f)
				if err != nil {
					return err
				}
				if asJSON {
					return printJSON(cmd, workJSON(all))
				}
				return printWork(cmd.OutOrStdout(), all)
			})
		},
	}
	o.add(cmd)
	cmd.Flags().StringVar(&f.Kind, "kind", "", "of this kind")
	cmd.Flags().StringVar(&f.Class, "class", "", "of this class")
	cmd.Flags().StringVar(&f.Status, "status", "", "of this status")
	cmd.Flags().StringVar(&f.Handler, "handler", "", "of this handler")
	cmd.Flags().StringVar(&f.Label, "label", "", "with this label")
	cmd.Flags().StringVar(&f.Text, "text", "", "in which this text stands")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func printWork(w io.Writer, all []desk.Line) error {
	if len(all) == 0 {
		_, err := fmt.Fprintln(w, "There are no such cases.")
		return err
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "CASE\tSTATUS\tDUE\tKIND\tCLASS\tHANDLER\tLABELS\tOPENED\tLATEST")
	for _, l := range all {
		status, due := l.Status, ""
		if l.Danger {
			status = "REPORTER IN DANGER: " + status
		}
		if l.Outcome != "" {
			status += ": " + plain.Line(l.Outcome)
		}
		if l.Damaged {
			status = "DAMAGED"
		}
		if l.When != 0 {
			due = l.When.String() + " " + plain.Line(l.Due)
		}
		if l.Late {
			due += " (LATE)"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", l.ID, status, due, plain.Line(l.Kind), plain.Line(l.Class), plain.Line(l.Handler), plain.Line(strings.Join(l.Labels, ", ")),
			l.Opened, l.Latest)
	}
	return table.Flush()
}

func workJSON(all []desk.Line) []map[string]any {
	out := []map[string]any{}
	for _, l := range all {
		when := ""
		if l.When != 0 {
			when = l.When.String()
		}
		out = append(out, map[string]any{"id": l.ID, "status": l.Status, "outcome": l.Outcome, "kind": l.Kind, "class": l.Class, "handler": l.Handler, "labels": list(l.Labels),
			"due": l.Due, "when": when, "late": l.Late, "state": l.State, "opened": l.Opened, "latest": l.Latest, "notes": len(l.Notes), "danger": l.Danger, "damaged": l.Damaged, "from": l.From, "to": list(l.To)})
	}
	return out
}

func newCaseSetCommand() *cobra.Command {
	o := &deskOptions{}
	var set struct{ kind, class, status, outcome, handler, position, criminals string }
	var data []string
	due := map[string]string{}
	cmd := &cobra.Command{
		Use: "set --dir DIR CASE [--status STATUS]…", Short: "Set kind, class, status, handler or deadlines of a case",
		Long: `Status is new, acknowledged, in progress, awaiting reporter, referred, or closed, with --outcome. --due sets a deadline of your own, and takes it away where the date is empty; the law's run by themselves (luwte-desk clocks). Whose a
case is does not say who may see it: that is luwte-desk case give.

--position, --data and --criminals correct what the figures count; the report stays as it is. Their values are the ids of the form's options, or unknown; empty means as
the report says.`,
		Example: `  luwte-desk case set --dir bureau 4g3k2m1x --status "in progress" --handler "Bram Kok" --due feedback=2027-02-22
  luwte-desk case set --dir bureau 4g3k2m1x --status closed --outcome unfounded`,
		Args: cli.ExactArgs("CASE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			days, err := deadlines(due)
			if err != nil {
				return err
			}
			var changed []string
			given := func(flag, value string, field *string) {
				if cmd.Flags().Changed(flag) {
					*field = value
				}
			}
			for _, flag := range []string{"kind", "class", "status", "outcome", "handler", "position", "data", "criminals", "due"} {
				if cmd.Flags().Changed(flag) {
					changed = append(changed, flag)
				}
			}
			if len(changed) == 0 {
				return cli.Hint(cli.Usage("nothing to set"), "for example --status acknowledged")
			}
			return o.with(cmd, func(d *desk.Desk) error {
				err := d.ChangeFile(args[0], "case-set", map[string]any{"fields": changed}, func(f *desk.File) error {
					given("kind", set.kind, &f.Kind)
					given("class", set.class, &f.Class)
					given("status", set.status, &f.Status)
					given("outcome", set.outcome, &f.Outcome)
					given("handler", set.handler, &f.Handler)
					given("position", set.position, &f.Figures.Position)
					given("criminals", set.criminals, &f.Figures.Criminals)
					if cmd.Flags().Changed("data") {
						f.Figures.Data = data
					}
					f.SetDeadlines(days)
					return nil
				})
				if err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "Case %s: %s set.\n", args[0], strings.Join(changed, ", "))
				f, err := d.CaseFile(args[0])
				if f.Status == desk.StatusClosed && f.Times.Informed == 0 {
					fmt.Fprintf(cmd.ErrOrStderr(), "luwte-desk: that the reporter heard what became of it is not noted: luwte-desk clocks note %s --informed DAY\n", args[0])
				}
				return err
			})
		},
	}
	o.add(cmd)
	cmd.Flags().StringVar(&set.kind, "kind", "", "what it is about")
	cmd.Flags().StringVar(&set.class, "class", "", "the bureau's class")
	cmd.Flags().StringVar(&set.status, "status", "", "how far it is")
	cmd.Flags().StringVar(&set.outcome, "outcome", "", "what came of it, with --status closed")
	cmd.Flags().StringVar(&set.handler, "handler", "", "whose it is")
	cmd.Flags().StringVar(&set.position, "position", "", "for the figures: from which position data leaked, where the report does not say it or is wrong")
	cmd.Flags().StringSliceVar(&data, "data", nil, "for the figures: which kinds of data")
	cmd.Flags().StringVar(&set.criminals, "criminals", "", "for the figures: whether it reached criminals: yes, suspected, no or unknown")
	cmd.Flags().StringToStringVar(&due, "due", nil, "what is due when, as interview=2027-02-22")
	return cmd
}

// deadlines reads dates; an empty one is 0.
func deadlines(given map[string]string) (map[string]day.Day, error) {
	days := map[string]day.Day{}
	for what, text := range given {
		days[what] = 0
		if text == "" {
			continue
		}
		on, err := day.Parse(text)
		if err != nil {
			return nil, cli.Hint(cli.Usage("%q is no date", text), "for example --due interview=2027-02-22")
		}
		days[what] = on
	}
	return days, nil
}

func newCaseNoteCommand() *cobra.Command {
	o, text := &deskOptions{}, ""
	cmd := &cobra.Command{
		Use: "note --dir DIR CASE [-m TEXT]", Short: "Add a note to a case, or show its notes",
		Long:    "Notes are for those who may see the case; they never go to the reporter. Without -m the notes are shown.",
		Example: `  luwte-desk case note --dir bureau 4g3k2m1x -m "Overlegd met de directeur."`,
		Args:    cli.ExactArgs("CASE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.with(cmd, func(d *desk.Desk) error {
				if cmd.Flags().Changed("message") {
					return d.AddNote(args[0], text)
				}
				f, err := d.CaseFile(args[0])
				for _, n := range f.Notes {
					fmt.Fprintf(cmd.OutOrStdout(), "%s, %s:\n%s", n.Day, plain.Line(n.By), plain.Block("    ", n.Text))
				}
				return err
			})
		},
	}
	o.add(cmd)
	cmd.Flags().StringVarP(&text, "message", "m", "", "the note")
	return cmd
}

func newCaseLabelCommand() *cobra.Command {
	o := &deskOptions{}
	var add, remove []string
	cmd := &cobra.Command{
		Use: "label --dir DIR CASE --add LABEL | --remove LABEL", Short: "Put labels on a case, or take them off",
		Example: `  luwte-desk case label --dir bureau 4g3k2m1x --add haven --remove nieuw`,
		Args:    cli.ExactArgs("CASE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(add)+len(remove) == 0 {
				return cli.Hint(cli.Usage("no label was given"), "for example --add haven")
			}
			return o.with(cmd, func(d *desk.Desk) error {
				return d.ChangeFile(args[0], "case-label", map[string]any{"added": len(add), "removed": len(remove)}, func(f *desk.File) error {
					f.Labels = slices.DeleteFunc(append(f.Labels, add...), func(l string) bool { return slices.Contains(remove, l) })
					return nil
				})
			})
		},
	}
	o.add(cmd)
	cmd.Flags().StringArrayVar(&add, "add", nil, "a label to put on")
	cmd.Flags().StringArrayVar(&remove, "remove", nil, "a label to take off")
	return cmd
}
