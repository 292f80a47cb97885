package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/durable"
	"luwte/internal/desk/worksheet"
)

type worksheetOptions struct {
	deskOptions
	language, values, pdf, phase, sent, number string
	decide, reasons, facts, effects, measures  string
	set                                        map[string]string
	json                                       bool
}

func newWorksheetCommand() *cobra.Command {
	o := &worksheetOptions{}
	cmd := &cobra.Command{
		Use: "worksheet --dir DIR CASE [--set FIELD=VALUE]… [--pdf FILE]", Short: "Fill in the worksheet of a breach of personal data",
		Long: `Prints the worksheet for a notification to the Dutch data protection authority, in the order of its form, to be copied field by field: what the
reporter chose from options is filled in, what is missing is named. Words of the reporter are never taken over: the notification leaves the bureau.

The rest is yours, and is kept with the case once you judged it to be a breach (luwte-desk clocks note CASE --breach now): --set for single fields, --decide for the decision on
informing the people, --facts, --effects and --measures for an entry of the internal log; or --json, which prints the worksheet as a file that you fill in and give back with --values. It has
"phase" (initial, supplementary, final, withdrawn), "values" by field, "decision" on informing the people (GDPR art. 34: {"made", "inform", "ground",
"reasons", "by", "day"}, ground being high-risk, no-high-risk, unintelligible, risk-averted, effort or investigation), and "log" (art. 33(5): a
list of {"day", "by", "facts", "effects", "measures"}). An unknown field or option is refused.

--sent says when the notification went out, which ends the clock; what follows is a supplement to it.`,
		Example: `  luwte-desk worksheet --dir bureau 4g3k2m1x --json > breach.json
  luwte-desk worksheet --dir bureau 4g3k2m1x --values breach.json
  luwte-desk worksheet --dir bureau 4g3k2m1x --set severity=large --language en
  luwte-desk worksheet --dir bureau 4g3k2m1x --sent now --number 12345 --pdf breach.pdf`,
		Args: cli.ExactArgs("CASE"),
		RunE: func(cmd *cobra.Command, args []string) error { return runWorksheet(cmd, o, args[0]) },
	}
	o.add(cmd)
	cmd.Flags().StringVar(&o.language, "language", "nl", "language of the worksheet: nl, en")
	cmd.Flags().StringVar(&o.values, "values", "", "file with what was filled in, to be kept in place of what was")
	cmd.Flags().StringToStringVar(&o.set, "set", nil, "a field and what stands in it; --json names the fields")
	cmd.Flags().StringVar(&o.phase, "phase", "", "which notification this is: initial, supplementary, final, withdrawn")
	cmd.Flags().StringVar(&o.sent, "sent", "", `when the notification went out: "now", a date, or a date and a time in UTC`)
	cmd.Flags().StringVar(&o.number, "number", "", "the number that the authority gave it, with --sent")
	cmd.Flags().StringVar(&o.decide, "decide", "", "the ground of the decision on informing the people, with --reasons")
	cmd.Flags().StringVar(&o.reasons, "reasons", "", "why, in your own words")
	cmd.Flags().StringVar(&o.facts, "facts", "", "add an entry to the internal log: what happened")
	cmd.Flags().StringVar(&o.effects, "effects", "", "its effects")
	cmd.Flags().StringVar(&o.measures, "measures", "", "and measures")
	cmd.Flags().StringVar(&o.pdf, "pdf", "", "write a PDF to this file instead")
	cmd.Flags().BoolVar(&o.json, "json", false, "print what is to be filled in, as JSON")
	return cmd
}

func runWorksheet(cmd *cobra.Command, o *worksheetOptions, id string) error {
	if err := officersLanguage(o.language); err != nil {
		return err
	}
	given, err := o.sheet()
	if err != nil {
		return err
	}
	return o.with(cmd, func(d *desk.Desk) error {
		if err := o.keep(cmd, d, id, given); err != nil {
			return o.hint(err)
		}
		s, err := d.Worksheet(id)
		if err != nil {
			return err
		}
		h, err := d.Paper(o.language, id)
		switch {
		case err != nil:
			return err
		case o.json:
			return printJSON(cmd, s)
		case o.pdf != "":
			pdf, err := s.PDF(h)
			if err != nil {
				return err
			}
			if err := durable.WriteFile(o.pdf, pdf); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "The worksheet is in %s. Still missing: %s.\n", o.pdf, counted(len(s.Missing()), "field"))
			return err
		}
		_, err = fmt.Fprint(cmd.OutOrStdout(), s.Text(h))
		return err
	})
}

// keep keeps with the case what the flags say.
func (o *worksheetOptions) keep(cmd *cobra.Command, d *desk.Desk, id string, given *worksheet.Sheet) error {
	logged := worksheet.Entry{Day: d.Today().String(), By: d.Self().Name, Facts: o.facts, Effects: o.effects, Measures: o.measures}
	log := o.facts+o.effects+o.measures != ""
	if given != nil || len(o.set) > 0 || o.phase != "" || log || cmd.Flags().Changed("decide") {
		err := d.ChangeWorksheet(id, func(s *worksheet.Sheet) error {
			if given != nil {
				*s = *given
			}
			var errs []error
			if o.phase != "" {
				errs = append(errs, s.SetPhase(worksheet.Phase(o.phase)))
			}
			for field, value := range o.set {
				errs = append(errs, s.Set(field, value))
			}
			if cmd.Flags().Changed("decide") {
				errs = append(errs, s.DecideOn(worksheet.Ground(o.decide), o.reasons, logged.By, logged.Day))
			}
			if log {
				errs = append(errs, s.Note(logged))
			}
			return errors.Join(errs...)
		})
		if err != nil {
			return err
		}
	}
	if !cmd.Flags().Changed("sent") {
		return nil
	}
	at, err := momentOf(o.sent, d)
	if err != nil {
		return err
	}
	return d.Notified(id, at, o.number)
}

func newBreachesCommand() *cobra.Command {
	o := &deskOptions{}
	language, pdf := "", ""
	cmd := &cobra.Command{
		Use: "breaches --dir DIR", Short: "Print the register of breaches of personal data",
		Long: `Every breach is noted, whether the authority was notified or not (GDPR art. 33(5)): facts, effects, measures, and what was decided on informing the people. They come from the log
in each case's worksheet, or, where it has none, from its fields. All are cases that you may see. Print it before such a case is destroyed: the authority may ask for it.`,
		Example: `  luwte-desk breaches --dir bureau --pdf breaches.pdf`,
		Args:    cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := officersLanguage(language); err != nil {
				return err
			}
			return o.with(cmd, func(d *desk.Desk) error {
				all, err := d.Breaches()
				if err != nil {
					return err
				}
				h, err := d.Paper(language, "")
				if err != nil {
					return err
				}
				if pdf == "" {
					_, err = fmt.Fprint(cmd.OutOrStdout(), worksheet.BookText(h, all))
					return err
				}
				book, err := worksheet.BookPDF(h, all)
				if err != nil {
					return err
				}
				if err := durable.WriteFile(pdf, book); err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s in %s.\n", counted(len(all), "case"), pdf)
				return err
			})
		},
	}
	o.add(cmd)
	cmd.Flags().StringVar(&language, "language", "nl", "language of the words: nl, en")
	cmd.Flags().StringVar(&pdf, "pdf", "", "write a PDF to this file instead")
	return cmd
}

// officersLanguage refuses a language in which there are no words for an officer.
func officersLanguage(tag string) error {
	if tag != "nl" && tag != "en" {
		return cli.Hint(cli.Usage("there are no words in the language %q", tag), "choose nl or en")
	}
	return nil
}

// sheet reads what was filled in; nil if there is no file.
func (o *worksheetOptions) sheet() (*worksheet.Sheet, error) {
	if o.values == "" {
		return nil, nil
	}
	data, err := os.ReadFile(o.values)
	if err != nil {
		return nil, remedy(fmt.Errorf("read the worksheet: %w", err))
	}
	s, err := worksheet.Parse(data)
	if hinted := o.hint(err); hinted != err {
		return nil, hinted
	}
	if err != nil {
		return nil, cli.Hint(err, "begin with what --json prints")
	}
	return s, nil
}

// hint says what a worksheet may be.
func (o *worksheetOptions) hint(err error) error {
	for _, known := range []error{worksheet.ErrField, worksheet.ErrValue, worksheet.ErrPhase, worksheet.ErrDecision} {
		if errors.Is(err, known) {
			return cli.Hint(err, "luwte-desk worksheet --help says what it may be; --json prints what there is")
		}
	}
	return err
}
