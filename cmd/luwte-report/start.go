package main

import (
	"errors"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/reporter/guide"
)

// newStartCommand leads through everything, one question at a time. Without a command luwte-report does the same at a terminal.
func newStartCommand() *cobra.Command {
	t := &target{}
	cmd := &cobra.Command{
		Use: "start", Short: "Be led through a report, a look or an answer, one question at a time",
		Long: `Asks for everything at the terminal, one question at a time, in Dutch, English or Papiamentu: to report, to look for an answer with a code,
and to answer. It goes back and forth, nothing is sent before the overview, and nothing is kept on this machine. It prints plain lines,
so that a screen reader can follow.`,
		Example: `  luwte-report start
  luwte-report start --drop http://ADDRESS.onion --language nl`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, args []string) error { return runStart(cmd, t) },
	}
	t.addStart(cmd)
	return cmd
}

func (t *target) addStart(cmd *cobra.Command) {
	t.addDrop(cmd)
	cmd.Flags().Lookup("drop").Usage = "the drop's address, http://….onion; otherwise it is asked for"
	cmd.Flags().StringVar(&t.language, "language", "", "nl, en or pap; otherwise it is asked for")
}

func runStart(cmd *cobra.Command, t *target) error {
	if err := t.checkLanguage(); err != nil {
		return err
	}
	if err := t.tor.Check(); err != nil {
		return remedy(cli.Usage("--socks %q: %w", t.tor.Socks, err))
	}
	if t.drop != "" {
		if _, err := t.check(); err != nil {
			return err
		}
	}
	if err := t.memory.open(); err != nil {
		return err
	}
	terminal, ok := guide.OpenTerminal(cmd.InOrStdin(), cmd.OutOrStdout())
	if !ok {
		return cli.Hint(errors.New("there is no terminal to ask at"), "run it in a terminal, or use the other commands, which luwte-report --help lists")
	}
	defer cli.Discard(cmd.InOrStdin())
	guide.Run(cmd.Context(), terminal, guide.Options{Drop: t.drop, Language: t.language, Tor: t.tor, Memory: t.memory.opened})
	return nil
}
