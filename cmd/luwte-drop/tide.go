package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/server"
)

// TideOptions are the flags of tide.
type TideOptions struct {
	Dir     string
	JSON    bool
	Journal bool
}

func newTideCommand() *cobra.Command {
	var opts TideOptions
	cmd := &cobra.Command{
		Use:   "tide --dir DIR",
		Short: "Make unreadable what was released",
		Long: `tide writes what waits anew, in another order and under a new key, and destroys the old files and their key. From then on nobody can read
from the disk what was released or ran out before, nor see in which order the rest came, as far as the disk forgets what is overwritten.

The journal of an ext4 disk keeps when something was written, until it has come round. With --journal it is brought round, which writes as
much as it can hold: 1 GiB on large disks.

A drop that serves does both by itself each night, and the tide after each dispatch. It takes as much free room on the disk as what waits.
Meanwhile the drop serves on. If it is broken off at any point, nothing is lost; the next one finishes it.`,
		Example: "  luwte-drop tide --dir /var/lib/luwte-drop",
		Args:    cli.ExactArgs(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runTide(cmd, opts) },
	}
	dirFlag(cmd, &opts.Dir)
	jsonFlag(cmd, &opts.JSON)
	cmd.Flags().BoolVar(&opts.Journal, "journal", false, "bring the journal of an ext4 disk round as well")
	return cmd
}

func runTide(cmd *cobra.Command, opts TideOptions) error {
	return operate(cmd.Context(), opts.Dir, func(op server.Operator) error {
		done, err := op.Tide(cmd.Context())
		if err == nil && opts.Journal {
			err = op.WashJournal(cmd.Context())
		}
		if err != nil {
			return err
		}
		if done.Damaged > 0 || done.Lost > 0 {
			fmt.Fprintf(cmd.ErrOrStderr(), "luwte-drop: warning: the disk has spoilt %s, of which %d had to be left behind; see whether it is well\n",
				parcels(done.Damaged+done.Lost), done.Lost)
		}
		if opts.JSON {
			return cli.JSON(cmd.OutOrStdout(), done)
		}
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "written anew: %s; what was released before is destroyed, as far as the disk forgets\n", parcels(done.Parcels))
		return err
	})
}
