package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"filippo.io/age"

	"luwte/crypto/day"
	"luwte/crypto/identity"
	"luwte/crypto/quorum"
	"luwte/internal/desk/archive"
	"luwte/internal/desk/durable"
	"luwte/internal/desk/keyring"
	"luwte/internal/desk/register"
)

// ErrBackupSeal is returned when a register does not know for whom to seal a backup: it is older than the keys beside it.
var ErrBackupSeal = errors.New("this register is from before the keys were dealt, and does not know for whom to seal a backup")

const (
	backupBucket  = "backup"
	lastBackupKey = "last"

	backupAction = "backup" // in the log, also in the backup's own: from then on there may be a copy

	// backupDays is after how many days without a backup one is asked for.
	backupDays = 14
)

// Backup is a backup under way: the desk as it was when it was begun, while it goes on being used.
type Backup struct {
	to       []age.Recipient
	contents archive.Contents
	keys     []byte
	snapshot *register.Snapshot
}

// LastBackup is the last backup that was written whole.
type LastBackup struct {
	Day  day.Day
	Path string
}

// Backup writes a backup into a new file; progress is called with the bytes of the register that are written, now and then. What opens it is what opens the desk: where keys are dealt, so many
// custodians, and no passphrase; else the passphrase, or token, that opened it now. It returns ErrFileThere, ErrBackupSeal, ErrRole or ErrWho; when it returns nil, the file is on disk.
func (d *Desk) Backup(ctx context.Context, path string, progress func(done, total int64)) error {
	b, err := d.BeginBackup(path)
	if err != nil {
		return err
	}
	if err := b.Write(ctx, path, progress); err != nil {
		return err
	}
	return d.EndBackup(path)
}

// BeginBackup takes the desk as it is. Write must follow, which may take long, beside other uses of the desk; and then EndBackup.
func (d *Desk) BeginBackup(path string) (*Backup, error) {
	if err := d.need(Keeper); err != nil {
		return nil, err
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s", ErrFileThere, path)
	}
	if _, err := os.Stat(filepath.Dir(path)); err != nil { // before the log says that there may be a copy
		return nil, fmt.Errorf("write a backup: %w", err)
	}
	b := &Backup{}
	name := keyringFile
	if d.dealing != nil {
		name = dealingFile
	}
	err := b.sealTo(d)
	if err == nil {
		b.keys, err = os.ReadFile(filepath.Join(d.dir, name))
	}
	if err != nil {
		return nil, err
	}
	err = d.reg.Update(func(tx *register.Tx) error {
		b.contents.Number, err = getNumber(tx, dispatchBucket, burnedKey)
		return errors.Join(err, d.logEvent(tx, d.event(backupAction, "", map[string]any{"file": path})))
	})
	if err != nil {
		return nil, err
	}
	if b.snapshot, err = d.reg.Snapshot(); err != nil {
		return nil, err
	}
	b.contents.Bureau, b.contents.Made = d.bureau, d.today()
	b.contents.Files = []archive.File{{Name: name, Size: uint64(len(b.keys))}, {Name: registerFile, Size: uint64(b.snapshot.Size())}}
	return b, nil
}

// sealTo finds to whom a backup is sealed. That there are fewer custodians than there can be is not to be seen on it.
func (b *Backup) sealTo(d *Desk) error {
	if d.dealing == nil {
		r, err := keyring.Recipient(d.passphrase)
		b.to = []age.Recipient{r}
		return err
	}
	c, err := d.Custody()
	if err != nil {
		return err
	}
	if len(c.Backup) != c.n() {
		return ErrBackupSeal
	}
	for _, text := range c.Backup {
		r, err := age.ParseHybridRecipient(text)
		if err != nil {
			return register.ErrDamaged
		}
		b.to = append(b.to, r)
	}
	for len(b.to) < quorum.MaxCustodians {
		nobody, err := age.GenerateHybridIdentity()
		if err != nil {
			return fmt.Errorf("seal a backup: %w", err)
		}
		b.to = append(b.to, nobody.Recipient())
	}
	return nil
}

func (c *Custody) n() int { return len(c.Custodians) }

// backupIdentity opens what is sealed for a custodian.
func backupIdentity(k quorum.Key) (*age.HybridIdentity, error) {
	seed, err := k.BackupSeed()
	if err != nil {
		return nil, err
	}
	return identity.FromSeed(seed)
}

// backupRecipients are to whom backups are sealed while a dealing is in force.
func backupRecipients(shares []*quorum.Share) (all []string, err error) {
	for _, s := range shares {
		id, err := backupIdentity(s.PaperKey())
		if err != nil {
			return nil, err
		}
		all = append(all, id.Recipient().String())
	}
	return all, nil
}

// Write writes what was begun, and ends it. A file that is cut short has another name, and restore would refuse it.
func (b *Backup) Write(ctx context.Context, path string, progress func(done, total int64)) (err error) {
	defer func() { err = errors.Join(err, b.snapshot.Close()) }()
	return durable.Stream(path, func(w io.Writer) error {
		return archive.Write(w, b.to, &b.contents, []archive.Source{
			func(w io.Writer) error { _, err := w.Write(b.keys); return err },
			func(w io.Writer) error {
				out := &progressing{ctx: ctx, w: w, total: b.snapshot.Size(), progress: progress}
				if _, err := b.snapshot.WriteTo(out); err != nil {
					return cmp.Or(out.err, err) // bbolt wraps none
				}
				return nil
			},
		})
	})
}

// EndBackup notes that a backup was written.
func (d *Desk) EndBackup(path string) error {
	return d.reg.Update(func(tx *register.Tx) error {
		return tx.PutJSON(backupBucket, lastBackupKey, LastBackup{d.today(), path})
	})
}

// LastBackup returns the last backup that was written whole, or nil.
func (d *Desk) LastBackup() (last *LastBackup, err error) {
	err = d.reg.View(func(tx *register.Tx) error {
		var l LastBackup
		ok, err := tx.GetJSON(backupBucket, lastBackupKey, &l)
		if ok {
			last = &l
		}
		return err
	})
	return last, err
}

// progressing is a writer that says how far it is, every 16 MiB, and ends with its context.
type progressing struct {
	ctx         context.Context
	w           io.Writer
	done, total int64
	said        int64
	err         error
	progress    func(done, total int64)
}

func (p *progressing) Write(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		p.err = fmt.Errorf("interrupted: %w", err)
		return 0, p.err
	}
	n, err := p.w.Write(b)
	p.err = err
	p.done += int64(n)
	if p.done-p.said >= 16<<20 || p.done == p.total {
		p.said = p.done
		p.progress(p.done, p.total)
	}
	return n, err
}
