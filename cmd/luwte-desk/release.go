package main

import (
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/desk"
)

func newReleaseCommand() *cobra.Command {
	o := &deskOptions{}
	cmd := &cobra.Command{
		Use: "release --dir DIR [EPOCH…]", Short: "Custodians release a month's key to the desk",
		Long: `Takes the key of an epoch from the custodians, who give their shares, into the desk's keyring, so that the passphrase is enough for daily work with it. Do it
before the epoch begins: reports for an epoch whose key is not here stay at the drop, and nothing is released there meanwhile.

Without EPOCH it releases all that are wanted now: those that have begun, or begin within a week. luwte-desk epochs lists all.`,
		Example: `  luwte-desk release --dir bureau
  luwte-desk release --dir bureau 4`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			var epochs []uint64
			for _, a := range args {
				n, err := strconv.ParseUint(a, 10, 64)
				if err != nil {
					return cli.Hint(cli.Usage("an epoch is a number"), "luwte-desk epochs --dir DIR lists them")
				}
				epochs = append(epochs, n)
			}
			return o.with(cmd, func(d *desk.Desk) error { return runRelease(cmd, d, epochs) })
		},
	}
	o.add(cmd)
	return cmd
}

func runRelease(cmd *cobra.Command, d *desk.Desk, epochs []uint64) error {
	if d.Dealing() == nil {
		return desk.ErrNotDealt
	}
	if len(epochs) == 0 {
		wanted, err := d.ToRelease()
		if err != nil {
			return err
		}
		if epochs = wanted; len(epochs) == 0 {
			_, err := fmt.Fprintln(cmd.OutOrStdout(), "No key is wanted now.")
			return err
		}
	}
	if err := custodians(cmd, d); err != nil {
		return err
	}
	if err := d.Release(epochs...); err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "Released: %s.\n", epochList(epochs))
	return nil
}
