package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"luwte/crypto/charter"
	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/plain"
)

type rootKeyOptions struct {
	shareDealOptions
	says string
}

func newRootKeyCommand() *cobra.Command {
	o := &rootKeyOptions{}
	cmd := &cobra.Command{
		Use: "root-key --dir DIR --needed K --custodian NAME… --out DIR", Short: "Replace the root key, which was stolen or may have been",
		Long: `Makes a new root key, which the old one names as its successor, and deals it. Whoever has the root key can be the bureau; where so many shares were in one hand, so may all keys have been:
the dispatch key and the keys that open reports from today on are new too. The bureau's fingerprint stays, and with it every code and every conversation.

Export next, and bring the pouch to the drop at once. As soon as it is there, the drop takes nothing more that the old root key signs; until then its thief can be faster, and name a successor of his
own: what comes first stays. The card has other words from now on, and says that it replaces all cards before: print it, and call in the old ones. With an old card nothing
shows a forgery that the thief of the old key puts up at a drop of his own.

Custodians are asked for their shares; then it goes as luwte-desk share deal does. A desk that one person made (luwte-desk init) asks for its passphrase, and
has custodians from then on. A root key that is lost cannot be replaced: nobody could name its successor.`,
		Example: `  luwte-desk root-key --dir bureau --needed 2 --custodian Anna --custodian Dirk --custodian Clara --out /media/stick
  luwte-desk session --shares --dir bureau
  luwte> export /media/stick/pouch`,
		Args: cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, args []string) error { return runRootKey(cmd, o) },
	}
	o.add(cmd)
	o.dealing.add(cmd)
	cmd.Flags().StringVar(&o.says, "says", "", "where a charter was taken over from the drop: say what this desk last said (desk), or that charter (drop)")
	return cmd
}

// decide asks, where a charter was taken over from the drop, whether the bureau is to say what it says: it may be a thief's.
func (o *rootKeyOptions) decide(cmd *cobra.Command, d *desk.Desk) error {
	differs, err := d.Adopted()
	if err != nil || len(differs) == 0 {
		return err
	}
	out := cmd.ErrOrStderr()
	fmt.Fprintln(out, "What the bureau says was taken over from a charter at the drop. It differs from what this desk last said itself:")
	for _, c := range differs {
		fmt.Fprintf(out, "\n%s\n  this desk:   %s\n  the drop's:  %s\n", c.What, plain.Line(c.Own), plain.Line(c.Now))
	}
	says := o.says
	if says == "" {
		says, err = cli.Line(cmd, "\nIf you did not write that, a thief did. Which is the bureau to say from now on: desk or drop? ")
		if errors.Is(err, cli.ErrNoTerminal) {
			return cli.Hint(err, "say which: --says desk or --says drop")
		}
		if err != nil {
			return err
		}
	}
	switch strings.TrimSpace(says) {
	case "desk":
		return d.DecideAdopted(true)
	case "drop":
		return d.DecideAdopted(false)
	}
	return cli.Hint(cli.Usage("that is neither"), "say which: --says desk or --says drop; nothing has been done")
}

func runRootKey(cmd *cobra.Command, o *rootKeyOptions) error {
	if err := o.check(cmd); err != nil {
		return err
	}
	checks, err := o.dealing.check(cmd)
	if err != nil {
		return err
	}
	return o.with(cmd, func(d *desk.Desk) error {
		if err := o.decide(cmd, d); err != nil {
			return err
		}
		var dealt *desk.Dealt
		err := o.deal(cmd, d, checks, func(q desk.Quorum) (_ *desk.Dealt, err error) {
			dealt, err = d.ReplaceRoot(q, o.dealing.daily)
			return dealt, err
		})
		if err != nil {
			return err
		}
		return sayRoot(cmd, dealt)
	})
}

// sayRoot says what the new root key asks of the bureau. What the charter says is said too: it may have come from a thief's.
func sayRoot(cmd *cobra.Command, d *desk.Dealt) error {
	c := d.Charter()
	_, err := fmt.Fprintf(cmd.OutOrStdout(), `
The root key is replaced. Charter %d announces it; it says: %s. The words for the new card, in Dutch and in English:

%s

Now, in this order: export, and bring the pouch to the drop at once; make the backup; print the new card (luwte-desk card), which replaces all before, and call those in.
`, c.Serial, desk.Announced(c), bothWords(d.Root))
	return err
}

// bothWords shows a fingerprint's words in both languages.
func bothWords(f charter.Fingerprint) string {
	return fmt.Sprintf("    %s\n    %s\n\n    %s\n    %s", half(f, "nl", 0), half(f, "nl", 6), half(f, "en", 0), half(f, "en", 6))
}
