package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/desk"
)

type branchOptions struct {
	deskOptions
	keep, accept int
	closeAll     bool
}

func newBranchCommand() *cobra.Command {
	o := &branchOptions{}
	cmd := &cobra.Command{
		Use: "branch --dir DIR CASE --keep ID | --accept ID | --close-all", Short: "Decide who is the reporter, or close a case",
		Long: `When a used code is used once more, somebody else may have found it. Then nobody gets answers until it is decided:

  --keep ID     this branch is the reporter; the others that came of the same code are closed, and what follows on them too
  --accept ID   a closed branch is the same reporter after all; its words count, answers go on to the kept one
  --close-all   close the case for good: nothing is published for it any more, and its codes are deleted

luwte-desk show prints the branches.`,
		Example: `  luwte-desk branch --dir bureau 4g3k2m1x --keep 2`,
		Args:    cli.ExactArgs("CASE"),
		RunE:    func(cmd *cobra.Command, args []string) error { return runBranch(cmd, o, args[0]) },
	}
	o.add(cmd)
	cmd.Flags().IntVar(&o.keep, "keep", 0, "number of the branch that is the reporter's")
	cmd.Flags().IntVar(&o.accept, "accept", 0, "number of a closed branch that is the reporter's as well")
	cmd.Flags().BoolVar(&o.closeAll, "close-all", false, "close the case for good")
	return cmd
}

func runBranch(cmd *cobra.Command, o *branchOptions, id string) error {
	given := 0
	for _, flag := range []string{"keep", "accept", "close-all"} {
		if cmd.Flags().Changed(flag) {
			given++
		}
	}
	if given != 1 {
		return cli.Hint(cli.Usage("%d decisions were given instead of one", given), "give one of --keep ID, --accept ID and --close-all")
	}
	return o.with(cmd, func(d *desk.Desk) error {
		var err error
		var done string
		switch {
		case o.closeAll:
			done, err = "closed for good", d.CloseAll(id)
		case cmd.Flags().Changed("keep"):
			done, err = fmt.Sprintf("branch %d is kept", o.keep), d.Keep(id, o.keep)
		default:
			done, err = fmt.Sprintf("branch %d is accepted", o.accept), d.Accept(id, o.accept)
		}
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "Case %s: %s.\n", id, done)
		return err
	})
}
