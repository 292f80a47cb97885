package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/server"
	"luwte/server/backup"
)

// RestoreOptions are the flags of restore.
type RestoreOptions struct {
	Dir, From  string
	JSON       bool
	Passphrase *string
	Key        KeyOptions
}

func newRestoreCommand() *cobra.Command {
	var opts RestoreOptions
	cmd := &cobra.Command{
		Use:   "restore --from FILE --dir DIR",
		Short: "Make a drop of a backup, on a new machine",
		Long: `restore makes a drop with the addresses and inboxes of a backup, in a directory that is empty or not there. It takes reports as soon as
it serves. What waited at the old drop does not come back; what its desks had released stays gone; each desk's next dispatch brings its
board, and a newer charter.

The old drop must not serve any more, here or elsewhere: with one key in two drops each visitor comes to either, and reports that come to the
one do not show at the other. Where the old one was stolen or taken over, do not restore it: its thief has these keys. Make a new drop with
new addresses then, and tell the bureaus.` + keyHelp,
		Example: `  luwte-drop restore --from /media/stick/drop-backup --dir /var/lib/luwte-drop`,
		Args:    cli.ExactArgs(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return runRestore(cmd, opts) },
	}
	dirFlag(cmd, &opts.Dir)
	jsonFlag(cmd, &opts.JSON)
	cmd.Flags().StringVar(&opts.From, "from", "", "the backup (required)")
	opts.Passphrase = cli.PassphraseFlag(cmd)
	keyFlags(cmd, &opts.Key)
	return cmd
}

func runRestore(cmd *cobra.Command, opts RestoreOptions) error {
	if opts.From == "" {
		return cli.Hint(cli.Usage("--from is missing"), "name the file that luwte-drop backup has written: --from /media/stick/drop-backup")
	}
	file, err := readBackup(opts.From)
	if err == nil {
		err = backup.Check(file)
	}
	if err == nil {
		err = server.CheckRestore(opts.Dir)
	}
	if err != nil { // before anything is typed
		return hinted(err)
	}
	passphrase, err := dropPassphrase(cmd, *opts.Passphrase, false)
	if err != nil {
		return err
	}
	conf, err := backup.Open(file, passphrase)
	if err != nil {
		return hinted(err)
	}
	options, err := opts.Key.making(cmd)
	if err != nil {
		return err
	}
	made, err := server.Restore(cmd.Context(), opts.Dir, conf, options...)
	if err != nil {
		return opts.Key.hinted(err)
	}
	for _, warning := range append(made.Warnings, "the old drop must not serve any more: with one key in two drops, reports come to either and show only there") {
		fmt.Fprintf(cmd.ErrOrStderr(), "luwte-drop: warning: %s\n", warning)
	}
	if opts.JSON {
		return cli.JSON(cmd.OutOrStdout(), made)
	}
	return sayRestored(cmd.OutOrStdout(), opts.Dir, made)
}

func readBackup(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, cli.Hint(fmt.Errorf("read the backup: %w", err), "see whether the stick is in its place and the path is right")
	}
	defer f.Close()
	file, err := io.ReadAll(io.LimitReader(f, backup.MaxSize+1))
	if err != nil {
		return nil, hinted(fmt.Errorf("read the backup: %w", err))
	}
	if len(file) > backup.MaxSize {
		return nil, backup.ErrNotBackup
	}
	return file, nil
}

func sayRestored(w io.Writer, dir string, made *server.Restored) error {
	fmt.Fprintf(w, "front door: http://%s\n", made.Front)
	for _, in := range made.Inboxes {
		fmt.Fprintf(w, "inbox %s of %q; door %s\n", in.ID, in.Name.In(), doorText(in.Door))
	}
	_, err := fmt.Fprintf(w, "What waited at the old drop, and what its desks had released, does not come back. Each desk's next dispatch brings its board.\n"+
		"Serve it with: luwte-drop serve --dir %s --tor\n", dir)
	return err
}
