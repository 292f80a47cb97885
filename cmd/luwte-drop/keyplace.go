package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/server"
	"luwte/server/store"
)

// KeyOptions are the flags of commands that make a store.
type KeyOptions struct {
	Dir        string
	Secret     string
	Passphrase bool
	File       string
}

// keyVariable is the environment variable from which the passphrase of the store's key is read.
const keyVariable = "LUWTE_KEY_PASSPHRASE"

const keyHelp = `

Everything in the store is sealed under a key, which each tide replaces and destroys: that is how what was released becomes unreadable. The key
lies beside the data, which is accepted on ext4, xfs and tmpfs only: on other file systems an overwritten file may be found again. Elsewhere,
and where more is wanted, one of these says where it lies instead; it cannot be changed later:

  --key-dir DIR      in a directory on another file system, best one in memory; it must be there, with mode 700. At power-off the key is gone and with it what waits; then
                     luwte-drop init --anew makes the store anew, and each bureau's charter is added again.
  --key-secret FILE  sealed under a file of chance, such as a systemd credential, which a TPM can hold. Only the service can open the store then.
  --key-passphrase   sealed under a passphrase, which is asked for at each start. --key-passphrase-file means the same and names where it stands.`

func keyFlags(cmd *cobra.Command, opts *KeyOptions) {
	f := cmd.Flags()
	f.StringVar(&opts.Dir, "key-dir", "", "directory for the store's key, best in memory")
	f.StringVar(&opts.Secret, "key-secret", "", "file of at least 32 random bytes under which the store's key is sealed")
	f.BoolVar(&opts.Passphrase, "key-passphrase", false, "seal the store's key under a passphrase")
	keyFileFlag(cmd, &opts.File)
}

func keyFileFlag(cmd *cobra.Command, file *string) {
	cmd.Flags().StringVar(file, "key-passphrase-file", "", "file whose first line is the passphrase of the store's key (otherwise "+keyVariable+", or a prompt)")
}

// place says where a new store's key goes.
func (o KeyOptions) place() (p server.KeyPlace, err error) {
	if o.Secret != "" && o.Passphrase {
		return p, cli.Hint(cli.Usage("the key is sealed under one thing"), "give --key-secret or --key-passphrase")
	}
	if o.Passphrase {
		p = server.NewPassphrasePlace()
	}
	for _, path := range []struct{ from, to *string }{{&o.Dir, &p.Dir}, {&o.Secret, &p.Secret}} {
		if *path.from == "" {
			continue
		}
		if *path.to, err = filepath.Abs(*path.from); err != nil {
			return p, err
		}
	}
	return p, nil
}

// making are the options for a command that makes a store.
func (o KeyOptions) making(cmd *cobra.Command) ([]server.Option, error) {
	for _, name := range []string{"key-dir", "key-secret", "key-passphrase-file"} {
		if f := cmd.Flags().Lookup(name); f.Changed && f.Value.String() == "" { // such as an unset variable of a script: the key would lie beside the data
			return nil, cli.Hint(cli.Usage("--%s is empty", name), "name what it says, or leave it out; nothing was made")
		}
	}
	o.Passphrase = o.Passphrase || o.File != ""
	p, err := o.place()
	return []server.Option{server.WithKeyPlace(p), askKey(cmd, o.File, true)}, err
}

// hinted adds the remedy when a store is made: what it needs is not there yet, rather than lost.
func (o KeyOptions) hinted(err error) error {
	switch {
	case errors.Is(err, store.ErrNoKeyDir):
		return cli.Hint(err, "make it first, with mode 700: install -d -m 700 DIRECTORY")
	case errors.Is(err, syscall.ENOTDIR) && o.Dir != "":
		return cli.Hint(err, "--dir and --key-dir name directories")
	case errors.Is(err, server.ErrKeySecret):
		return cli.Hint(err, "make it first: head -c 32 /dev/urandom > FILE, which no others may read")
	}
	return hinted(err)
}

// askKey asks for the passphrase of the store's key, once.
func askKey(cmd *cobra.Command, file string, isNew bool) server.Option {
	return server.WithPassphrase(sync.OnceValues(func() (string, error) {
		p, err := findKeyPassphrase(cmd, file, isNew)
		switch {
		case err == nil && strings.HasPrefix(p, cli.TokenPrefix):
			err = cli.Hint(errToken, "choose a passphrase of at least six words that nobody else knows")
		case err == nil && isNew:
			err = cli.CheckPassphrase(p)
		}
		return p, err
	}))
}

func findKeyPassphrase(cmd *cobra.Command, file string, isNew bool) (string, error) {
	if file != "" {
		text, err := os.ReadFile(file)
		if err != nil {
			return "", cli.Hint(fmt.Errorf("read the passphrase: %w", err), "--key-passphrase-file names a file that you can read; its first line is the passphrase")
		}
		first, _, _ := strings.Cut(string(text), "\n")
		return strings.TrimSuffix(first, "\r"), nil
	}
	if p := os.Getenv(keyVariable); p != "" {
		return p, nil
	}
	if _, ok := cli.AtTerminal(cmd); !ok {
		return "", cli.Hint(cli.ErrNoPassphrase, "name a file with --key-passphrase-file, set %s, or run it in a terminal", keyVariable)
	}
	if isNew {
		return cli.NewPassphrase(cmd, "New passphrase of the store's key, of at least six words that nobody else knows: ")
	}
	return cli.Secret(cmd, "Passphrase of the store's key: ")
}

// keyFromEnvironment is for commands that are mostly used while the drop serves, and then need none.
func keyFromEnvironment() (string, error) {
	if p := os.Getenv(keyVariable); p != "" {
		return p, nil
	}
	return "", server.ErrKeyPassphrase
}
