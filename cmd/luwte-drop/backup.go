package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"luwte/internal/cli"
	"luwte/server"
	"luwte/server/backup"
)

// BackupOptions are the flags of backup.
type BackupOptions struct {
	Dir, To    string
	Passphrase *string
}

// errInDrop is returned for a backup in the directory that it is to outlive.
var errInDrop = errors.New("a backup in the drop's own directory is lost with it")

func newBackupCommand() *cobra.Command {
	var opts BackupOptions
	cmd := &cobra.Command{
		Use:   "backup --dir DIR --to FILE",
		Short: "Write the drop's onion keys and inboxes into one sealed file",
		Long: `backup writes what another machine needs to take this one's place under the same addresses: the onion keys of the front door and of
the bureaus' doors, who may open those, and each bureau's charter. It holds no parcel, no board and no time. The file is sealed under a
passphrase of its own. It can be made while the drop serves; make a new one whenever an inbox was added or has another courier.

Who has the file and its passphrase can take the drop's place: keep both apart, and neither on this machine. A passphrase for a hardware
token does not work here, since the drop contains no age.`,
		Example: `  luwte-drop backup --dir /var/lib/luwte-drop --to /media/stick/drop-backup`,
		Args:    cli.ExactArgs(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runBackup(cmd, opts) },
	}
	dirFlag(cmd, &opts.Dir)
	cmd.Flags().StringVar(&opts.To, "to", "", "the file to write, which must not be there (required)")
	opts.Passphrase = cli.PassphraseFlag(cmd)
	return cmd
}

func runBackup(cmd *cobra.Command, opts BackupOptions) error {
	if opts.To == "" {
		return cli.Hint(cli.Usage("--to is missing"), "name a file on a stick: --to /media/stick/drop-backup")
	}
	if err := checkTarget(opts); err != nil { // before anything is typed
		return hinted(err)
	}
	var conf *backup.Configuration
	err := operate(cmd.Context(), opts.Dir, func(op server.Operator) (err error) {
		conf, err = op.Configuration(cmd.Context())
		return err
	})
	if err != nil {
		return err
	}
	passphrase, err := dropPassphrase(cmd, *opts.Passphrase, true)
	if err != nil {
		return err
	}
	file, err := backup.Seal(conf, passphrase)
	if err != nil {
		return err
	}
	if err := writeNew(opts.To, file); err != nil {
		return hinted(err)
	}
	return sayBackedUp(cmd, opts.To, conf)
}

// checkTarget says early what writeNew would say after a passphrase was typed twice.
func checkTarget(opts BackupOptions) error {
	if _, err := os.Lstat(opts.To); err == nil {
		return fmt.Errorf("write the backup: %w", &os.PathError{Op: "create", Path: opts.To, Err: os.ErrExist})
	}
	if _, err := os.Stat(filepath.Dir(opts.To)); err != nil {
		return cli.Hint(fmt.Errorf("write the backup: %w", err), "see whether the stick is in its place and the path is right")
	}
	dir, err1 := filepath.EvalSymlinks(opts.Dir)
	to, err2 := filepath.EvalSymlinks(filepath.Dir(opts.To))
	if err1 != nil || err2 != nil {
		return nil // there is no drop, which is said next
	}
	dir, err1 = filepath.Abs(dir)
	to, err2 = filepath.Abs(to)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	if rest, err := filepath.Rel(dir, to); err == nil && rest != ".." && !strings.HasPrefix(rest, "../") {
		return errInDrop
	}
	return nil
}

// dropPassphrase is cli.Passphrase without tokens, for which this program has nothing.
func dropPassphrase(cmd *cobra.Command, file string, isNew bool) (string, error) {
	p, err := cli.Passphrase(cmd, file, isNew)
	if err == nil && strings.HasPrefix(p, cli.TokenPrefix) {
		err = cli.Hint(errToken, "choose a passphrase of at least six words that nobody else knows")
	}
	return p, err
}

var errToken = errors.New("this is a token's identity, with which a drop can do nothing")

// writeNew writes a file of mode 0600 that is there whole or not at all, and replaces none.
func writeNew(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".luwte-drop-backup-*") // mode 0600
	if err != nil {
		return fmt.Errorf("write the backup: %w", err)
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = unix.Renameat2(unix.AT_FDCWD, f.Name(), unix.AT_FDCWD, path, unix.RENAME_NOREPLACE)
	}
	if err != nil {
		return fmt.Errorf("write the backup %q: %w", path, errors.Join(err, os.Remove(f.Name())))
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

func sayBackedUp(cmd *cobra.Command, path string, conf *backup.Configuration) error {
	doors := 0
	for _, in := range conf.Inboxes {
		doors += len(in.Door)
		if len(in.Charter) == 0 {
			fmt.Fprintf(cmd.ErrOrStderr(), "luwte-drop: warning: the charter of inbox %s cannot be read and is not in the backup; add it again, and make another backup\n", in.ID)
		}
	}
	_, err := fmt.Fprintf(cmd.OutOrStdout(), "The backup is in %s: the key of the front door, %s, and of %s over Tor. No parcels and no boards are in it.\n"+
		"Who has it and its passphrase can take the drop's place: keep them apart, and away from this machine. Make another one when inboxes or couriers change, and destroy this one then.\n",
		path, count(len(conf.Inboxes), "inbox", "inboxes"), count(doors, "bureau door", "bureau doors"))
	return err
}

func count(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}
