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
		Use: "release --dir DIR EPOCH…", Short: "Custodians release a month's key to the desk",
		Long: `Takes the key of an epoch from the custodians, who give their shares, into the desk's keyring, so that the passphrase is enough for daily work with it. Do it
before the epoch begins: reports for an epoch whose key is not here stay at the drop, and nothing is released there meanwhile.

luwte-desk epochs lists them.`,
		Example: `  luwte-desk release --dir bureau 4`,
		Args:    cobra.MinimumNArgs(1),
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
	if err := custodians(cmd, d); err != nil {
		return err
	}
	if err := d.Release(epochs...); err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "Released: %s.\n", epochList(epochs))
	return nil
}
