package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/plain"
)

func newCaseCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "case", Short: "The work on a case: list, status, notes, labels, and who may see it",
		Example: `  luwte-desk case give --dir bureau 4g3k2m1x "Bram Kok"
  luwte-desk case exclude --dir bureau 4g3k2m1x "Bram Kok"`,
		Args: cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newCaseGiveCommand(), newCaseExcludeCommand(), newCaseDestroyCommand(), newCaseNamedCommand(), newCaseListCommand(), newCaseSetCommand(), newCaseNoteCommand(), newCaseLabelCommand(), newCaseTimelineCommand(),
		newCaseReceiptCommand())
	return cmd
}

func newCaseGiveCommand() *cobra.Command {
	o := &deskOptions{}
	cmd := &cobra.Command{
		Use: "give --dir DIR CASE HANDLER", Short: "Let a handler see a case",
		Example: `  luwte-desk case give --dir bureau 4g3k2m1x "Bram Kok"`,
		Args:    cli.ExactArgs("CASE", "HANDLER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.with(cmd, func(d *desk.Desk) error {
				if err := d.Give(args[0], args[1]); err != nil {
					return err
				}
				if a, err := d.Access(args[0]); err != nil {
					return err
				} else if one := a.LeftTo(""); one != "" {
					warnOfOne(cmd, args[0], one)
				}
				_, err := fmt.Fprintf(cmd.OutOrStdout(), "%s may see case %s.\n", plain.Line(args[1]), args[0])
				return err
			})
		},
	}
	o.add(cmd)
	return cmd
}

func newCaseExcludeCommand() *cobra.Command {
	o := &deskOptions{}
	cmd := &cobra.Command{
		Use: "exclude --dir DIR CASE HANDLER", Short: "Shut a handler out of a case, or recuse yourself",
		Long: `The case gets a new key, sealed to all others who may see it. For the one who was shut out it is as if there were no such case, in lists, in the log, and when he imports or
exports. What he had been shown, he has seen. It is not taken back.

A handler shuts out himself, a register keeper anybody.`,
		Example: `  luwte-desk case exclude --dir bureau 4g3k2m1x "Bram Kok"`,
		Args:    cli.ExactArgs("CASE", "HANDLER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.with(cmd, func(d *desk.Desk) error {
				before, err := d.Access(args[0])
				if err != nil {
					return err
				}
				if err := d.Exclude(args[0], args[1]); err != nil {
					return err
				}
				if one := before.LeftTo(args[1]); one != "" {
					warnOfOne(cmd, args[0], one)
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s is shut out of case %s.\n", plain.Line(args[1]), args[0])
				return err
			})
		},
	}
	o.add(cmd)
	return cmd
}

// warnOfOne says that a case is left to one person.
func warnOfOne(cmd *cobra.Command, id, name string) {
	fmt.Fprintf(cmd.ErrOrStderr(), "Only %s may see case %s now: if that passphrase is lost, so is the case. Give it to somebody else too.\n", plain.Line(name), plain.Line(id))
}

func newCaseNamedCommand() *cobra.Command {
	o := &deskOptions{}
	cmd := &cobra.Command{
		Use: "named --dir DIR", Short: "List cases in whose words a handler's name stands",
		Long:    "A name in the words of a case is a hint that its bearer should not handle it. A register keeper who is named in a new report does not get it, if there is another.",
		Example: `  luwte-desk case named --dir bureau`,
		Args:    cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.with(cmd, func(d *desk.Desk) error {
				all, err := d.Proposals()
				if err != nil {
					return err
				}
				if len(all) == 0 {
					fmt.Fprintln(cmd.OutOrStdout(), "None.")
				}
				for _, p := range all {
					what := fmt.Sprintf("may see it; to shut out: luwte-desk case exclude %s %s", p.Case, plain.Quote(p.Handler))
					if p.Out {
						what = "does not get it"
					}
					fmt.Fprintf(cmd.OutOrStdout(), "Case %s has the name of %s, who %s\n", p.Case, plain.Line(p.Handler), what)
				}
				return nil
			})
		},
	}
	o.add(cmd)
	return cmd
}
