package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/desk/drill"
)

func newDrillCommand() *cobra.Command {
	dir, check := "", false
	names := strings.Join(drill.Days(), ", ")
	cmd := &cobra.Command{
		Use: "drill --dir DIR DAY | drill --dir DIR --check", Short: "Rehearse a bad day on a made-up bureau",
		Long: `Makes, in an empty directory, a made-up bureau of Anna, Boris and Clara, two of whom open it, on which a bad day has come: its desk, a backup, the
custodians' pages, and a pouch. Do what deploy/bad-days.md says; --check says whether it is put right. Nothing in it is of your bureau.

Days: ` + names + `.`,
		Example: `  luwte-desk drill --dir drill custodian-gone
  luwte-desk drill --dir drill --check`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case dir == "":
				return cli.Hint(cli.Usage("--dir is missing"), "name an empty directory: %s --dir DIR", cmd.CommandPath())
			case check && len(args) == 0:
				return runDrillCheck(cmd, dir)
			case check || len(args) == 0:
				return cli.Hint(cli.Usage("a drill is begun with the name of a day, or checked"), "days: %s", names)
			}
			return runDrill(cmd, dir, args[0])
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "", "the drill's directory (required)")
	cmd.Flags().BoolVar(&check, "check", false, "say whether the day is put right")
	return cmd
}

func runDrill(cmd *cobra.Command, dir, name string) error {
	story, err := drill.Make(dir, name)
	if err != nil {
		return cli.Hint(err, "days: %s; the directory must be empty", strings.Join(drill.Days(), ", "))
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), `%s

The made-up bureau lies in %s: its desk in %s, its backup in %s, the pages of Anna, Boris and Clara in %s, and what the courier brought in %s.
deploy/bad-days.md says what to do. Then: luwte-desk drill --dir %[2]s --check
`, story, dir, drill.Desk, drill.Backup, drill.Paper, drill.Pouch)
	return err
}

func runDrillCheck(cmd *cobra.Command, dir string) error {
	err := drill.Check(dir)
	switch {
	case errors.Is(err, drill.ErrNotYet):
		return cli.Hint(err, "deploy/bad-days.md says what to do")
	case err != nil:
		return cli.Hint(err, "begin one: luwte-desk drill --dir DIR DAY")
	}
	_, err = fmt.Fprintln(cmd.OutOrStdout(), "Put right. Destroy the drill's directory.")
	return err
}
