package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"luwte/crypto/day"
	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/plain"
)

func newCaseTimelineCommand() *cobra.Command {
	o, asJSON := &deskOptions{}, false
	cmd := &cobra.Command{
		Use: "timeline --dir DIR CASE", Short: "Show what happened in a case, by day",
		Long: `Shows what came, what was done at the desk and by whom, reading included, and what went on a board, in this order for each day: of what comes and goes only the day is known.

--json prints a list of {"day", "time": RFC 3339 or "", "by", "what", "branch": n, "times": n, "detail"}.`,
		Example: `  luwte-desk case timeline --dir bureau 4g3k2m1x`,
		Args:    cli.ExactArgs("CASE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.with(cmd, func(d *desk.Desk) error {
				all, err := d.Timeline(args[0])
				if err != nil {
					return err
				}
				if asJSON {
					return printJSON(cmd, timelineJSON(all))
				}
				printTimeline(cmd.OutOrStdout(), all)
				return nil
			})
		},
	}
	o.add(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func printTimeline(w io.Writer, all []desk.Happening) {
	last := day.Day(0)
	for _, h := range all {
		if h.Day != last {
			fmt.Fprintln(w, h.Day)
			last = h.Day
		}
		at := "     "
		if !h.Time.IsZero() {
			at = h.Time.Format("15:04")
		}
		fmt.Fprintf(w, "  %s  %s", at, h.What)
		if h.Branch > 1 {
			fmt.Fprintf(w, ", branch %d", h.Branch)
		}
		if h.Detail != "" {
			fmt.Fprintf(w, ": %s", plain.Line(h.Detail))
		}
		if h.Times > 1 {
			fmt.Fprintf(w, ", %d times", h.Times)
		}
		if h.By != "" {
			fmt.Fprintf(w, " (%s)", plain.Line(h.By))
		}
		fmt.Fprintln(w)
	}
}

func timelineJSON(all []desk.Happening) []map[string]any {
	out := []map[string]any{}
	for _, h := range all {
		at := ""
		if !h.Time.IsZero() {
			at = h.Time.Format("2006-01-02T15:04:05Z")
		}
		out = append(out, map[string]any{"day": h.Day, "time": at, "by": h.By, "what": h.What, "branch": h.Branch, "times": max(h.Times, 1), "detail": h.Detail})
	}
	return out
}
