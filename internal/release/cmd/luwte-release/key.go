package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"luwte/crypto/label"
	"luwte/crypto/sign"
	"luwte/internal/cli"
	"luwte/internal/desk/keyring"
	"luwte/internal/release"
)

// errKeyFile is returned when a file is not a sealed release key.
var errKeyFile = errors.New("this is not a sealed key of releases")

func newKeyCommand() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use: "key --out FILE", Short: "Make the key that signs releases",
		Long: `key makes a signing key, Ed25519 and ML-DSA-65 together, and writes it into a new file, sealed under a passphrase with age. It prints the 12
words by which people know the key. Do it once, on a machine without a network; keep copies of the file in two places and the passphrase
apart from them. Whoever has both can sign releases; there is no way to call a key back but to tell everyone.`,
		Example: "  luwte-release key --out release.key",
		Args:    cli.ExactArgs(),
	}
	cmd.Flags().StringVar(&out, "out", "", "the file to write, which must not be there (required)")
	passphrase := cli.PassphraseFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return remedy(runKey(cmd, out, *passphrase)) }
	return cmd
}

func runKey(cmd *cobra.Command, out, passphraseFile string) error {
	if out == "" {
		return cli.Hint(cli.Usage("--out is missing"), "name the file for the key: --out release.key")
	}
	if _, err := os.Lstat(out); err == nil { // before anything is typed
		return fmt.Errorf("%s: %w", out, errThere)
	}
	passphrase, err := cli.Passphrase(cmd, passphraseFile, true)
	if err != nil {
		return err
	}
	key, err := sign.GenerateKey()
	if err != nil {
		return err
	}
	file, err := keyring.Seal(passphrase, append([]byte(label.ReleaseSeed), key.Seed()...))
	if err != nil {
		return err
	}
	if err := writeNew(out, file, 0o600); err != nil {
		return err
	}
	printKey(cmd.OutOrStdout(), release.FingerprintOf(key.Public()))
	return nil
}

func printKey(w io.Writer, f release.Fingerprint) {
	fmt.Fprintf(w, "Key of releases: %s\nin Dutch words:  %s\nSHA-256:         %s\n", strings.Join(f.Words("en"), " "), strings.Join(f.Words("nl"), " "), f)
}

// openKey opens a file that key made.
func openKey(cmd *cobra.Command, path, passphraseFile string) (*sign.Key, error) {
	file, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errKeyFile, err)
	}
	passphrase, err := cli.Passphrase(cmd, passphraseFile, false)
	if err != nil {
		return nil, err
	}
	plaintext, err := keyring.Unseal(file, passphrase, errKeyFile)
	if err != nil {
		return nil, err
	}
	seed, ok := bytes.CutPrefix(plaintext, []byte(label.ReleaseSeed))
	if !ok || len(seed) != sign.SeedSize {
		return nil, errKeyFile
	}
	return sign.NewKey(seed)
}
