// Command luwte-release is for whoever makes releases of Luwte: the list of a release's files, the bill of what is in them, and the key that signs the list.
// `make release` runs it; deploy/release/README.md leads through all of it.
//
// It is no part of a release. It alone holds the key, on a machine without a network: build it with `go build`, and carry it there.
package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/desk/keyring"
	"luwte/internal/release"
	"luwte/internal/release/bill"
	"luwte/internal/release/download"
)

func main() { cli.Main(newRoot()) }

func newRoot() *cobra.Command {
	root := cli.Root("luwte-release", "Make and sign releases of Luwte",
		`luwte-release makes the key with which releases of Luwte are signed, the list of a release's files, and the signature over it.`,
		`  luwte-release key --out release.key
  luwte-release sign --key release.key bin/dist`)
	root.AddCommand(newKeyCommand(), newBillCommand(), newListCommand(), newSignCommand(), download.NewCommand("luwte-release"))
	return root
}

// remedies are what to do about an error, the first that fits.
var remedies = []struct {
	err  error
	hint string
}{
	{keyring.ErrPassphrase, "give the passphrase that was chosen when the key was made"},
	{errKeyFile, "--key names the file that luwte-release key made"},
	{errThere, "a key is never replaced: choose another name, or move the old one away"},
	{release.ErrList, "make the list again with make release"},
	{release.ErrKind, "a release is plain files in one directory: run make release again"},
	{bill.ErrLicence, "see internal/release/bill/licence.go: a licence that is not known must be read by somebody; one that is not allowed means another library"},
	{bill.ErrBuild, "run make release, which builds everything as it must be"},
	{bill.ErrNoProgram, "run make release"},
	{fs.ErrNotExist, "run make release first, or name its directory"},
}

// remedy adds to an error what to do about it.
func remedy(err error) error {
	for _, r := range remedies {
		if errors.Is(err, r.err) {
			return cli.Hint(err, "%s", r.hint)
		}
	}
	return err
}

// errThere is returned when a file that must not be replaced is there.
var errThere = errors.New("this file is there already")

// writeNew writes a file that is not there yet.
func writeNew(path string, data []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s: %w", path, errThere)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}
