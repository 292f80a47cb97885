package main

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/release"
)

func newSignCommand() *cobra.Command {
	var keyFile string
	cmd := &cobra.Command{
		Use: "sign --key FILE DIR", Short: "Sign the list of a release",
		Long: `sign checks that a directory holds the files of its list ` + release.ListFile + `, all of them and nothing besides, signs the list, and writes
` + release.SignatureFile + ` and ` + release.KeyFile + ` beside it. Before you sign, compare the list with one that somebody else made of the same commit.`,
		Example: "  luwte-release sign --key release.key bin/dist",
		Args:    cli.ExactArgs("DIR"),
	}
	cmd.Flags().StringVar(&keyFile, "key", "", "the file that luwte-release key made (required)")
	passphrase := cli.PassphraseFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return remedy(runSign(cmd, keyFile, *passphrase, args[0]))
	}
	return cmd
}

func runSign(cmd *cobra.Command, keyFile, passphraseFile, dir string) error {
	if keyFile == "" {
		return cli.Hint(cli.Usage("--key is missing"), "name the file that luwte-release key made")
	}
	text, err := os.ReadFile(filepath.Join(dir, release.ListFile))
	if err != nil {
		return err
	}
	list, err := release.ParseList(text)
	if err != nil {
		return err
	}
	if err := errors.Join(list.CheckDir(dir)...); err != nil {
		return cli.Hint(err, "the list must be of these very files: run make release again")
	}
	key, err := openKey(cmd, keyFile, passphraseFile)
	if err != nil {
		return err
	}
	signature, err := release.Sign(key, text)
	if err != nil {
		return err
	}
	if err := replace(filepath.Join(dir, release.SignatureFile), signature); err != nil {
		return err
	}
	if err := replace(filepath.Join(dir, release.KeyFile), key.Public()); err != nil {
		return err
	}
	printKey(cmd.OutOrStdout(), release.FingerprintOf(key.Public()))
	return nil
}

// replace writes a file in place of an older one, if there is one. It follows no link: the directory comes from another machine, and what it leads to here may be the key.
func replace(path string, data []byte) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return writeNew(path, data, 0o644)
}
