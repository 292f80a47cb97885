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
	Anew bool
	Key  KeyOptions
}

func newInitCommand() *cobra.Command {
	var opts InitOptions
	cmd := &cobra.Command{
		Use:   "init --dir DIR",
		Short: "Make a drop and its onion address",
		Long: `init makes a drop in an empty or new directory: its store, and the key of its front door. It prints the front door's onion address,
which a bureau puts into its charter and on its card; the address is the drop's for good. A drop that is there already is never overwritten.` + keyHelp,
		Example: `  luwte-drop init --dir /var/lib/luwte-drop
  luwte-drop init --dir /var/lib/luwte-drop --key-dir /dev/shm/luwte-drop`,
		Args: cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, _ []string) error { return runInit(cmd, opts) },
	}
	dirFlag(cmd, &opts.Dir)
	jsonFlag(cmd, &opts.JSON)
	keyFlags(cmd, &opts.Key)
	cmd.Flags().BoolVar(&opts.Anew, "anew", false, "make the store anew, empty, of a drop whose key is gone; its addresses stay")
	return cmd
}

func runInit(cmd *cobra.Command, opts InitOptions) error {
	if opts.Anew {
		return initAnew(cmd, opts)
	}
	options, err := opts.Key.making(cmd)
	if err != nil {
		return err
	}
	address, err := server.Init(opts.Dir, options...)
	if err != nil {
		return opts.Key.hinted(err)
	}
	if opts.JSON {
		return cli.JSON(cmd.OutOrStdout(), struct {
			Onion string `json:"onion"`
		}{address})
	}
	_, err = fmt.Fprintln(cmd.OutOrStdout(), address)
	return err
}

func initAnew(cmd *cobra.Command, opts InitOptions) error {
	if opts.Key != (KeyOptions{}) {
		return cli.Hint(cli.Usage("the key of a store that is made anew lies where it lay before"), "leave the other flags out")
	}
	if err := server.Anew(opts.Dir); err != nil {
		return hinted(err)
	}
	_, err := fmt.Fprintf(cmd.OutOrStdout(), "The store is made anew. What waited cannot be read by anyone. Add each bureau's charter again:\n"+
		"  luwte-drop inbox add --dir %s charter.json\nIts door keeps its address, and its desk's next dispatch brings its board.\n", opts.Dir)
	return err
}
