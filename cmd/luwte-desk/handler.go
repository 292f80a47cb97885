package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/plain"
)

// Variables that say which handler this is.
const (
	handlerVariable           = "LUWTE_HANDLER"
	handlerPassphraseVariable = "LUWTE_HANDLER_PASSPHRASE"
)

// entered lets a handler in, where the desk has several, or closes the desk.
func (o *deskOptions) entered(cmd *cobra.Command, d *desk.Desk) (*desk.Desk, error) {
	if !d.NeedsHandler() {
		if o.as != "" {
			return nil, errors.Join(remedy(fmt.Errorf("%w: this desk has one handler, and needs no --as", desk.ErrHandler)), d.Close())
		}
		return d, nil
	}
	if err := o.enter(cmd, d); err != nil {
		return nil, errors.Join(remedy(err), d.Close())
	}
	return d, nil
}

func (o *deskOptions) enter(cmd *cobra.Command, d *desk.Desk) error {
	name := cmp.Or(o.as, os.Getenv(handlerVariable))
	if name == "" {
		var err error
		if name, err = cli.Line(cmd, "Handler: "); err != nil {
			return errors.Join(desk.ErrWho, err)
		}
	}
	passphrase, err := o.handlerPassphrase(cmd, "Passphrase of "+plain.Line(name)+": ")
	if err != nil {
		return err
	}
	return d.Enter(name, passphrase)
}

func (o *deskOptions) handlerPassphrase(cmd *cobra.Command, prompt string) (string, error) {
	if o.asFile != "" {
		b, err := os.ReadFile(o.asFile)
		if err != nil {
			return "", fmt.Errorf("read the handler's passphrase: %w", err)
		}
		first, _, _ := bytes.Cut(b, []byte("\n"))
		return strings.TrimSuffix(string(first), "\r"), nil
	}
	if p := os.Getenv(handlerPassphraseVariable); p != "" {
		return p, nil
	}
	return cli.Secret(cmd, prompt)
}

func newHandlerCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "handler", Short: "Who works at the desk, each with a passphrase of their own",
		Long: `A desk that one person keeps needs none of this. With the first handler that is added, who must be a register keeper, everybody has to say who he is (--as) and give
his own passphrase besides the desk's; from then on a case opens only to those to whom it is given.

  keeper    keeps the register: sees every new case, gives cases to others, and does everything
  handler   works on the cases given to him
  reader    reads the cases given to him

Whoever forgets his passphrase has lost his keys. A keeper gives him others (reset), for the cases that the keeper may see: have two register keepers, and no case that one alone may see.`,
		Example: `  luwte-desk handler add --dir bureau "Anna Bos" --role keeper
  luwte-desk handler add --dir bureau --as "Anna Bos" "Bram Kok" --role handler`,
		Args: cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newHandlerAddCommand(), newHandlerListCommand(), newHandlerRemoveCommand(), newHandlerResetCommand(), newHandlerPassphraseCommand())
	return cmd
}

func newHandlerAddCommand() *cobra.Command {
	o, role, file := &deskOptions{}, "", ""
	cmd := &cobra.Command{
		Use: "add --dir DIR NAME --role keeper|handler|reader", Short: "Let somebody work at the desk",
		Long: `Asks, at the terminal, the one who is added for a passphrase of his own, or the identity of a hardware token, or takes it from a file. A register keeper gets the cases
that you may see, but for those in whose words his name is; others are given theirs with: luwte-desk case give.`,
		Example: `  luwte-desk handler add --dir bureau "Anna Bos" --role keeper`,
		Args:    cli.ExactArgs("NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !slices.Contains([]string{desk.Keeper, desk.Officer, desk.Reader}, role) { // before anybody thinks up a passphrase
				return cli.Hint(cli.Usage("there is no role %q", role), "give --role keeper, handler or reader")
			}
			return o.with(cmd, func(d *desk.Desk) error {
				passphrase, err := newHandlerPassphrase(cmd, file, args[0])
				if err != nil {
					return err
				}
				if err := d.AddHandler(args[0], role, passphrase); err != nil {
					return err
				}
				if err := warnOfOwn(cmd, d); err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s works here as a %s.\n", plain.Line(args[0]), role)
				return err
			})
		},
	}
	o.add(cmd)
	cmd.Flags().StringVar(&role, "role", desk.Officer, "keeper, handler or reader")
	cmd.Flags().StringVar(&file, "new-passphrase-file", "", "file whose first line is the new handler's passphrase (otherwise a prompt)")
	return cmd
}

// warnOfOwn says how many cases only the one at the desk may see.
func warnOfOwn(cmd *cobra.Command, d *desk.Desk) error {
	ids, err := d.SeenByOne()
	if err != nil || len(ids) == 0 {
		return err
	}
	const shown = 20
	list := strings.Join(ids[:min(shown, len(ids))], ", ")
	if len(ids) > shown {
		list += ", …"
	}
	_, err = fmt.Fprintf(cmd.ErrOrStderr(), "Nobody but you may see %s (%s): what is in there is lost if your passphrase is. If you can, have somebody else see it too: luwte-desk case give\n", counted(len(ids), "case"), list)
	return err
}

func newHandlerPassphrase(cmd *cobra.Command, file, name string) (string, error) {
	var passphrase string
	var err error
	if file != "" {
		o := deskOptions{asFile: file}
		passphrase, err = o.handlerPassphrase(cmd, "")
	} else {
		passphrase, err = cli.NewPassphrase(cmd, plain.Line(name)+": a passphrase of your own, of at least six words: ")
	}
	if err != nil {
		return "", err
	}
	return passphrase, cli.CheckPassphrase(passphrase)
}

func newHandlerListCommand() *cobra.Command {
	o, asJSON := &deskOptions{}, false
	cmd := &cobra.Command{
		Use: "list --dir DIR", Short: "List who works at the desk",
		Long:    "--json prints a list of {\"name\", \"role\": \"keeper\"|\"handler\"|\"reader\", \"added\": date}. A desk of one has none.",
		Example: `  luwte-desk handler list --dir bureau`,
		Args:    cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.with(cmd, func(d *desk.Desk) error {
				all, err := d.Handlers()
				if err != nil {
					return err
				}
				if asJSON {
					out := []map[string]any{}
					for _, h := range all {
						out = append(out, map[string]any{"name": h.Name, "role": h.Role, "added": h.Added})
					}
					return printJSON(cmd, out)
				}
				if len(all) == 0 {
					_, err := fmt.Fprintln(cmd.OutOrStdout(), "This desk has one handler: whoever opens it.")
					return err
				}
				table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
				for _, h := range all {
					fmt.Fprintf(table, "%s\t%s\tsince %s\n", plain.Line(h.Name), h.Role, h.Added)
				}
				return table.Flush()
			})
		},
	}
	o.add(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

func newHandlerRemoveCommand() *cobra.Command {
	o := &deskOptions{}
	cmd := &cobra.Command{
		Use: "remove --dir DIR NAME", Short: "End somebody's work at the desk",
		Long:    "Nobody enters as him any more, and the cases that you and he may see get new keys without him. Change the desk's own passphrase too, which he knows.",
		Example: `  luwte-desk handler remove --dir bureau --as "Anna Bos" "Bram Kok"`,
		Args:    cli.ExactArgs("NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.with(cmd, func(d *desk.Desk) error {
				if err := d.RemoveHandler(args[0]); err != nil {
					return err
				}
				if err := warnOfOwn(cmd, d); err != nil {
					return err
				}
				_, err := fmt.Fprintf(cmd.OutOrStdout(), "%s works here no more. Change the desk's passphrase: luwte-desk passphrase\n", plain.Line(args[0]))
				return err
			})
		},
	}
	o.add(cmd)
	return cmd
}

func newHandlerResetCommand() *cobra.Command {
	o, file := &deskOptions{}, ""
	cmd := &cobra.Command{
		Use: "reset --dir DIR NAME", Short: "Give a handler who lost his passphrase new keys",
		Long: `Asks, at the terminal, the one who lost it for a new passphrase of his own. He gets the keys of the cases that both he and you may see. Others that he might see, others have to
give him again (luwte-desk case give). What only he could see is lost: such a case stays his, and its conversation goes on, without what it said. Nobody is told whether there are any.`,
		Example: `  luwte-desk handler reset --dir bureau --as "Anna Bos" "Bram Kok"`,
		Args:    cli.ExactArgs("NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.with(cmd, func(d *desk.Desk) error {
				passphrase, err := newHandlerPassphrase(cmd, file, args[0])
				if err != nil {
					return err
				}
				if err := d.ResetHandler(args[0], passphrase); err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s has new keys, for the cases that you may see too. If there were cases that only he could see, what they said is lost.\n", plain.Line(args[0]))
				return err
			})
		},
	}
	o.add(cmd)
	cmd.Flags().StringVar(&file, "new-passphrase-file", "", "file whose first line is the new passphrase (otherwise a prompt)")
	return cmd
}

func newHandlerPassphraseCommand() *cobra.Command {
	o, file := &deskOptions{}, ""
	cmd := &cobra.Command{
		Use: "passphrase --dir DIR --as NAME", Short: "Change your own passphrase",
		Example: `  luwte-desk handler passphrase --dir bureau --as "Anna Bos"`,
		Args:    cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.with(cmd, func(d *desk.Desk) error {
				passphrase, err := newHandlerPassphrase(cmd, file, "New passphrase")
				if err != nil {
					return err
				}
				if err := d.ChangeHandlerPassphrase(passphrase); err != nil {
					return err
				}
				_, err = fmt.Fprintln(cmd.OutOrStdout(), "Your passphrase is changed. Copies of register.db from before open with the old one: destroy them.")
				return err
			})
		},
	}
	o.add(cmd)
	cmd.Flags().StringVar(&file, "new-passphrase-file", "", "file whose first line is the new passphrase (otherwise a prompt)")
	return cmd
}
