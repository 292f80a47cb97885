package main

import (
	"cmp"
	"fmt"
	"strings"
	"text/tabwriter"
	"unicode"

	"github.com/spf13/cobra"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/internal/cli"
	"luwte/server"
)

func newInboxCommand() *cobra.Command {
	cmd := cli.Root("inbox", "Add and list the bureaus' inboxes", "inbox adds and lists the inboxes of a drop, one for each bureau.",
		"  luwte-drop inbox list --dir drop")
	cmd.AddCommand(newInboxAddCommand(), newInboxListCommand())
	return cmd
}

// InboxListOptions are the flags of inbox list.
type InboxListOptions struct {
	Dir  string
	JSON bool
}

func newInboxListCommand() *cobra.Command {
	var opts InboxListOptions
	cmd := &cobra.Command{
		Use:   "list --dir DIR",
		Short: "List the inboxes",
		Long: `list shows each inbox with its bureau, the serial of its charter, the number of the dispatch it holds, the public key of the courier
that is let in over tor (- if none was given), and its door.`,
		Example: "  luwte-drop inbox list --dir /var/lib/luwte-drop --json",
		Args:    cli.ExactArgs(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runInboxList(cmd, opts) },
	}
	dirFlag(cmd, &opts.Dir)
	jsonFlag(cmd, &opts.JSON)
	return cmd
}

func runInboxList(cmd *cobra.Command, opts InboxListOptions) error {
	return operate(cmd.Context(), opts.Dir, func(op server.Operator) error {
		all, err := op.Inboxes(cmd.Context())
		if err != nil {
			return err
		}
		if opts.JSON {
			return cli.JSON(cmd.OutOrStdout(), all)
		}
		w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "INBOX\tBUREAU\tSERIAL\tDISPATCH\tEXPIRES\tCOURIER\tDOOR")
		for _, in := range all {
			fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%s\t%s\t%s\n", in.ID, oneLine(in.Name.In()), in.Serial, in.Number, in.Expires,
				cmp.Or(in.Door.Courier, "-"), doorText(in.Door))
		}
		for _, in := range all {
			if in.LeftOut != "" {
				fmt.Fprintf(w, "visitors do not see %s: %s\n", in.ID, in.LeftOut)
			}
			if reminder := reminderOf(in.Reports); reminder != "" {
				fmt.Fprintf(w, "%s: %s\n", in.ID, reminder)
			}
		}
		return w.Flush()
	})
}

// reminderOf is what an operator is told of a charter that takes reports until a day, or "".
func reminderOf(reports day.Day) string {
	if reports == 0 {
		return ""
	}
	return charter.Reminder(reports, day.Today())
}

// oneLine makes a bureau's words harmless for the operator's terminal: a name may have line ends, with which it could make up further lines
// of this list, and control characters of Unicode that are not ASCII's.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.C, unicode.Zl, unicode.Zp) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

// doorText is where a courier comes in: over tor if it has a key.
func doorText(d server.Door) string {
	if d.Onion != "" {
		return d.Onion
	}
	return "unix:" + d.Socket
}
