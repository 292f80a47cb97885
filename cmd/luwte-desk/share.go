package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"luwte/crypto/quorum"
	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/machine"
	"luwte/internal/desk/papers"
)

func newShareCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "share", Short: "Check a share of the keys, or deal them anew",
		Example: `  luwte-desk share check share-2.age
  luwte-desk share deal --dir bureau --needed 2 --custodian Anna --custodian Dirk --custodian Clara --out /media/stick`,
		Args: cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newShareCheckCommand(), newShareDealCommand())
	return cmd
}

func newShareCheckCommand() *cobra.Command {
	dir := ""
	cmd := &cobra.Command{
		Use: "check [FILE]", Short: "See whether a share is whole and right",
		Long: `Opens the file of a share with its passphrase and checks it: that it is whole, and that its values are those that were committed to. It prints of
which bureau and dealing it is, and the words of that dealing, to be compared with the minutes. This needs no other custodian, and no
desk: do it at the ceremony, and once a year.

Without FILE it asks for the 24 words of the page, which are not shown. With --dir, the share is also compared with what is sealed at a desk.`,
		Example: `  luwte-desk share check /media/stick/share-2.age`,
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			file := ""
			if len(args) > 0 {
				file = args[0]
			}
			return runShareCheck(cmd, dir, file)
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "", "a desk's directory, to compare with what is sealed there")
	return cmd
}

func runShareCheck(cmd *cobra.Command, dir, file string) error {
	cli.LockMemory()
	var g *quorum.Gathering
	if dir != "" {
		d, err := desk.ReadDealing(dir)
		if err != nil {
			return remedy(err)
		}
		g = d.Gather()
	}
	if file == "" {
		return checkWords(cmd, g)
	}
	if _, err := os.Stat(file); err != nil {
		return remedy(fmt.Errorf("read a share: %w", err))
	}
	s, err := loadShare(cmd, file)
	if err == nil && g != nil {
		err = g.AddShare(s)
	}
	if err != nil {
		return remedy(err)
	}
	out := cmd.OutOrStdout()
	fmt.Fprintf(out, "This share is whole and right: %s.\nBureau: %s\n        %s\n", s.Describe(), half(s.Bureau, "nl", 0), half(s.Bureau, "nl", 6))
	fmt.Fprintf(out, "Words of the dealing, to be compared with the minutes:\n    %s\n    %s\n", papers.CommitmentWords("nl", s.Commitment()), papers.CommitmentWords("en", s.Commitment()))
	return nil
}

func checkWords(cmd *cobra.Command, g *quorum.Gathering) error {
	line, err := cli.Secret(cmd, "The 24 words (not shown): ")
	if err != nil {
		return err
	}
	key, err := quorum.ParseWords(line)
	if err == nil && g != nil {
		err = g.Add(key)
	}
	if err != nil {
		return remedy(shareMistake(err))
	}
	fmt.Fprintf(cmd.OutOrStdout(), "These words belong together: custodian %d, dealing %d, of a bureau whose fingerprint begins with %x.\n", key.Custodian, key.Dealing, key.Bureau)
	if g == nil {
		fmt.Fprintln(cmd.OutOrStdout(), "Whether they are those that were dealt, --dir with a desk shows.")
	} else {
		fmt.Fprintln(cmd.OutOrStdout(), "They are those that were dealt.")
	}
	return nil
}

type shareDealOptions struct {
	deskOptions
	dealing dealingOptions
}

func newShareDealCommand() *cobra.Command {
	o := &shareDealOptions{}
	cmd := &cobra.Command{
		Use: "deal --dir DIR --needed K --custodian NAME… --out DIR", Short: "Deal the keys anew: a custodian leaves or comes, or a year is over",
		Long: `Deals the same keys anew, to other custodians or the same, and makes keys for the months ahead that have none. Nothing changes for reporters. The
shares that there were open nothing of the new dealing; the minutes list which must be destroyed.

It asks for shares of the old dealing first. On a desk that one person made (luwte-desk init), it asks for the passphrase: its keys are
then the custodians', too.`,
		Example: `  luwte-desk share deal --dir bureau --needed 2 --custodian Anna --custodian Dirk --custodian Clara --out /media/stick`,
		Args:    cli.ExactArgs(),
		RunE:    func(cmd *cobra.Command, args []string) error { return runShareDeal(cmd, o) },
	}
	o.add(cmd)
	o.dealing.add(cmd)
	return cmd
}

func runShareDeal(cmd *cobra.Command, o *shareDealOptions) error {
	if err := o.check(cmd); err != nil {
		return err
	}
	checks, err := o.dealing.check(cmd)
	if err != nil {
		return err
	}
	return o.with(cmd, func(d *desk.Desk) error {
		return o.deal(cmd, d, checks, func(q desk.Quorum) (*desk.Dealt, error) { return d.DealAnew(q, o.dealing.daily) })
	})
}

// deal asks the custodians for their shares, has the keys dealt, and hands the new shares out.
func (o *shareDealOptions) deal(cmd *cobra.Command, d *desk.Desk, checks []machine.Check, deal func(desk.Quorum) (*desk.Dealt, error)) error {
	watchAlone(cmd) // where a passphrase opened it, nobody was asked for shares
	if err := custodiansAgain(cmd, d); err != nil {
		return err
	}
	if d.Dealing() != nil && !cmd.Flags().Changed("daily") { // as it was
		o.dealing.daily = desk.OpenedBy(o.dir) == desk.Passphrase
	}
	passphrase := ""
	if o.dealing.daily && desk.OpenedBy(o.dir) != desk.Passphrase {
		var err error
		if passphrase, err = cli.Passphrase(cmd, *o.passphraseFile, true); err != nil {
			return err
		}
	}
	dealt, err := deal(o.dealing.quorum())
	if err != nil {
		return err
	}
	dealt.Passphrase(passphrase)
	name, err := d.Name(o.dealing.paper)
	if err != nil {
		return err
	}
	if err := o.dealing.hand(cmd, dealt, name, o.actor, checks); err != nil {
		return err
	}
	o.dealing.handed(cmd, dealt)
	return nil
}
