package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"luwte/crypto/quorum"
	"luwte/crypto/sign"
	"luwte/internal/desk/durable"
	"luwte/internal/desk/keyring"
	"luwte/internal/desk/register"
)

var (
	// ErrRolledBack is returned when dealing.json is an older one than was in force here: it may hold a key that was stolen and replaced.
	ErrRolledBack = errors.New("dealing.json is older than the one that was last in force here")
	// ErrFormer is returned when a desk's dispatch key is one that was replaced.
	ErrFormer = errors.New("the dispatch key in these files was replaced")
)

const (
	forceKey    = "force"    // in custodyBucket: the last dealing in force
	replacedKey = "replaced" // in formerBucket: the dispatch key that is being replaced, as its members are named
)

// inForce says which dealing.json is the desk's: the highest that ever was.
type inForce struct{ Dealing, Revision uint64 }

func (f inForce) before(g inForce) bool {
	return f.Dealing < g.Dealing || f.Dealing == g.Dealing && f.Revision < g.Revision
}

func forceOf(d *quorum.Dealing) inForce { return inForce{d.Number, d.Revision} }

func putForce(tx *register.Tx, d *quorum.Dealing) error {
	if d == nil {
		return nil
	}
	if err := takeSuccession(tx, d.Number); err != nil {
		return err
	}
	return tx.PutJSON(custodyBucket, forceKey, forceOf(d))
}

// keyName is how a dispatch key is known in formerBucket: hex of the public key's SHA-256.
func keyName(public []byte) string {
	sum := sha256.Sum256(public)
	return hex.EncodeToString(sum[:])
}

func (d *Desk) dispatchName() string { return keyName(d.keys.Dispatch().Public()) }

// settling is what the register knows of the files of keys.
type settling struct {
	known    inForce
	replaced string // a dispatch key whose replacement was begun, or ""
	gone     []Destroyed
	custody  Custody // of the dealing that is there
}

// settle brings the files of keys to what the register says, after a cut between the one and the other, or files that were put back from a copy. A dealing is in
// force, and a dispatch key replaced, from the moment when dealing.json says so (without one, keyring.age); an epoch is destroyed as soon as the register
// says so. It returns ErrRolledBack or ErrFormer for files that are not the last, and ErrNoPassphrase where the keyring should be gone.
func (d *Desk) settle() error {
	var s settling
	if err := d.reg.View(func(tx *register.Tx) error { return s.read(tx, d.dealing) }); err != nil {
		return err
	}
	if d.dealing != nil && forceOf(d.dealing).before(s.known) {
		return ErrRolledBack
	}
	if err := d.settleForce(s); err != nil {
		return err
	}
	return d.settleKeys(s)
}

func (s *settling) read(tx *register.Tx, d *quorum.Dealing) error {
	_, err1 := tx.GetJSON(custodyBucket, forceKey, &s.known)
	name, _, err2 := tx.Get(formerBucket, replacedKey)
	s.replaced = string(name)
	gone, err3 := destroyed(tx)
	s.gone = gone
	if err := errors.Join(err1, err2, err3); err != nil || d == nil {
		return err
	}
	_, err := tx.GetJSON(custodyBucket, fmt.Sprint(d.Number), &s.custody)
	return err
}

// settleForce finishes the deal or the replacement of the dispatch key that was cut short after its file was written.
func (d *Desk) settleForce(s settling) error {
	newer := d.dealing != nil && s.known.before(forceOf(d.dealing))
	if newer && s.custody.Profile == everySession {
		if err := d.removeKeyring(); err != nil {
			return err
		}
	}
	done := s.replaced != "" && d.dispatchName() != s.replaced
	if d.dealing != nil && d.passphrase != "" {
		done = s.replaced != "" && newer // the keyring may be behind
	}
	if newer || s.replaced != "" {
		err := d.reg.Update(func(tx *register.Tx) error {
			if err := d.endReplacing(tx, s.replaced, done); err != nil {
				return err
			}
			return putForce(tx, d.dealing)
		})
		if err != nil {
			return err
		}
	}
	if newer && s.custody.Profile == everySession && d.passphrase != "" {
		return ErrNoPassphrase
	}
	return d.reg.View(func(tx *register.Tx) error {
		if tx.Has(formerBucket, d.dispatchName()) {
			return ErrFormer
		}
		return nil
	})
}

// endReplacing takes the mark of a replacement away, and notes the old key if it was done.
func (d *Desk) endReplacing(tx *register.Tx, old string, done bool) error {
	if old == "" {
		return nil
	}
	if done {
		if err := tx.Put(formerBucket, old, []byte{1}); err != nil {
			return err
		}
	}
	return tx.Delete(formerBucket, replacedKey)
}

// settleKeys takes out of the files what must not be there: epochs that are destroyed, and, where custodians have the keys, what only they may have.
func (d *Desk) settleKeys(s settling) error {
	changed := false
	for _, g := range s.gone {
		changed = d.keys.Destroy(g.Epoch) == nil || changed
		if d.dealing != nil {
			changed = d.dealing.Destroy(g.Epoch) == nil || changed
		}
	}
	if d.dealing != nil && d.passphrase != "" {
		if _, err := d.keys.Root(); err == nil {
			d.keys, changed = d.keys.WithoutRoot().Only(d.today()+clockDays), true
		}
		if err := d.keys.With(d.dealing); err != nil {
			return err
		}
	}
	if !changed {
		return nil
	}
	return d.writeKeys()
}

func (d *Desk) removeKeyring() error {
	if err := os.Remove(filepath.Join(d.dir, keyringFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the keyring: %w", err)
	}
	return durable.SyncDir(d.dir)
}

// withDispatch returns keys and dealing with another dispatch key, sealed for the same custodians; the dealing is nil where there is none.
func (d *Desk) withDispatch(key *sign.Key) (*keyring.Keys, *quorum.Dealing, error) {
	keys := d.keys.WithDispatch(key)
	if d.dealing == nil {
		return keys, nil, nil
	}
	if d.gathered == nil {
		return nil, nil, quorum.ErrTooFew
	}
	dealing := d.dealing.Clone()
	g, err := dealing.Take(d.gathered)
	if err != nil {
		return nil, nil, err
	}
	return keys, dealing, g.ReplaceDesk(keys.DeskSecret())
}
