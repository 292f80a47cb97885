package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/desk"
)

func newDispatchKeyCommand() *cobra.Command {
	o := &deskOptions{}
	cmd := &cobra.Command{
		Use: "dispatch-key --dir DIR", Short: "Replace the dispatch key, which was stolen or may have been",
		Long: `Makes a new dispatch key and a charter, signed by the root key, that announces it. Export next, and bring the pouch to the drop at once: until it is there, whoever has the old
key can delete what waits in the inbox and put up a board of his own; from then on he can do nothing.

Custodians, where there are, are asked for their shares.`,
		Example: `  luwte-desk dispatch-key --dir bureau
  luwte-desk export --dir bureau /media/stick/pouch`,
		Args: cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.with(cmd, func(d *desk.Desk) error {
				if err := custodians(cmd, d); err != nil {
					return err
				}
				c, err := d.ReplaceDispatch()
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "The dispatch key is replaced. Charter %d announces the new one; it says: %s. Export now, and bring the pouch to the drop at once.\n", c.Serial, desk.Announced(c))
				return err
			})
		},
	}
	o.add(cmd)
	return cmd
}

type passphraseOptions struct {
	deskOptions
	shares, daily bool
}

func newPassphraseCommand() *cobra.Command {
	o := &passphraseOptions{}
	cmd := &cobra.Command{
		Use: "passphrase --dir DIR [--shares]", Short: "Change the desk's passphrase, or set another where it was forgotten",
		Long: `Asks for the passphrase, and for a new one. Copies of keyring.age from before open with the old one: destroy them.

With --shares, custodians give their shares instead: so is a passphrase that was forgotten replaced. With --daily they give one to a desk that has none, which they opened every time, or which was
put back from a copy: from then on it opens with it for daily work. In a session of custodians, they give their shares again.

A passphrase that was forgotten on a desk without custodians cannot be replaced. What the new one is, is asked for at the terminal.`,
		Example: `  luwte-desk passphrase --dir bureau
  luwte-desk passphrase --dir bureau --shares`,
		Args: cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, args []string) error { return runPassphrase(cmd, o) },
	}
	o.add(cmd)
	cmd.Flags().BoolVar(&o.shares, "shares", false, "open with the custodians' shares")
	cmd.Flags().BoolVar(&o.daily, "daily", false, "give a passphrase for daily work to a desk that only custodians open")
	return cmd
}

func runPassphrase(cmd *cobra.Command, o *passphraseOptions) error {
	change := func(d *desk.Desk) error {
		if d.HasCustodians() {
			if err := custodiansAgain(cmd, d); err != nil {
				return err
			}
		}
		if d.Dealing() != nil && !o.daily && desk.OpenedBy(o.dir) == desk.Custodians { // before anything is typed
			return desk.ErrEverySession
		}
		passphrase, err := cli.NewPassphrase(cmd, "New passphrase, of at least six words that nobody else knows: ")
		if err != nil {
			return err
		}
		if passphrase == "" {
			return cli.Hint(cli.ErrEmptyPassphrase, "choose one of at least six words that nobody else knows")
		}
		put := d.ChangePassphrase
		if o.daily && desk.OpenedBy(o.dir) == desk.Custodians {
			put = d.BeginDaily
		}
		if err := put(passphrase); err != nil {
			return err
		}
		_, err = fmt.Fprintln(cmd.OutOrStdout(), "The passphrase is changed. Destroy copies of keyring.age from before.")
		return err
	}
	if !o.shares || sessionOf(cmd) != nil {
		return o.with(cmd, change)
	}
	if err := o.check(cmd); err != nil {
		return err
	}
	d, err := o.openGathered(cmd)
	if err != nil {
		return err
	}
	defer d.Close()
	return remedy(change(d))
}
