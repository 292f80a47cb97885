package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/desk"
)

type ceremonyOptions struct {
	deskOptions
	words   wordsOptions
	dealing dealingOptions
}

func newCeremonyCommand() *cobra.Command {
	o := &ceremonyOptions{}
	cmd := &cobra.Command{
		Use: "ceremony --dir DIR --name NAME --needed K --custodian NAME… --out DIR", Short: "Make a bureau whose keys several people hold together",
		Long: `Leads 1 to 9 custodians through making a bureau: checks the machine, makes the root key, the dispatch key and the keys that open reports, one for each
month, deals them, and writes for each custodian, one after another, a page with 24 words, which are typed back from the paper, and, under a passphrase that the custodian types
unseen, a file. The keys are in force when the last one has done so; if it ends before, nothing has been made.

Any --needed of the custodians open the keys together; fewer open nothing, and if more are lost than can be spared, nothing that came in can be opened any
more. Custodians open every session, or, with --daily, release each month's key to the desk, which then opens with a passphrase.

The minutes (minutes.pdf) hold no secret: who, when, fingerprints, the hashes of the programs, what the machine was like. They are to be signed by hand.`,
		Example: `  luwte-desk ceremony --dir bureau --name "Bureau Integriteit" --needed 2 --custodian Anna --custodian Boris --custodian Clara --out /media/stick`,
		Args:    cli.ExactArgs(),
		RunE:    func(cmd *cobra.Command, args []string) error { return runCeremony(cmd, o) },
	}
	o.add(cmd)
	o.words.add(cmd)
	o.dealing.add(cmd)
	return cmd
}

func runCeremony(cmd *cobra.Command, o *ceremonyOptions) error {
	if err := o.check(cmd); err != nil {
		return err
	}
	s, err := o.words.settings()
	if err != nil {
		return err
	}
	if desk.Exists(o.dir) {
		return remedy(desk.ErrThere)
	}
	checks, err := o.dealing.check(cmd)
	if err != nil {
		return err
	}
	cli.LockMemory()
	watchAlone(cmd)
	passphrase := ""
	if o.dealing.daily {
		if passphrase, err = cli.Passphrase(cmd, *o.passphraseFile, true); err != nil {
			return err
		}
	}
	d, err := desk.Found(o.dir, passphrase, o.actor, s, o.dealing.quorum())
	if err != nil {
		return initRemedy(err)
	}
	if err := o.dealing.hand(cmd, d, s.Name.In(o.dealing.paper), o.actor, checks); err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "The bureau is made. Its fingerprint, for the card, in Dutch and in English words:\n\n%s\n\n", bothWords(d.Bureau))
	o.dealing.handed(cmd, d)
	fmt.Fprintf(cmd.OutOrStdout(), "Next: luwte-desk session --shares --dir %s, and in it: charter --onion ADDRESS --out charter.json\n", o.dir)
	return nil
}
