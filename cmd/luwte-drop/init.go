package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/server"
)

// InitOptions are the flags of init.
type InitOptions struct {
	Dir  string
	JSON bool
}

func newInitCommand() *cobra.Command {
	var opts InitOptions
	cmd := &cobra.Command{
		Use:   "init --dir DIR",
		Short: "Make a drop and its onion address",
		Long: `init makes a drop in an empty or new directory: its store, and the key of its front door. It prints the front door's onion address,
which a bureau puts into its charter and on its card; the address is the drop's for good. A drop that is there already is never overwritten.`,
		Example: "  luwte-drop init --dir /var/lib/luwte-drop",
		Args:    cli.ExactArgs(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runInit(cmd, opts) },
	}
	dirFlag(cmd, &opts.Dir)
	jsonFlag(cmd, &opts.JSON)
	return cmd
}

func runInit(cmd *cobra.Command, opts InitOptions) error {
	address, err := server.Init(opts.Dir)
	if err != nil {
		return hinted(err)
	}
	if opts.JSON {
		return cli.JSON(cmd.OutOrStdout(), struct {
			Onion string `json:"onion"`
		}{address})
	}
	_, err = fmt.Fprintln(cmd.OutOrStdout(), address)
	return err
}
