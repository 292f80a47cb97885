package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/courier"
)

type syncOptions struct {
	doorOptions
	pouch string
	quiet bool
}

func newSyncCommand() *cobra.Command {
	o := &syncOptions{}
	cmd := &cobra.Command{
		Use: "sync --dir DIR --pouch FILE --door unix:PATH|ONION", Short: "Bring the dispatch, fetch the parcels",
		Long: `Brings the dispatch in the pouch to the drop, if it is newer than what the drop holds, and replaces the pouch by one with all parcels
that wait there. A sync that was cut off can be run again and goes on where it was; the pouch is replaced whole or not at all.

An onion door is opened with the key of luwte-courier init, through a tor that is started for it, or through the one named by
--socks and --control. Parcels that come damaged are left out and listed; the exit status is then 1.

--json prints {"bureau": hex, "serial": n, "number": n, "dispatch": "none|sent|held|older|refused", "parcels": n, "new": n, "gone": n,
"waiting": n, "left_out": [{"id": hex, "reason": text}], "problems": [text], "reminder": text}: what the drop holds now, what became of the pouch's
dispatch, and how many parcels are in the pouch, were not before, vanished meanwhile, and must wait for the next pouch.`,
		Example: `  luwte-courier sync --dir courier --pouch /media/stick/pouch --door ADDRESS.onion
  luwte-courier sync --dir courier --pouch pouch --door unix:drop/doors/INBOX.sock
  luwte-courier sync --dir courier --pouch pouch --door ADDRESS.onion --socks 127.0.0.1:9050 --control 127.0.0.1:9051`,
		Args: cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, args []string) error { return runSync(cmd, o) },
	}
	flags := cmd.Flags()
	o.add(flags)
	flags.StringVar(&o.pouch, "pouch", "", "the pouch; it is made if there is none (required)")
	flags.BoolVar(&o.quiet, "quiet", false, "print what is wrong and nothing of what was carried: for a service, whose log would keep when a report came")
	return cmd
}

func runSync(cmd *cobra.Command, o *syncOptions) error {
	if err := o.check(required{"pouch", o.pouch, "/media/stick/pouch"}); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Dir(o.pouch)); err != nil { // before minutes go by for tor
		return remedy(fmt.Errorf("the pouch's directory: %w", err))
	}
	progress := func(sentence string) { fmt.Fprintln(cmd.ErrOrStderr(), sentence) }
	if o.quiet {
		progress = func(string) {}
	}
	door, closeDoor, err := courier.Reach(cmd.Context(), o.dir, o.door, o.tor, progress)
	if err != nil {
		return remedy(err)
	}
	defer closeDoor()
	result, err := courier.Sync(cmd.Context(), courier.Options{Dir: o.dir, Pouch: o.pouch, Door: door, Progress: progress})
	if err == nil || errors.Is(err, courier.ErrIncomplete) {
		print := printResult
		switch {
		case o.quiet:
			print = printReminder
		case o.json:
			print = func(w io.Writer, r *courier.Result) error { return cli.JSON(w, r) }
		}
		if err := print(cmd.OutOrStdout(), result); err != nil {
			return err
		}
	}
	if o.quiet && errors.Is(err, courier.ErrIncomplete) { // what is missing would tell how much there was
		return cli.Hint(err, "what came is in the pouch; the same sync without --quiet says what is missing")
	}
	return remedy(err)
}

func printReminder(w io.Writer, r *courier.Result) error {
	if r.Reminder == "" {
		return nil
	}
	_, err := fmt.Fprintln(w, r.Reminder)
	return err
}

var dispatchSentences = map[string]string{
	courier.DispatchSent:    "The desk's dispatch was brought to the drop.",
	courier.DispatchHeld:    "The drop had the desk's dispatch already.",
	courier.DispatchOlder:   "The drop has a newer dispatch than the pouch had.",
	courier.DispatchRefused: "The desk's dispatch is still in the pouch.",
}

func printResult(w io.Writer, r *courier.Result) error {
	var lines []string
	if sentence, ok := dispatchSentences[r.Dispatch]; ok {
		lines = append(lines, sentence)
	}
	lines = append(lines, fmt.Sprintf("Parcels in the pouch: %d, of which new: %d.", r.Parcels, r.New))
	if r.Waiting > 0 {
		lines = append(lines, fmt.Sprintf("The pouch is full; left at the drop until the desk has released some: %d.", r.Waiting))
	}
	for _, l := range r.LeftOut {
		lines = append(lines, fmt.Sprintf("Left out: parcel %v: %s.", l.ID, l.Reason))
	}
	for _, p := range r.Problems {
		lines = append(lines, "Problem: "+p+".")
	}
	if r.Reminder != "" {
		lines = append(lines, r.Reminder)
	}
	_, err := fmt.Fprintln(w, strings.Join(lines, "\n"))
	return err
}
