package main

import (
	"context"
	"errors"
	"io/fs"
	"syscall"

	"github.com/spf13/cobra"

	"luwte/crypto/charter"
	"luwte/crypto/sign"
	"luwte/internal/cli"
	"luwte/internal/confine"
	"luwte/internal/torchild"
	"luwte/server"
	"luwte/server/backup"
	"luwte/server/onion"
	"luwte/server/store"
)

// dirFlag adds --dir, without which no command works.
func dirFlag(cmd *cobra.Command, dir *string) {
	cmd.Flags().StringVar(dir, "dir", "", "the drop's directory (required)")
	cmd.PreRunE = func(cmd *cobra.Command, _ []string) error {
		if *dir == "" {
			return cli.Hint(cli.Usage("--dir is missing"), "name the drop's directory: %s --dir DIR", cmd.CommandPath())
		}
		if cmd.Name() == "torrc" { // which is root's work
			return nil
		}
		return checkOwner(*dir)
	}
}

func jsonFlag(cmd *cobra.Command, asJSON *bool) {
	cmd.Flags().BoolVar(asJSON, "json", false, "print JSON")
}

// operate does one thing with the drop in dir, whether it serves or not.
func operate(ctx context.Context, dir string, do func(server.Operator) error) error {
	op, err := server.Operate(ctx, dir, server.DefaultLimits, server.WithPassphrase(keyFromEnvironment))
	if err != nil {
		return hinted(err)
	}
	return hinted(errors.Join(do(op), op.Close()))
}

// hinted adds the remedy to the errors that have one.
func hinted(err error) error {
	if remedy := remedyOf(err); remedy != "" {
		return cli.Hint(err, "%s", remedy)
	}
	return err
}

// remedyOf returns what can be done about an error, or "".
func remedyOf(err error) string {
	for _, known := range remedies {
		if errors.Is(err, known.err) {
			return known.remedy
		}
	}
	return ""
}

var remedies = []struct {
	err    error
	remedy string
}{
	{server.ErrNoDrop, "make one with luwte-drop init --dir DIR, or name the right --dir"},
	{server.ErrNotLoopback, "use 127.0.0.1:PORT or [::1]:PORT, and --tor for visitors"},
	{server.ErrNowhere, "give --tor, or --system-tor where the system's tor has the keys; --listen 127.0.0.1:8787 is for development"},
	{server.ErrSystemTor, "serve with --system-tor"},
	{server.ErrNoSystemTor, "as root, luwte-drop torrc gives them to it; or serve with --tor"},
	{onion.ErrHandedOver, "a backup can be made before luwte-drop torrc; since then, keep a copy of tor's directory of onion services itself"},
	{onion.ErrNoSockets, "systemd-tmpfiles --create luwte-drop.conf makes it where the package is installed; otherwise install -d -m 2750 -o DROP-USER -g debian-tor DIRECTORY"},
	{onion.ErrSockets, "install -d -m 2750 -o DROP-USER -g debian-tor DIRECTORY makes it"},
	{onion.ErrOtherKey, "nothing was changed there: name another directory with --keys, or find out whose key that is"},
	{confine.ErrNotWhole, "use a kernel with Landlock, 5.19 or later, or --confine try"},
	{server.ErrExpired, "ask the bureau for its present charter: luwte-desk charter makes one"},
	{server.ErrOlderCharter, "ask the bureau for its newest charter"},
	{server.ErrOtherCharter, "the bureau made two charters under one serial: ask it for one with a higher serial"},
	{server.ErrSucceededRoot, "nothing was changed; ask the bureau, whose old root key somebody may have, for its newest charter"},
	{server.ErrOtherRoot, "nothing was changed; tell the bureau at once: somebody had its old root key"},
	{server.ErrDoorTaken, "nothing was changed; do not take this bureau in before you know who made its key, and ask it for a new one"},
	{charter.ErrMalformed, "give the file as luwte-desk charter made it, whole and unchanged"},
	{charter.ErrBureau, "give the file as luwte-desk charter made it, whole and unchanged"},
	{charter.ErrRoots, "give the file as luwte-desk charter made it, whole and unchanged"},
	{charter.ErrSuccession, "give the file as luwte-desk charter made it, whole and unchanged"},
	{sign.ErrSignature, "give the file as luwte-desk charter made it, whole and unchanged"},
	{onion.ErrClientKey, "luwte-courier init prints the key; copy all of it"},
	{onion.ErrSocketPath, "sockets lie in the directory, and the system allows them 107 bytes with its path"},
	{server.ErrExists, "choose another --dir; nothing was changed"},
	{torchild.ErrExited, "its last lines say why; when that is mended start the drop again"},
	{server.ErrNotEmpty, "choose an empty directory or a new one; nothing was changed"},
	{backup.ErrNotBackup, "--from names the file that luwte-drop backup has written; nothing was changed"},
	{backup.ErrVersion, "use the luwte-drop that made it, or a newer one; nothing was changed"},
	{backup.ErrCut, "copy it again from where it was made, or take another one; nothing was changed"},
	{backup.ErrAltered, "copy it again from where it was made, or take another one; nothing was changed"},
	{backup.ErrPassphrase, "give the one that was chosen when this backup was made; nothing was changed"},
	{errInDrop, "choose a file on a stick, or elsewhere outside --dir"},
	{fs.ErrExist, "choose another name; the file that is there was not changed"},
	{onion.ErrAddress, "see what is in that directory: tor and luwte-drop alone write there"},
	{store.ErrMedium, "give --key-dir with a directory in memory, --key-secret or --key-passphrase (luwte-drop init --help), or use a directory on ext4 or xfs"},
	{store.ErrNoKeyDir, "make or mount it again, with mode 700; a key that was in memory is gone after the machine was off: luwte-drop init --anew then"},
	{store.ErrNoKey, "see whether its directory is mounted. If it was in memory and the machine was off, it is gone for good: luwte-drop init --anew makes the store anew, with the same addresses"},
	{store.ErrSealedKey, "give the passphrase or the file with which the drop was made; nothing was changed"},
	{server.ErrKeySecret, "give the file with which the drop was made. A service's credential is there for the service only: use the command while the drop serves"},
	{server.ErrKeyPassphrase, "set " + keyVariable + ", or use the command while the drop serves"},
	{server.ErrKeyPlace, "put key.json back as it was, or restore the drop from a backup in another directory"},
	{server.ErrKeyThere, "leave --anew out; nothing was changed"},
	{server.ErrSaveInside, "choose a directory on another disk; nothing was changed"},
	{store.ErrNoStore, "what waited is not here: mount its disk or name the right --dir; else luwte-drop restore makes the drop of a backup in another directory"},
	{store.ErrDamaged, "end the drop if it serves; luwte-drop check --dir DIR says what is whole, and saves it with --save"},
	{syscall.EROFS, "mount the disk so that it can be written. If the system has made it read-only by itself, the disk is failing: luwte-drop check --dir DIR --save DIR2 reads what is whole"},
	{syscall.EIO, "the disk is failing: end the drop if it serves, and save what is whole with luwte-drop check --dir DIR --save DIR2"},
	{store.ErrNoRoom, "make room on the disk, or wait until bureaus have fetched what waits; until then nothing changes"},
	{syscall.ENOSPC, "make room on the disk, and do it again; nothing that was acknowledged is lost"},
	{store.ErrUnsettled, "see whether the disk is well, and start the drop again: it then finds the one or the other, both whole"},
	{store.ErrLocked, "end the other luwte-drop, or wait until it has started"},
	{syscall.EADDRINUSE, "another program uses this port: choose another one, or end that program"},
	{fs.ErrPermission, "run it as the user who made the drop, and see who owns what is named"},
	{syscall.ENOTDIR, "--dir names a drop's directory; for a new drop one that is empty or not there"},
	{syscall.EISDIR, "give the file, not the directory that it lies in"},
	{server.ErrServes, "end it first; nothing was changed"},
	{torchild.ErrExtraTorrc, "--torrc names a file that you can read; nothing serves"},
}
