package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"luwte/crypto/quorum"
	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/archive"
)

func newBackupCommand() *cobra.Command {
	o := &deskOptions{}
	cmd := &cobra.Command{
		Use: "backup --dir DIR FILE", Short: "Write the desk into one sealed file",
		Long: `Writes register and keys as they are now into one file, sealed, on a stick or elsewhere. luwte-desk restore makes the desk of it on another machine. Nothing of it can be read without what opens
the desk, names neither, and its length tells only of which size the register roughly is.

It opens as the desk does: with its passphrase or token as it is now, or, where keys are dealt, with the shares of so many custodians as are needed, of the dealing that is in force now.
A passphrase for daily work opens no backup.

A backup opens months that are destroyed since, and brings back cases that are: destroy it when a newer one is made. Make one after every import and after every dealing, and export soon after
something was destroyed: the board tells a desk that was put back what it had destroyed.`,
		Example: `  luwte-desk backup --dir bureau /media/stick/2026-11-22`,
		Args:    cli.ExactArgs("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.with(cmd, func(d *desk.Desk) error { return runBackup(cmd, d, args[0]) })
		},
	}
	o.add(cmd)
	return cmd
}

func runBackup(cmd *cobra.Command, d *desk.Desk, file string) error {
	if err := d.Backup(cmd.Context(), file, megabytes(cmd)); err != nil {
		return err
	}
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	opens := "with the passphrase that the desk has now"
	if dealing := d.Dealing(); dealing != nil {
		opens = fmt.Sprintf("with the shares of %d custodians of dealing %d", dealing.K, dealing.Number)
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "The backup is in %s, %d MB. It opens %s. Destroy older ones.\n", file, (info.Size()+1<<19)>>20, opens)
	return err
}

// megabytes says how far a long writing is.
func megabytes(cmd *cobra.Command) func(done, total int64) {
	return func(done, total int64) {
		cli.Touch() // it may take longer than a session may idle
		if total >= 64<<20 {
			fmt.Fprintf(cmd.ErrOrStderr(), "%d of %d MB\n", done>>20, total>>20)
		}
	}
}

func newRestoreCommand() *cobra.Command {
	o := &deskOptions{}
	cmd := &cobra.Command{
		Use: "restore --dir DIR FILE", Short: "Make the desk of a backup, on a new machine",
		Long: `Makes the desk as it was when the backup was made, in a directory where there is none. It asks for what opened the desk then: its passphrase or token, or the shares of its custodians. A file that was cut or
altered is refused, and leaves nothing.

Import a pouch next. It shows what was done since the backup: how many boards were made, and which cases and months' keys had been destroyed by then, and are here again. Where there is a newer backup, take that one.

A desk whose keys are dealt has no passphrase for daily work then: luwte-desk passphrase --shares --daily gives it one.`,
		Example: `  luwte-desk restore --dir bureau /media/stick/2026-11-22
  luwte-desk import --dir bureau /media/stick/pouch`,
		Args: cli.ExactArgs("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error { return runRestore(cmd, o, args[0]) },
	}
	o.add(cmd)
	return cmd
}

func runRestore(cmd *cobra.Command, o *deskOptions, file string) error {
	if sessionOf(cmd) != nil {
		return cli.Hint(cli.Usage("in a session there is a desk already"), "end it with: exit")
	}
	if err := o.check(cmd); err != nil {
		return err
	}
	cli.LockMemory()
	r, err := desk.OpenBackup(file)
	if err != nil {
		return remedy(err)
	}
	defer r.Close()
	if err := desk.CheckFree(o.dir); err != nil { // before anything is typed
		return remedy(err)
	}
	g, err := openBackup(cmd, o, r)
	if err != nil {
		return remedy(err)
	}
	out, err := r.Restore(cmd.Context(), o.dir, o.actor, g, megabytes(cmd))
	if err != nil {
		return remedy(err)
	}
	return sayRestored(cmd, o.dir, out)
}

// openBackup asks for what opens a backup.
func openBackup(cmd *cobra.Command, o *deskOptions, r *desk.Restoring) (*quorum.Gathering, error) {
	if r.By() == desk.Custodians {
		return gatherBackup(cmd, r)
	}
	passphrase, err := cli.Passphrase(cmd, *o.passphraseFile, false)
	if err != nil {
		return nil, err
	}
	return nil, r.GivePassphrase(passphrase)
}

// gatherBackup asks custodians for their shares. The first that fits shows how many are needed.
func gatherBackup(cmd *cobra.Command, r *desk.Restoring) (*quorum.Gathering, error) {
	watchAlone(cmd)
	fmt.Fprintln(cmd.ErrOrStderr(), "Custodians open this backup. Nothing that is typed here is shown.")
	for {
		line, err := cli.Secret(cmd, "A share, its 24 words or the name of its file: ")
		if err != nil {
			return nil, err
		}
		s, err := readShare(cmd, line)
		if err == nil {
			err = r.GiveShare(s.key)
		}
		switch {
		case err == nil:
			g := r.Dealing().Gather()
			if err := s.add(g); err != nil {
				return nil, err
			}
			return gatherMore(cmd, r.Dealing(), g)
		case errors.Is(err, cli.ErrNoPassphrase), errors.Is(err, archive.ErrCut), errors.Is(err, archive.ErrAltered), errors.Is(err, archive.ErrNotBackup):
			return nil, err
		case errors.Is(err, archive.ErrKey):
			err = errors.New("it is of another bureau, or of another dealing than the one that was in force when this backup was made")
		}
		fmt.Fprintf(cmd.ErrOrStderr(), "That share was not taken: %v. Try again.\n", shareMistake(err))
	}
}

func sayRestored(cmd *cobra.Command, dir string, r *desk.Restored) error {
	_, err := fmt.Fprintf(cmd.OutOrStdout(), `The desk is in %s, as it was on %s, %s ago; the last board that it knows has number %d.
Import a pouch now, before anything else: it shows what was done since, and what was destroyed since and is here again.
`, dir, r.Made, counted(int(r.Day-min(r.Made, r.Day)), "day"), r.Number)
	return err
}
