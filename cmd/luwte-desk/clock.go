package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"luwte/crypto/day"
	"luwte/internal/cli"
	"luwte/internal/desk"
)

func newClockCommand() *cobra.Command {
	o := &deskOptions{}
	today := ""
	cmd := &cobra.Command{
		Use: "clock --dir DIR [--today DAY]", Short: "Say what day it is, where this machine's clock was ahead once",
		Long: `A desk does not open on a day before the last thing that was done at it: with a clock that is behind it would take months' keys for those of months to come. Where something was done under a
clock that was ahead, it would stay closed until that day. Set the clock right first; then this asks what day it is, or takes --today. If the clock says so too, the desk opens from then on, and the log has it.

What was done under the wrong clock stays as it is: look into the log, also for keys that were destroyed too early.`,
		Example: `  luwte-desk clock --dir bureau --today 2026-11-22`,
		Args:    cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, args []string) error {
			if sessionOf(cmd) != nil {
				return cli.Hint(cli.Usage("the desk is open: its clock is not behind"), "end the session with: exit")
			}
			if err := o.check(cmd); err != nil {
				return err
			}
			said, err := askToday(cmd, today)
			if err != nil {
				return err
			}
			o.options = []desk.Option{desk.Today(said)}
			return o.with(cmd, func(d *desk.Desk) error {
				_, err := fmt.Fprintf(cmd.OutOrStdout(), "The desk opens. Today is %s.\n", d.Today())
				return err
			})
		},
	}
	o.add(cmd)
	cmd.Flags().StringVar(&today, "today", "", "the day it is, YYYY-MM-DD (otherwise it is asked for)")
	return cmd
}

func askToday(cmd *cobra.Command, said string) (day.Day, error) {
	if said == "" {
		line, err := cli.Line(cmd, "What day is it today (YYYY-MM-DD)? ")
		if errors.Is(err, cli.ErrNoTerminal) {
			return 0, cli.Hint(err, "say what day it is: --today YYYY-MM-DD")
		}
		if err != nil {
			return 0, err
		}
		said = line
	}
	d, err := day.Parse(strings.TrimSpace(said))
	return d, cli.Hint(usageIf(err), "for example --today 2026-11-22")
}

func usageIf(err error) error {
	if err == nil {
		return nil
	}
	return cli.Usage("this is no day")
}
