package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"

	"luwte/crypto/charter"
	"luwte/crypto/dispatch"
	"luwte/crypto/sign"
	"luwte/internal/desk/durable"
	"luwte/internal/desk/keyring"
	"luwte/internal/desk/register"
)

const formerBucket = "former" // dispatch keys that were replaced: hex of the public key's SHA-256

// ReplaceDispatch makes a new dispatch key, because the one that there is was stolen or may have been, and the charter that announces it. Once the next
// dispatch is at the drop, nothing that is signed with the old key is taken there. On a dealt desk the custodians must have given their shares. It
// returns keyring.ErrRoot where they have not, or ErrDaily.
func (d *Desk) ReplaceDispatch() (c *charter.Charter, err error) {
	if d.passphrase == "" && OpenedBy(d.dir) == Passphrase {
		return nil, ErrDaily
	}
	root, err := d.root()
	if err != nil {
		return nil, err
	}
	key, err := sign.GenerateKey()
	if err != nil {
		return nil, fmt.Errorf("make dispatch key: %w", err)
	}
	old := sha256.Sum256(d.keys.Dispatch().Public())
	err = d.reg.Update(func(tx *register.Tx) error {
		if err := tx.Put(formerBucket, hex.EncodeToString(old[:]), []byte{1}); err != nil {
			return err
		}
		return logEvent(tx, d.event("replace-dispatch-key", "", nil))
	})
	if err != nil {
		return nil, err
	}
	keys := d.keys.WithDispatch(key)
	if d.dealing != nil {
		if err := d.gathered.ReplaceDesk(keys.DeskSecret()); err != nil {
			return nil, err
		}
	}
	d.keys = keys
	if err := d.writeKeys(); err != nil {
		return nil, err
	}
	err = d.reg.Update(func(tx *register.Tx) error {
		s, err := settings(tx)
		if err != nil {
			return err
		}
		with := *d
		with.keys = keys.WithRoot(root)
		c, err = with.charter(tx, s)
		return err
	})
	return c, err
}

// root returns the root key, which a desk for daily work has only from its custodians.
func (d *Desk) root() (*sign.Key, error) {
	if d.dealing == nil || d.gathered == nil {
		return d.keys.Root()
	}
	seed, err := d.gathered.Root()
	if err != nil {
		return nil, err
	}
	return sign.NewKey(seed)
}

// former says whether a dispatch bears a dispatch key of this desk that was replaced.
func former(tx *register.Tx, raw []byte) bool {
	held, err := dispatch.Parse(raw)
	if err != nil {
		return false
	}
	sum := sha256.Sum256(held.Charter.Dispatch)
	return tx.Has(formerBucket, hex.EncodeToString(sum[:]))
}

// ChangePassphrase seals the keyring under another passphrase. A desk that was opened by its custodians gets a keyring, with what daily work needs: so is a
// passphrase that was forgotten replaced.
func (d *Desk) ChangePassphrase(passphrase string) error {
	if passphrase == "" {
		return keyring.ErrPassphrase
	}
	if d.passphrase == "" {
		d.keys = d.keys.WithoutRoot().Only(d.today() + clockDays)
	}
	err := d.reg.Update(func(tx *register.Tx) error { return logEvent(tx, d.event("passphrase", "", nil)) })
	if err != nil {
		return err
	}
	if err := d.keys.Replace(filepath.Join(d.dir, keyringFile), passphrase); err != nil {
		return err
	}
	d.passphrase = passphrase
	return nil
}

// Backup makes a copy of the desk in a new directory, from which luwte-desk works as from the first. Of a dealt desk it holds no keyring: no key is in it
// but sealed for the custodians. It returns ErrThere if the directory is not empty.
func (d *Desk) Backup(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make directory: %w", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("read directory: %w", err)
	}
	if len(entries) > 0 {
		return ErrThere
	}
	keys := dealingFile
	if d.dealing == nil {
		keys = keyringFile
	}
	err = d.reg.Update(func(tx *register.Tx) error { return logEvent(tx, d.event("backup", "", nil)) })
	if err != nil {
		return err
	}
	if err := d.reg.Copy(filepath.Join(dir, newRegister)); err != nil {
		return err
	}
	data, err := os.ReadFile(filepath.Join(d.dir, keys))
	if err != nil {
		return fmt.Errorf("read keys: %w", err)
	}
	if err := durable.WriteFile(filepath.Join(dir, keys), data); err != nil {
		return err
	}
	return finishInit(dir)
}
