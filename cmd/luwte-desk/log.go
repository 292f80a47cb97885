package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

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
		Long: `Shows every action that changed something, in order, with its actor.

--json prints a list of {"number": n, "time": RFC 3339, "actor": text, "action": text, "case": id, "detail": object}; the last two only
where there is something.`,
		Example: `  luwte-desk log --dir bureau`,
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, args []string) error { return runLog(cmd, o) },
	}
	o.add(cmd)
	cmd.Flags().BoolVar(&o.json, "json", false, "print JSON")
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
