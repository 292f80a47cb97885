package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"luwte/crypto/day"
	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/durable"
	"luwte/internal/desk/worksheet"
)

type worksheetOptions struct {
	deskOptions
	language, values, pdf string
	json                  bool
}

func newWorksheetCommand() *cobra.Command {
	o := &worksheetOptions{}
	cmd := &cobra.Command{
		Use: "worksheet --dir DIR CASE [--values FILE] [--pdf FILE]", Short: "Make the worksheet of a breach of personal data",
		Long: `Prints the worksheet for a notification to the Dutch data protection authority, in the order of its form, to be copied field by field: what the
reporter chose from options is filled in, what is missing is named. Words of the reporter are never taken over: the notification leaves the bureau.

The rest is yours: --json prints the worksheet as a file, which you fill in, keep with the case and give back with --values. It has
"phase" (initial, supplementary, final, withdrawn), "values" by field, "decision" on informing the people (GDPR art. 34: {"made", "inform", "ground",
"reasons", "by", "day"}, ground being high-risk, no-high-risk, unintelligible, risk-averted, effort or investigation), and "log" (art. 33(5): a
list of {"day", "by", "facts", "effects", "measures"}). An unknown field or option is refused.

Whether a case is a breach at all, and when the 72 hours began, is for you to judge.`,
		Example: `  luwte-desk worksheet --dir bureau 4g3k2m1x --json > breach.json
  luwte-desk worksheet --dir bureau 4g3k2m1x --values breach.json --language en
  luwte-desk worksheet --dir bureau 4g3k2m1x --values breach.json --pdf breach.pdf`,
		Args: cli.ExactArgs("CASE"),
		RunE: func(cmd *cobra.Command, args []string) error { return runWorksheet(cmd, o, args[0]) },
	}
	o.add(cmd)
	cmd.Flags().StringVar(&o.language, "language", "nl", "language of the worksheet: nl, en")
	cmd.Flags().StringVar(&o.values, "values", "", "file with what was filled in")
	cmd.Flags().StringVar(&o.pdf, "pdf", "", "write a PDF to this file instead")
	cmd.Flags().BoolVar(&o.json, "json", false, "print what is to be filled in, as JSON")
	return cmd
}

func runWorksheet(cmd *cobra.Command, o *worksheetOptions, id string) error {
	if err := officersLanguage(o.language); err != nil {
		return err
	}
	s, err := o.sheet()
	if err != nil {
		return err
	}
	return o.with(cmd, func(d *desk.Desk) error {
		v, err := d.Show(id, 0)
		if err != nil {
			return err
		}
		s.Fill(chosen(v))
		name, err := d.Name(o.language)
		if err != nil {
			return err
		}
		h := worksheet.Head{Language: o.language, Case: v.ID, Bureau: name, F: d.Bureau(), Officer: o.actor, Day: day.Today().String()}
		switch {
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

// officersLanguage refuses a language in which there are no words for an officer.
func officersLanguage(tag string) error {
	if tag != "nl" && tag != "en" {
		return cli.Hint(cli.Usage("there are no words in the language %q", tag), "choose nl or en")
	}
	return nil
}

// sheet reads what was filled in.
func (o *worksheetOptions) sheet() (*worksheet.Sheet, error) {
	if o.values == "" {
		return worksheet.New()
	}
	data, err := os.ReadFile(o.values)
	if err != nil {
		return nil, remedy(fmt.Errorf("read the worksheet: %w", err))
	}
	s, err := worksheet.Parse(data)
	switch {
	case errors.Is(err, worksheet.ErrField), errors.Is(err, worksheet.ErrValue), errors.Is(err, worksheet.ErrPhase), errors.Is(err, worksheet.ErrDecision):
		return nil, cli.Hint(err, "luwte-desk worksheet --help says what it may be; --json prints an empty one")
	case err != nil:
		return nil, cli.Hint(err, "begin with what --json prints")
	}
	return s, nil
}

// chosen are the questions of the report and the answers, the first letter of the case.
func chosen(v *cases.View) (all []worksheet.Answer) {
	for _, l := range reportsOf(v) {
		for _, a := range l.Answers {
			all = append(all, worksheet.Answer{ID: a.ID, Question: a.Question, Values: a.Values, Answer: a.Answer})
		}
	}
	return all
}

// reportsOf returns the letter with which a case began: follow-ups answer no questions of the form.
func reportsOf(v *cases.View) []cases.LetterView {
	if len(v.Tree) == 0 {
		return v.Filed[:min(len(v.Filed), 1)] // of a reporter who cannot be answered
	}
	return v.Tree[0].Letters[:min(len(v.Tree[0].Letters), 1)]
}
