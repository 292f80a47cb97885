package main

import (
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"luwte/crypto/day"
	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/clocks"
	"luwte/internal/desk/durable"
)

type clocksOptions struct {
	deskOptions
	language, ics, words string
	all, json            bool
}

func newClocksCommand() *cobra.Command {
	o := &clocksOptions{}
	cmd := &cobra.Command{
		Use: "clocks --dir DIR", Short: "Show what the law wants by when, the most urgent first",
		Long: `Lists the terms of the cases that you may see: acknowledgment and feedback, which begin by themselves when a report is taken in, and the notification of a breach of personal
data, which begins when you judge it to be one (luwte-desk clocks note CASE --breach). The acknowledgment is met when the receipt, or an answer, first stands on a
board; feedback when you note it. From what each term runs is written down with the case, and stays when the terms are set anew.

--ics writes the open ones into a file for a calendar: days and nothing else, the same words for each. Whoever runs your calendar learns that something is due on those days.

--json prints a list of {"case", "kind", "state", "from", "basis", "due", "met", "late"}. Times are UTC, as all of Luwte's.`,
		Example: `  luwte-desk clocks --dir bureau
  luwte-desk clocks --dir bureau --ics terms.ics
  luwte-desk clocks explain --dir bureau`,
		Args: cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, args []string) error { return runClocks(cmd, o) },
	}
	o.add(cmd)
	cmd.Flags().StringVar(&o.language, "language", "en", "language of the words: nl, en")
	cmd.Flags().BoolVar(&o.all, "all", false, "also what is done, or not applicable")
	cmd.Flags().BoolVar(&o.json, "json", false, "print JSON")
	cmd.Flags().StringVar(&o.ics, "ics", "", "write a calendar to this file instead")
	cmd.Flags().StringVar(&o.words, "words", "", "words of every entry of the calendar (default: Term, or Termijn)")
	cmd.AddCommand(newClocksExplainCommand(), newClocksNoteCommand(), newClocksTermsCommand())
	return cmd
}

func runClocks(cmd *cobra.Command, o *clocksOptions) error {
	if err := officersLanguage(o.language); err != nil {
		return err
	}
	return o.with(cmd, func(d *desk.Desk) error {
		if o.ics != "" {
			return o.calendar(cmd, d)
		}
		all, err := d.Clocks()
		if err != nil {
			return err
		}
		shown := []clocks.Clock{}
		for _, k := range all {
			if o.all || k.Open() {
				shown = append(shown, k)
			}
		}
		if o.json {
			return printJSON(cmd, clocksJSON(shown))
		}
		return printClocks(cmd, shown, o.language)
	})
}

func (o *clocksOptions) calendar(cmd *cobra.Command, d *desk.Desk) error {
	words := o.words
	if words == "" {
		words = map[string]string{"nl": "Termijn", "en": "Term"}[o.language]
	}
	file, err := d.Calendar(words, time.Local)
	if err != nil {
		return err
	}
	if err := durable.WriteFile(o.ics, file); err != nil {
		return err
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "The calendar is in %s. It says on which days something is due, and nothing else.\n", o.ics)
	return err
}

func printClocks(cmd *cobra.Command, all []clocks.Clock, language string) error {
	if len(all) == 0 {
		_, err := fmt.Fprintln(cmd.OutOrStdout(), "Nothing is due.")
		return err
	}
	table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "CASE\tTERM\tSTATE\tSTANDS\tRUNS")
	for _, k := range all {
		state := string(k.State)
		if k.State == clocks.Overdue {
			state = "LATE"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", k.Case, k.Kind.Name(language), state, k.Standing(language, time.Now()), k.Reason(language))
	}
	return table.Flush()
}

func clocksJSON(all []clocks.Clock) []map[string]any {
	out := []map[string]any{}
	said := func(m clocks.Moment) string {
		if m.None() {
			return ""
		}
		return m.String()
	}
	for _, k := range all {
		out = append(out, map[string]any{"case": k.Case, "kind": k.Kind, "state": k.State, "from": said(k.From), "basis": k.Basis, "due": said(k.Due), "met": said(k.Met), "late": k.Late || k.State == clocks.Overdue})
	}
	return out
}

func newClocksExplainCommand() *cobra.Command {
	o, language := &deskOptions{}, ""
	cmd := &cobra.Command{
		Use: "explain --dir DIR", Short: "Say what each term means, and which law sets it",
		Example: `  luwte-desk clocks explain --dir bureau --language nl`,
		Args:    cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := officersLanguage(language); err != nil {
				return err
			}
			return o.with(cmd, func(d *desk.Desk) error {
				t, err := d.Terms()
				for _, k := range clocks.Kinds {
					fmt.Fprintf(cmd.OutOrStdout(), "%s\n  %s\n  %s.\n", k.Name(language), t.Meaning(k, language), k.Source(language))
				}
				return err
			})
		},
	}
	o.add(cmd)
	cmd.Flags().StringVar(&language, "language", "en", "language of the words: nl, en")
	return cmd
}

type clocksNoteOptions struct {
	deskOptions
	acknowledged, informed, breach, notified string
	noNotice, why                            string
	months                                   int
}

func newClocksNoteCommand() *cobra.Command {
	o := &clocksNoteOptions{}
	cmd := &cobra.Command{
		Use: "note --dir DIR CASE [--informed DAY]…", Short: "Note what begins, ends or lengthens a term of a case",
		Long: `A DAY is a date or "today"; a MOMENT is "now", a date, or a date and a time in UTC, as "2026-11-22 14:30". An empty one takes it back.

--breach says when you judged that personal data leaked: from then the 72 hours run, whatever the reporter wrote when. --acknowledged is needed only where the reporter was
told in another way than by the board.`,
		Example: `  luwte-desk clocks note --dir bureau 4g3k2m1x --informed today
  luwte-desk clocks note --dir bureau 4g3k2m1x --breach now
  luwte-desk clocks note --dir bureau 4g3k2m1x --feedback-months 6 --why "The prosecutor asked us to wait."`,
		Args: cli.ExactArgs("CASE"),
		RunE: func(cmd *cobra.Command, args []string) error { return runClocksNote(cmd, o, args[0]) },
	}
	o.add(cmd)
	cmd.Flags().StringVar(&o.acknowledged, "acknowledged", "", "the DAY on which the reporter was told that the report came")
	cmd.Flags().StringVar(&o.informed, "informed", "", "the DAY on which the reporter was told what was done with it, or will be")
	cmd.Flags().StringVar(&o.breach, "breach", "", "the MOMENT at which it was judged to be a breach of personal data")
	cmd.Flags().StringVar(&o.notified, "notified", "", "the MOMENT at which the authority was notified")
	cmd.Flags().StringVar(&o.noNotice, "no-notice", "", "why the authority need not be notified")
	cmd.Flags().IntVar(&o.months, "feedback-months", 0, "a longer term for feedback, with --why")
	cmd.Flags().StringVar(&o.why, "why", "", "why the term for feedback is longer")
	return cmd
}

func runClocksNote(cmd *cobra.Command, o *clocksNoteOptions, id string) error {
	return o.with(cmd, func(d *desk.Desk) error {
		c, err := o.change(cmd, d)
		if err != nil {
			return err
		}
		if err := d.ChangeTimes(id, c); err != nil {
			return err
		}
		all, err := d.Clocks()
		if err != nil {
			return err
		}
		ours := []clocks.Clock{}
		for _, k := range all {
			if k.Case == id && k.State != clocks.NotApplicable {
				ours = append(ours, k)
			}
		}
		return printClocks(cmd, ours, "en")
	})
}

// change is what the flags say.
func (o *clocksNoteOptions) change(cmd *cobra.Command, d *desk.Desk) (c desk.TimesChange, err error) {
	given := cmd.Flags().Changed
	for _, f := range []struct {
		flag, text string
		field      **day.Day
	}{{"acknowledged", o.acknowledged, &c.Acknowledged}, {"informed", o.informed, &c.Informed}} {
		if given(f.flag) {
			on, err := dayOf(f.text, d)
			if err != nil {
				return c, err
			}
			*f.field = &on
		}
	}
	for _, f := range []struct {
		flag, text string
		field      **clocks.Moment
	}{{"breach", o.breach, &c.Breach}, {"notified", o.notified, &c.Notified}} {
		if given(f.flag) {
			at, err := momentOf(f.text, d)
			if err != nil {
				return c, err
			}
			*f.field = &at
		}
	}
	if given("no-notice") {
		c.NoNotice = &o.noNotice
	}
	if given("feedback-months") {
		c.FeedbackMonths, c.FeedbackWhy = &o.months, o.why
	}
	if c == (desk.TimesChange{}) {
		return c, cli.Hint(cli.Usage("nothing to note"), "for example --informed today")
	}
	return c, nil
}

func dayOf(text string, d *desk.Desk) (day.Day, error) {
	switch text {
	case "":
		return 0, nil
	case "today":
		return d.Today(), nil
	}
	on, err := day.Parse(text)
	if err != nil {
		return 0, cli.Hint(cli.Usage("%q is no day", text), "give a date, such as 2026-11-22, or: today")
	}
	return on, nil
}

func momentOf(text string, d *desk.Desk) (clocks.Moment, error) {
	if text == "now" {
		return d.Minute(), nil
	}
	m, err := clocks.ParseMoment(text)
	if err != nil {
		return m, cli.Hint(cli.Usage("%q is no moment", text), `give "now", a date, or a date and a time in UTC: "2026-11-22 14:30"`)
	}
	return m, nil
}

func newClocksTermsCommand() *cobra.Command {
	o := &deskOptions{}
	var set clocks.Terms
	flags := []struct {
		name, what string
		field      func(*clocks.Terms) *int
	}{
		{"acknowledgment-days", "days until the acknowledgment", func(t *clocks.Terms) *int { return &t.AcknowledgmentDays }},
		{"feedback-months", "months until the feedback", func(t *clocks.Terms) *int { return &t.FeedbackMonths }},
		{"breach-hours", "hours until a breach is notified", func(t *clocks.Terms) *int { return &t.BreachHours }},
		{"acknowledgment-soon", "days before its end that it is due soon", func(t *clocks.Terms) *int { return &t.AcknowledgmentSoonDays }},
		{"feedback-soon", "days before its end that it is due soon", func(t *clocks.Terms) *int { return &t.FeedbackSoonDays }},
		{"breach-soon", "hours before its end that it is due soon", func(t *clocks.Terms) *int { return &t.BreachSoonHours }},
	}
	cmd := &cobra.Command{
		Use: "terms --dir DIR", Short: "Show the terms, or set them for cases that come from now on",
		Long:    `Terms of cases that are here stay as they were when the report came, that of a breach as it was when it was judged to be one. A register keeper sets them.`,
		Example: `  luwte-desk clocks terms --dir bureau --breach-hours 96`,
		Args:    cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.with(cmd, func(d *desk.Desk) error {
				t, err := d.Terms()
				if err != nil {
					return err
				}
				changed := false
				for _, f := range flags {
					if cmd.Flags().Changed(f.name) {
						*f.field(&t), changed = *f.field(&set), true
					}
				}
				if changed {
					if err := d.SetTerms(t); err != nil {
						return err
					}
				}
				for _, f := range flags {
					fmt.Fprintf(cmd.OutOrStdout(), "%-20s %4d  %s\n", f.name, *f.field(&t), f.what)
				}
				return nil
			})
		},
	}
	o.add(cmd)
	for _, f := range flags {
		cmd.Flags().IntVar(f.field(&set), f.name, 0, f.what)
	}
	return cmd
}
