package store_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"go.etcd.io/bbolt"

	"luwte/server/store"
	"luwte/server/store/storetest"
)

// TestFiles_AfterPutAndApply_ShowNothing looks through every byte on the disk,
// also of deleted pages, and through all file names.
func TestFiles_AfterPutAndApply_ShowNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	s := create(t, dir)
	state := storetest.State(1, 0x0123456789abcdef)
	state.Fingerprint = [32]byte(bytes.Repeat([]byte("Fingerprint"), 3)[:32])
	must(t, s.AddInbox(t.Context(), inbox, state))
	secrets := [][]byte{inbox[:], state.Fingerprint[:], state.Charter, state.Dispatch, state.Board[:16]}
	var ids []store.ID
	for n := range uint64(8) {
		id, _, err := s.Put(t.Context(), inbox, storetest.Parcel(n), 0x77665544)
		must(t, err)
		ids = append(ids, id)
		secrets = append(secrets, id[:], append([]byte{0x77, 0x66, 0x55, 0x44}, storetest.Parcel(n)[:6]...))
		for part := range slices.Chunk(storetest.Parcel(n), 4096) {
			secrets = append(secrets, part[:12])
		}
	}
	must(t, s.Apply(t.Context(), inbox, func(store.State) (store.State, []store.ID, error) { return state, ids[:4], nil }))
	must(t, s.Close())

	disk := everything(t, dir)
	for _, secret := range secrets {
		for name, form := range map[string][]byte{
			"raw": secret, "hex": []byte(hex.EncodeToString(secret)), "HEX": bytes.ToUpper([]byte(hex.EncodeToString(secret))),
			"base64": []byte(base64.RawStdEncoding.EncodeToString(secret)),
		} {
			if bytes.Contains(disk, form) {
				t.Errorf("%x is on the disk (%s)", secret, name)
			}
		}
	}
	if !bytes.Contains(disk, []byte("index")) {
		t.Error("the search did not see the database")
	}
}

// everything returns the content of all files and their names, and of all keys.
func everything(t *testing.T, dir string) (all []byte) {
	t.Helper()
	must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		must(t, err)
		all = append(all, filepath.Base(path)...)
		info, err := d.Info()
		must(t, err)
		if d.IsDir() {
			if info.Mode().Perm() != 0o700 {
				t.Errorf("%s has mode %v", path, info.Mode())
			}
			return nil
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		b, err := os.ReadFile(path)
		all = append(all, b...)
		return err
	}))
	// Keys may be cut by pages in the file: here they are whole.
	db, err := bbolt.Open(filepath.Join(generation(t, dir), "store.db"), 0o600, &bbolt.Options{ReadOnly: true})
	must(t, err)
	must(t, db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(_ []byte, b *bbolt.Bucket) error {
			return b.ForEach(func(k, _ []byte) error {
				all = append(all, k...)
				return nil
			})
		})
	}))
	must(t, db.Close())
	return all
}

// generation returns the directory of a store's generation.
func generation(t *testing.T, dir string) string {
	t.Helper()
	name, err := os.ReadFile(filepath.Join(dir, "current"))
	must(t, err)
	return filepath.Join(dir, string(bytes.TrimSpace(name)))
}
