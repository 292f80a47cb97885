package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"luwte/crypto/day"
	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/plain"
	"luwte/internal/desk/retention"
)

type retentionOptions struct {
	deskOptions
	all, json, destroy bool
	today              string
}

func newRetentionCommand() *cobra.Command {
	o := &retentionOptions{}
	cmd := &cobra.Command{
		Use: "retention --dir DIR [--destroy [CASE…]]", Short: "List the cases whose time is over, and destroy them",
		Long: `Lists the cases whose time is over, from which day it ran, and what keeps others that are closed; --all lists every case. How long a case is kept after the last that
happened in it depends on its outcome: luwte-desk retention terms.

A case is kept as long as it is open or referred, forked, has an answer that the reporter can still fetch, got a message after it was closed (deal with it: --dealt CASE with
luwte-desk retention dealt), or parcels wait that may belong to it; and where somebody said that it must stay: luwte-desk retention hold.

--destroy asks which day it is, and then destroys those that are due, or of them the ones that are named, for good: words, files, answers, notes, the log of the case, and
the key to all that. That it was done stands in the log, and figures count as before. Whoever still has the code of such a case is heard: what he sends is a new case, and he is told
that the old one is gone. Copies of the desk from before have it still: destroy them.

--json prints {"today": date, "cases": [{"case", "status", "outcome", "since": date, "months": n, "due": date or "", "holds": [text…]}…]}.`,
		Example: `  luwte-desk retention --dir bureau
  luwte-desk retention --dir bureau --destroy`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 && !o.destroy {
				return cli.Hint(cli.Usage("cases are named with --destroy only"), "luwte-desk retention --destroy CASE…")
			}
			return o.with(cmd, func(d *desk.Desk) error { return runRetention(cmd, d, o, args) })
		},
	}
	o.add(cmd)
	cmd.Flags().BoolVar(&o.all, "all", false, "list cases that are open too")
	cmd.Flags().BoolVar(&o.destroy, "destroy", false, "destroy those whose time is over")
	cmd.Flags().StringVar(&o.today, "today", "", "the day it is, to be compared with the clock (otherwise a prompt)")
	cmd.Flags().BoolVar(&o.json, "json", false, "print JSON")
	cmd.AddCommand(newRetentionTermsCommand(), newRetentionHoldCommand(), newRetentionDealtCommand())
	return cmd
}

func runRetention(cmd *cobra.Command, d *desk.Desk, o *retentionOptions, ids []string) error {
	all, err := d.Retention()
	if err != nil {
		return err
	}
	if !o.destroy {
		all = slices.DeleteFunc(all, func(a desk.Aged) bool { return !o.all && a.Status != desk.StatusClosed })
		if o.json {
			return printJSON(cmd, map[string]any{"today": d.Today(), "cases": agedJSON(all)})
		}
		return printRetention(cmd.OutOrStdout(), d.Today(), all)
	}
	if len(ids) == 0 {
		for _, a := range all {
			if a.IsDue() {
				ids = append(ids, a.Case)
			}
		}
		if len(ids) == 0 {
			_, err := fmt.Fprintln(cmd.OutOrStdout(), "No case is due.")
			return err
		}
	}
	if err := sayToday(cmd, d, o.today, fmt.Sprintf("Case %s will be destroyed, for good. What day is it today (YYYY-MM-DD)? ", strings.Join(ids, ", "))); err != nil {
		return err
	}
	if err := d.DestroyDue(ids); err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "Destroyed: %s.\n", strings.Join(ids, ", "))
	return sayCopies(cmd, d)
}

// sayCopies says what still has a case that was destroyed.
func sayCopies(cmd *cobra.Command, d *desk.Desk) error {
	days, err := d.Backups()
	if err != nil {
		return err
	}
	out := "Export now: the board at the drop has its notes until the next one comes."
	if len(days) > 0 {
		var all []string
		for _, on := range days {
			all = append(all, on.String())
		}
		out += " Backups of these days still have it, destroy them: " + strings.Join(all, ", ") + "."
	}
	_, err = fmt.Fprintln(cmd.OutOrStdout(), out)
	return err
}

func agedJSON(all []desk.Aged) []map[string]any {
	out := []map[string]any{}
	for _, a := range all {
		due := ""
		if a.Due != 0 {
			due = a.Due.String()
		}
		out = append(out, map[string]any{"case": a.Case, "status": a.Status, "outcome": a.Outcome, "since": a.Since, "months": a.Months, "due": due, "holds": list(a.Holds)})
	}
	return out
}

func printRetention(w io.Writer, today day.Day, all []desk.Aged) error {
	fmt.Fprintf(w, "Today is %s.\n", today)
	if len(all) == 0 {
		fmt.Fprintln(w, "No case is closed.")
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, a := range all {
		what := "IS DUE: its time ran from " + a.Since.String() + " for " + counted(a.Months, "month")
		if a.Never {
			what += "; its last answer was never read"
		}
		if !a.IsDue() {
			var why []string
			for _, h := range a.Holds {
				why = append(why, holdText(a, h))
			}
			what = strings.Join(why, "; ")
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", a.Case, plain.Line(a.Outcome), what)
	}
	return table.Flush()
}

// holdText says what keeps a case.
func holdText(a desk.Aged, h desk.Hold) string {
	switch h {
	case desk.HoldOpen:
		return "is open (" + a.Status + ")"
	case desk.HoldReferred:
		return "is referred, and has not ended"
	case desk.HoldForked:
		return "a code was used twice: decide (luwte-desk branch)"
	case desk.HoldLetter:
		return "something came after it was closed: deal with it, then luwte-desk retention dealt " + a.Case
	case desk.HoldUnread:
		return "an answer is not read yet"
	case desk.HoldKept:
		return "must stay: " + plain.Line(a.Why)
	case desk.HoldWaiting:
		return "parcels wait that may belong to it, until " + a.Waits.String()
	case desk.HoldNever:
		return "its outcome has no term"
	}
	return fmt.Sprintf("from %s on (%s after %s)", a.Due, counted(a.Months, "month"), a.Since)
}

func newRetentionTermsCommand() *cobra.Command {
	o, set, asJSON := &deskOptions{}, map[string]string{}, false
	cmd := &cobra.Command{
		Use: "terms --dir DIR [--set OUTCOME=MONTHS]…", Short: "Show or change how long cases are kept, by outcome",
		Long: `Shows how long a case is kept after the last that happened in it, by outcome, with the reasons of the terms that nobody changed. --set changes one; "never" keeps such cases until
somebody destroys them (luwte-desk case destroy). The outcome "other" is every one without a term of its own. A term that is changed holds for closed cases too.`,
		Example: `  luwte-desk retention terms --dir bureau --set founded=36 --set other=12`,
		Args:    cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, args []string) error {
			months := map[string]int{}
			for outcome, text := range set {
				n, err := strconv.Atoi(text)
				if text == "never" {
					n, err = retention.Never, nil
				} else if n < 1 {
					n = -1
				}
				if err != nil || n < 0 {
					return cli.Hint(cli.Usage("%q is no number of months", text), "for example --set founded=24, or --set founded=never")
				}
				if outcome == "other" {
					outcome = ""
				}
				months[outcome] = n
			}
			return o.with(cmd, func(d *desk.Desk) error {
				if len(months) > 0 {
					if err := d.SetRetentionTerms(months); err != nil {
						return err
					}
				}
				terms, err := d.RetentionTerms()
				if err != nil {
					return err
				}
				if asJSON {
					return printJSON(cmd, terms)
				}
				for _, t := range terms {
					name, long := t.Outcome, counted(t.Months, "month")
					if name == "" {
						name = "other"
					}
					if t.Months == retention.Never {
						long = "never destroyed by term"
					}
					fmt.Fprintf(cmd.OutOrStdout(), "%-14s %s\n", plain.Line(name), long)
					if why := t.Why["en"]; why != "" {
						fmt.Fprintf(cmd.OutOrStdout(), "               %s\n", why)
					}
				}
				return nil
			})
		},
	}
	o.add(cmd)
	cmd.Flags().StringToStringVar(&set, "set", nil, "months for an outcome, as founded=24")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func newRetentionHoldCommand() *cobra.Command {
	o, why, end := &deskOptions{}, "", false
	cmd := &cobra.Command{
		Use: "hold --dir DIR CASE -m REASON | --end", Short: "Keep a case whatever its term, or no longer",
		Example: `  luwte-desk retention hold --dir bureau 4g3k2m1x -m "hoger beroep 26/114"`,
		Args:    cli.ExactArgs("CASE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if end == (strings.TrimSpace(why) != "") {
				return cli.Hint(cli.Usage("give a reason, or --end"), `for example -m "hoger beroep 26/114"`)
			}
			return o.with(cmd, func(d *desk.Desk) error { return d.Hold(args[0], why) })
		},
	}
	o.add(cmd)
	cmd.Flags().StringVarP(&why, "message", "m", "", "why it must stay, one line")
	cmd.Flags().BoolVar(&end, "end", false, "it need not stay any more")
	return cmd
}

func newRetentionDealtCommand() *cobra.Command {
	o := &deskOptions{}
	cmd := &cobra.Command{
		Use: "dealt --dir DIR CASE", Short: "Say that what came after a case was closed is dealt with",
		Long:    "The case stays closed, and its time runs from today.",
		Example: `  luwte-desk retention dealt --dir bureau 4g3k2m1x`,
		Args:    cli.ExactArgs("CASE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.with(cmd, func(d *desk.Desk) error { return d.DealtWith(args[0]) })
		},
	}
	o.add(cmd)
	return cmd
}

func newCaseDestroyCommand() *cobra.Command {
	o, ground, reason, again := &deskOptions{}, "", "", ""
	cmd := &cobra.Command{
		Use: "destroy --dir DIR CASE --ground GROUND -m REASON", Short: "Destroy a case before its time",
		Long: `Destroys a case for good, whatever its state, as luwte-desk retention does: on the ground of erasure (somebody's right, GDPR art. 17), court (an order) or other. The reason is one line,
without names: it stays in the log. A register keeper does this; he is asked for the case's name again (--again).`,
		Example: `  luwte-desk case destroy --dir bureau 4g3k2m1x --ground court -m "vonnis 26/114"`,
		Args:    cli.ExactArgs("CASE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.with(cmd, func(d *desk.Desk) error {
				if again == "" {
					var err error
					if again, err = cli.Line(cmd, "Case "+plain.Line(args[0])+" will be destroyed, for good. Type its name again: "); errors.Is(err, cli.ErrNoTerminal) {
						return cli.Hint(err, "name it again: --again %s", args[0])
					} else if err != nil {
						return err
					}
				}
				if strings.TrimSpace(again) != args[0] {
					return cli.Usage("this is another name; nothing has been destroyed")
				}
				if err := d.DestroyCase(args[0], ground, reason); err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "Destroyed: %s.\n", args[0])
				return sayCopies(cmd, d)
			})
		},
	}
	o.add(cmd)
	cmd.Flags().StringVar(&ground, "ground", "", "erasure, court or other (required)")
	cmd.Flags().StringVarP(&reason, "message", "m", "", "reason, one line without names (required)")
	cmd.Flags().StringVar(&again, "again", "", "the case's name once more (otherwise a prompt)")
	return cmd
}
