package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/courier"
)

type initOptions struct {
	dir  string
	json bool
}

func newInitCommand() *cobra.Command {
	o := &initOptions{}
	cmd := &cobra.Command{
		Use: "init --dir DIR", Short: "Make the key that opens the bureau's door",
		Long: `Makes the courier's directory with its client key and prints the public key, which the drop's operator gives to
luwte-drop inbox add --courier. Where there is a key already, it stays and its public key is printed again.

--json prints {"public_key": text}.`,
		Example: `  luwte-courier init --dir courier`,
		Args:    cli.ExactArgs(),
		RunE:    func(cmd *cobra.Command, args []string) error { return runInit(cmd, o) },
	}
	cmd.Flags().StringVar(&o.dir, "dir", "", "the courier's directory (required)")
	cmd.Flags().BoolVar(&o.json, "json", false, "print JSON")
	return cmd
}

func runInit(cmd *cobra.Command, o *initOptions) error {
	if o.dir == "" {
		return cli.Hint(cli.Usage("--dir is missing"), "name the courier's directory: --dir courier")
	}
	key, err := courier.Init(o.dir)
	if err != nil {
		return remedy(fmt.Errorf("make the client key: %w", err))
	}
	if o.json {
		return cli.JSON(cmd.OutOrStdout(), map[string]string{"public_key": key})
	}
	_, err = fmt.Fprintln(cmd.OutOrStdout(), key)
	return err
}
