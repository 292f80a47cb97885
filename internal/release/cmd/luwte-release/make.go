package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"luwte/crypto/day"
	"luwte/internal/cli"
	"luwte/internal/release"
	"luwte/internal/release/bill"
)

// source says what a release is made of.
type source struct {
	version, commit string
}

func (s *source) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.version, "version", "", "version, such as 1.0.0 (required)")
	cmd.Flags().StringVar(&s.commit, "commit", "", "commit that it was built of, 40 hex digits (required)")
	_ = cmd.MarkFlagRequired("version")
	_ = cmd.MarkFlagRequired("commit")
}

func newBillCommand() *cobra.Command {
	var s source
	cmd := &cobra.Command{
		Use: "bill --version V --commit C DIR", Short: "Write what the built programs consist of, and the licences of it",
		Long: `bill reads the programs in a directory and writes ` + bill.BillFile + ` (CycloneDX 1.6) and ` + bill.LicencesFile + ` beside them. It runs where
the sources are of which they were built. make release runs it.`,
		Example: "  luwte-release bill --version 1.0.0 --commit $(git rev-parse HEAD) bin/dist",
		Args:    cli.ExactArgs("DIR"),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := bill.Read(args[0], ".")
			if err != nil {
				return remedy(err)
			}
			r.Version, r.Commit = s.version, s.commit
			if err := r.Write(args[0]); err != nil {
				return remedy(err)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%d programs, of %d modules and packages, each with its licence\n", len(r.Programs), len(r.Parts))
			return nil
		},
	}
	s.add(cmd)
	return cmd
}

func newListCommand() *cobra.Command {
	var s source
	var seconds string
	cmd := &cobra.Command{
		Use: "list --version V --commit C --time SECONDS DIR", Short: "Write the list of a release's files",
		Long:    `list writes ` + release.ListFile + `, the SHA-256 of all files in a directory. make release runs it.`,
		Example: "  luwte-release list --version 1.0.0 --commit $(git rev-parse HEAD) --time $(git log -1 --format=%ct) bin/dist",
		Args:    cli.ExactArgs("DIR"),
		RunE: func(cmd *cobra.Command, args []string) error {
			n, err := strconv.ParseInt(seconds, 10, 64)
			if err != nil {
				return cli.Hint(cli.Usage("--time is not a number of seconds"), "take that of the commit: git log -1 --format=%%ct")
			}
			l, err := release.ListDir(args[0], release.List{Version: s.version, Commit: s.commit, Day: day.Of(time.Unix(n, 0))})
			if err != nil {
				return remedy(err)
			}
			text, err := l.Marshal()
			if err != nil {
				return remedy(err)
			}
			return os.WriteFile(filepath.Join(args[0], release.ListFile), text, 0o644)
		},
	}
	s.add(cmd)
	cmd.Flags().StringVar(&seconds, "time", "", "when the commit was made, in seconds since 1970 (required)")
	_ = cmd.MarkFlagRequired("time")
	return cmd
}
