package desk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/quorum"
	"luwte/internal/desk/archive"
	"luwte/internal/desk/durable"
	"luwte/internal/desk/keyring"
	"luwte/internal/desk/register"
)

// stagingDir is where a desk lies, inside its directory, until it is whole. One that a cut left there is removed by the next restore.
const stagingDir = "restoring.part"

// Restoring is a backup that is being restored.
type Restoring struct {
	file       *os.File
	size       int64
	by         int
	in         *archive.Reader
	keys       []byte
	dealing    *quorum.Dealing
	passphrase string
	now        func() time.Time
}

// Restored says what was restored.
type Restored struct {
	Bureau charter.Fingerprint
	Made   day.Day // of the backup
	Day    day.Day // on which it was restored
	Number uint64  // of the last board that it knows
}

// CheckFree returns ErrThere if a directory holds a desk, or part of one.
func CheckFree(dir string) error { return empty(dir) }

// OpenBackup looks at a backup; the caller closes it. It returns archive.ErrNotBackup or ErrCut, or what opening the file gave.
func OpenBackup(path string) (*Restoring, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	r := &Restoring{file: file, by: Passphrase, now: clock}
	info, err := file.Stat()
	if err == nil {
		r.size = info.Size()
		err = r.look()
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return r, nil
}

func (r *Restoring) look() error {
	types, err := archive.Stanzas(r.file)
	if err != nil {
		return err
	}
	hybrid := func(t string) bool { return t == "mlkem768x25519" }
	if len(types) == quorum.MaxCustodians && !slices.ContainsFunc(types, func(t string) bool { return !hybrid(t) }) {
		r.by = Custodians
	}
	return nil
}

// By says what opens the backup: Passphrase, of the desk as it was then, or Custodians.
func (r *Restoring) By() int { return r.by }

// Close closes the file.
func (r *Restoring) Close() error { return r.file.Close() }

// GivePassphrase opens the backup of a desk whose keys are dealt to nobody. It returns keyring.ErrPassphrase or ErrToken, or what archive.Open returns.
func (r *Restoring) GivePassphrase(passphrase string) error {
	id, err := keyring.Identity(passphrase)
	if err != nil {
		return err
	}
	r.passphrase = passphrase
	if _, err := r.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	r.in, err = archive.Open(r.file, r.size, id)
	switch {
	case errors.Is(err, archive.ErrKey):
		return keyring.ErrPassphrase
	case errors.Is(err, archive.ErrNotBackup) && keyring.IsToken(passphrase):
		return fmt.Errorf("%w: %w", keyring.ErrToken, err)
	case err != nil:
		return err
	}
	return r.readKeys(keyringFile)
}

// GiveShare opens the backup with the share of one custodian; then Dealing says how many are needed. It returns archive.ErrKey for a share that was not of the dealing in force when the backup
// was made, or what archive.Open returns.
func (r *Restoring) GiveShare(k quorum.Key) error {
	id, err := backupIdentity(k)
	if err != nil {
		return err
	}
	if _, err := r.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if r.in, err = archive.Open(r.file, r.size, id); err != nil {
		return err
	}
	if err := r.readKeys(dealingFile); err != nil {
		return err
	}
	r.dealing, err = quorum.ParseDealing(r.keys)
	return err
}

// Dealing returns what the custodians' shares open, once one was given.
func (r *Restoring) Dealing() *quorum.Dealing { return r.dealing }

// Made is the day on which the backup was made, once it is open.
func (r *Restoring) Made() day.Day { return r.in.Made }

// maxKeys is the greatest length of a file of keys, in bytes.
const maxKeys = 1 << 20

func (r *Restoring) readKeys(name string) error {
	f := r.in.Files
	if len(f) != 2 || f[0].Name != name || f[0].Size > maxKeys || f[1].Name != registerFile {
		return archive.ErrNotBackup
	}
	b := &limited{}
	err := r.in.Next(b)
	r.keys = b.all
	return err
}

type limited struct{ all []byte }

func (l *limited) Write(b []byte) (int, error) { l.all = append(l.all, b...); return len(b), nil }

// Restore makes the desk in a directory. With a backup that custodians open, they have given their shares. It returns ErrThere, what opening the desk returns, or archive.ErrAltered or ErrCut; then
// there is no desk. It can be repeated.
//
// Everything is made and opened apart. The file of keys is what makes a desk (Init): with its name, which is given last, the desk is there whole.
func (r *Restoring) Restore(ctx context.Context, dir, actor string, g *quorum.Gathering, progress func(done, total int64)) (*Restored, error) {
	if err := empty(dir); err != nil {
		return nil, err
	}
	staging := filepath.Join(dir, stagingDir)
	if err := os.RemoveAll(staging); err != nil {
		return nil, fmt.Errorf("remove what an earlier restore left: %w", err)
	}
	if err := os.Mkdir(staging, 0o700); err != nil {
		return nil, fmt.Errorf("make directory: %w", err)
	}
	out, err := r.stage(ctx, staging, actor, g, progress)
	if err == nil {
		err = r.takeIn(dir, staging)
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(staging))
	}
	return out, nil
}

// stage writes the files and sees whether the desk opens.
func (r *Restoring) stage(ctx context.Context, staging, actor string, g *quorum.Gathering, progress func(done, total int64)) (*Restored, error) {
	err := durable.Stream(filepath.Join(staging, registerFile), func(w io.Writer) error {
		err := r.in.Next(&progressing{ctx: ctx, w: w, total: int64(r.in.Files[1].Size), progress: progress})
		if err != nil {
			return err
		}
		return r.in.End()
	})
	if err == nil {
		err = durable.WriteFile(filepath.Join(staging, r.in.Files[0].Name), r.keys)
	}
	if err != nil {
		return nil, err
	}
	var d *Desk
	if r.by == Custodians {
		d, err = openGatheredAt(staging, r.dealing, g, actor, r.now)
	} else {
		d, err = openAt(staging, r.passphrase, actor, r.now)
	}
	if err != nil {
		return nil, err
	}
	out := &Restored{Bureau: d.bureau, Made: r.in.Made, Day: d.today(), Number: r.in.Number}
	if d.bureau != r.in.Bureau {
		err = archive.ErrAltered
	} else {
		err = d.noteRestored(out)
	}
	return out, errors.Join(err, d.Close())
}

// takeIn moves the desk to its place.
func (r *Restoring) takeIn(dir, staging string) error {
	if err := os.Rename(filepath.Join(staging, registerFile), filepath.Join(dir, newRegister)); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if err := durable.SyncDir(dir); err != nil {
		return err
	}
	name := r.in.Files[0].Name
	if err := os.Rename(filepath.Join(staging, name), filepath.Join(dir, name)); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if err := durable.SyncDir(dir); err != nil {
		return err
	}
	return errors.Join(finishInit(dir), os.RemoveAll(staging))
}

// noteRestored writes down that the desk was put back. Until a pouch has shown what the drop holds, it is not known what has been done since the backup.
func (d *Desk) noteRestored(r *Restored) error {
	return d.reg.Update(func(tx *register.Tx) error {
		return errors.Join(
			tx.PutJSON(backupBucket, restoredKey, r),
			d.logEvent(tx, d.event("restore", "", map[string]any{"backup": r.Made.String(), "number": r.Number})),
		)
	})
}
