package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/server"
)

// StatsOptions are the flags of stats.
type StatsOptions struct {
	Dir  string
	JSON bool
}

func newStatsCommand() *cobra.Command {
	var opts StatsOptions
	cmd := &cobra.Command{
		Use:   "stats --dir DIR",
		Short: "Count what waits, by inbox and week",
		Long: `stats shows how many parcels wait in each inbox, by the last day of the week in which they go if no desk fetches them, and where the
doors are. That is all the drop knows. From 60 days before a bureau's charter takes no reports any more, it says so.`,
		Example: "  luwte-drop stats --dir /var/lib/luwte-drop --json",
		Args:    cli.ExactArgs(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runStats(cmd, opts) },
	}
	dirFlag(cmd, &opts.Dir)
	jsonFlag(cmd, &opts.JSON)
	return cmd
}

func runStats(cmd *cobra.Command, opts StatsOptions) error {
	return operate(cmd.Context(), opts.Dir, func(op server.Operator) error {
		stats, err := op.Stats(cmd.Context())
		if err != nil {
			return err
		}
		if opts.JSON {
			return cli.JSON(cmd.OutOrStdout(), stats)
		}
		return printStats(cmd.OutOrStdout(), stats)
	})
}

var workSaid = map[string]string{
	"on":      "on; tor asks visitors for it when too many come at once",
	"missing": "MISSING; this tor does not ask for it: install tor 0.4.8 or newer that was built with it, as Debian's was",
}

var fullSaid = map[string]string{
	server.Nearly: "nearly full: some of what is sent is refused; it may hold %d, until its desk releases some",
	server.Full:   "full: what is sent is refused; it may hold %d, until its desk releases some",
}

func printStats(w io.Writer, stats *server.Stats) error {
	fmt.Fprintf(w, "front door: http://%s\n", stats.Front.Onion)
	if stats.Front.Listen != "" {
		fmt.Fprintf(w, "front door: http://%s\n", stats.Front.Listen)
	}
	if said := workSaid[stats.Front.Work]; said != "" {
		fmt.Fprintf(w, "proof of work: %s\n", said)
	}
	if stats.Failures > 0 {
		fmt.Fprintf(w, "requests that could not be served for reasons of the drop's own: %d; is the disk well?\n", stats.Failures)
	}
	if stats.Panics > 0 {
		fmt.Fprintf(w, "faults of the program itself, which ended a request: %d; please tell its makers\n", stats.Panics)
	}
	for _, in := range stats.Inboxes {
		fmt.Fprintf(w, "inbox %s: %s, %d bytes; door %s\n", in.ID, parcels(in.Parcels), in.Bytes, doorText(in.Door))
		for _, week := range in.Weeks {
			fmt.Fprintf(w, "  until %s: %d\n", week.Until, week.Parcels)
		}
		if said := fullSaid[in.Full]; said != "" {
			fmt.Fprintf(w, "  "+said+"\n", in.MayHold)
		}
		if in.Damaged > 0 {
			fmt.Fprintf(w, "  damaged on the disk: %d\n", in.Damaged)
		}
		if in.LeftOut != "" {
			fmt.Fprintf(w, "  visitors do not see it: %s\n", in.LeftOut)
		}
		if reminder := reminderOf(in.Reports); reminder != "" {
			fmt.Fprintf(w, "  %s\n", reminder)
		}
	}
	if stats.Confined != nil {
		fmt.Fprintln(w, stats.Confined)
	}
	_, err := fmt.Fprintf(w, "serving: %t\n", stats.Serving)
	return err
}

func parcels(n int) string {
	if n == 1 {
		return "1 parcel"
	}
	return fmt.Sprintf("%d parcels", n)
}
