package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/plain"
)

type logOptions struct {
	deskOptions
	json bool
}

func newLogCommand() *cobra.Command {
	o := &logOptions{}
	cmd := &cobra.Command{
		Use: "log --dir DIR", Short: "Show who did what at this desk",
		Long: `Shows who did what, in order, reading included: of the cases that you may see, and of what is no case's. Every entry is sealed, and bound to the one before;
luwte-desk log verify checks that none was changed, moved or left out.

--json prints a list of {"number": n, "time": RFC 3339, "actor": text, "action": text, "case": id, "detail": object}; the last two only
where there is something.`,
		Example: `  luwte-desk log --dir bureau`,
		Args:    cli.ExactArgs(),
		RunE:    func(cmd *cobra.Command, args []string) error { return runLog(cmd, o) },
	}
	o.add(cmd)
	cmd.Flags().BoolVar(&o.json, "json", false, "print JSON")
	cmd.AddCommand(newLogHeadCommand(), newLogVerifyCommand())
	return cmd
}

func newLogHeadCommand() *cobra.Command {
	o := &deskOptions{}
	cmd := &cobra.Command{
		Use: "head --dir DIR", Short: "Print where the log stands, to be kept elsewhere",
		Long: `Prints 64 hex digits that stand for the whole log up to now. Kept on paper or in the minutes, they show later, with luwte-desk log verify --head, that the register was not put
back to an older state.`,
		Example: `  luwte-desk log head --dir bureau`,
		Args:    cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.with(cmd, func(d *desk.Desk) error {
				h, err := d.LogHead()
				if err != nil {
					return err
				}
				_, err = fmt.Fprintln(cmd.OutOrStdout(), h)
				return err
			})
		},
	}
	o.add(cmd)
	return cmd
}

func newLogVerifyCommand() *cobra.Command {
	o, kept := &deskOptions{}, ""
	cmd := &cobra.Command{
		Use: "verify --dir DIR [--head HEX]", Short: "Check that the log is as it was written",
		Long: `Checks every entry of the log, also those that you may not read, the head that the desk signed, and each of your cases by itself. An entry that was changed, moved, left
out or cut off is named, and the exit status is 1. That the whole register was put back from an older copy shows with --head, what luwte-desk log head
printed before, and at the next import.`,
		Example: `  luwte-desk log verify --dir bureau`,
		Args:    cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.with(cmd, func(d *desk.Desk) error {
				verify := d.VerifyLog
				if kept != "" {
					h, err := desk.ParseLogHead(kept)
					if err != nil {
						return cli.Hint(err, "give what luwte-desk log head printed")
					}
					verify = func() error { return d.VerifyLogSince(h) }
				}
				if err := verify(); err != nil {
					return err
				}
				_, err := fmt.Fprintln(cmd.OutOrStdout(), "The log is whole: every entry is as it was written.")
				return err
			})
		},
	}
	o.add(cmd)
	cmd.Flags().StringVar(&kept, "head", "", "what log head printed before: the log must go on from there")
	return cmd
}

func runLog(cmd *cobra.Command, o *logOptions) error {
	return o.with(cmd, func(d *desk.Desk) error {
		events, err := d.Log()
		if err != nil {
			return err
		}
		if o.json {
			return printJSON(cmd, list(events))
		}
		for _, e := range events {
			words := []string{e.Time.Format(time.DateTime), plain.Line(e.Actor), e.Action}
			if e.Case != "" {
				words = append(words, "case "+plain.Line(e.Case))
			}
			for _, name := range slices.Sorted(maps.Keys(e.Detail)) {
				words = append(words, fmt.Sprintf("%s=%v", name, e.Detail[name]))
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%4d  %s\n", e.Number, strings.Join(words, "  "))
		}
		return nil
	})
}
