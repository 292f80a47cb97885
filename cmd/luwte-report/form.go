package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"luwte/crypto/charter"
	"luwte/internal/cli"
	"luwte/internal/reporter"
)

func newFormCommand() *cobra.Command {
	t := &target{}
	cmd := &cobra.Command{
		Use: "form --drop URL", Short: "List what a bureau asks: topics with their signals, questions, options",
		Long: `Lists the topics of the bureau's form, each with its id, what it is for and the signals by which one recognises it, and the questions with
the ids that luwte-report send takes in its --answers-file. No question has to be answered.

--json prints the form as the bureau's charter has it.`,
		Example: `  luwte-report form --drop http://ADDRESS.onion --language nl`,
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := t.oneBureau(); err != nil {
				return err
			}
			return t.visit(cmd, func(_ context.Context, _ *reporter.Drop, public *reporter.Public) error {
				b, err := t.bureau(cmd, public, t.given())
				if err != nil {
					return err
				}
				if t.json {
					return cli.JSON(cmd.OutOrStdout(), b.Charter.Form)
				}
				return t.printForm(cmd.OutOrStdout(), b.Charter.Form)
			})
		},
	}
	t.add(cmd)
	return cmd
}

func (t *target) printForm(w io.Writer, f charter.Form) error {
	var out strings.Builder
	for i, topic := range f.Topics {
		if i > 0 {
			out.WriteString("\n")
		}
		fmt.Fprintf(&out, "%s: %s\n", topic.ID, line(topic.Title.In(t.language)))
		hint, signals := reporter.Signals(topic, t.language)
		if hint != "" {
			fmt.Fprintf(&out, "  %s\n", line(hint))
		}
		for _, s := range signals {
			fmt.Fprintf(&out, "  - %s\n", line(s))
		}
		for _, q := range topic.Questions {
			t.printQuestion(&out, q)
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

func (t *target) printQuestion(w io.Writer, q charter.Question) {
	kinds := map[string]string{
		charter.TypeChoice: "one of", charter.TypeChoices: "any of", charter.TypeLine: "one line", charter.TypeText: "text",
	}
	fmt.Fprintf(w, "  %s= (%s) %s\n", q.ID, kinds[q.Type], line(q.Title.In(t.language)))
	for _, c := range q.When {
		fmt.Fprintf(w, "      only if %s is %s\n", c.Question, strings.Join(c.Is, " or "))
	}
	for _, o := range q.Options {
		fmt.Fprintf(w, "      %s: %s\n", o.ID, line(o.Title.In(t.language)))
	}
}
