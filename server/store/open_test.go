package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"luwte/server/store"
	"luwte/server/store/storetest"
)

func TestCreate_Twice_IsRefusedAndKeepsTheFirst(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "store")
	s := create(t, dir)
	must(t, s.AddInbox(t.Context(), inbox, storetest.State(1, 0)))
	must(t, s.Close())
	if _, err := store.Create(dir); !errors.Is(err, store.ErrExists) {
		t.Errorf("Create: %v", err)
	}
	all, err := open(t, dir).Inboxes(t.Context())
	if len(all) != 1 || err != nil {
		t.Errorf("Inboxes = %v, %v", all, err)
	}
}

func TestOpen_NoStore_IsRefusedAndMakesNothing(t *testing.T) {
	empty := t.TempDir()
	for _, dir := range []string{empty, filepath.Join(empty, "no")} {
		if _, err := store.Open(dir); !errors.Is(err, store.ErrNoStore) {
			t.Errorf("Open: %v", err)
		}
	}
	if files, _ := os.ReadDir(empty); len(files) > 0 {
		t.Errorf("Open made %v", files)
	}
}

func TestOpen_HeldByAnother_IsLockedUntilClosed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	s := create(t, dir)
	if _, err := store.Open(dir); !errors.Is(err, store.ErrLocked) {
		t.Errorf("Open: %v", err)
	}
	must(t, s.Close())
	must(t, open(t, dir).Close())
}

// TestOpen_DirectoryLocked_IsRefused shows that the lock does not hang on one
// generation's database.
func TestOpen_DirectoryLocked_IsRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	must(t, create(t, dir).Close())
	f, err := os.Open(dir)
	must(t, err)
	must(t, syscall.Flock(int(f.Fd()), syscall.LOCK_EX))
	for _, begin := range []func(string, ...store.Option) (store.Store, error){store.Open, store.Create} {
		if _, err := begin(dir); !errors.Is(err, store.ErrLocked) {
			t.Errorf("%v", err)
		}
	}
	must(t, f.Close())
	must(t, open(t, dir).Close())
}

// TestOpen_AnyFileGone_IsRefused never takes a store that has lost a part for an
// empty one.
func TestOpen_AnyFileGone_IsRefused(t *testing.T) {
	for name, harm := range map[string]func(dir, gen string) error{
		"no database":     func(_, gen string) error { return os.Remove(filepath.Join(gen, "store.db")) },
		"empty database":  func(_, gen string) error { return os.Truncate(filepath.Join(gen, "store.db"), 0) },
		"cut database":    func(_, gen string) error { return os.Truncate(filepath.Join(gen, "store.db"), 8192) },
		"no key":          func(_, gen string) error { return os.Remove(filepath.Join(gen, "key")) },
		"cut key":         func(_, gen string) error { return os.Truncate(filepath.Join(gen, "key"), 31) },
		"other key":       func(_, gen string) error { return os.WriteFile(filepath.Join(gen, "key"), make([]byte, 32), 0o600) },
		"no generation":   func(_, gen string) error { return os.RemoveAll(gen) },
		"empty pointer":   func(dir, _ string) error { return os.Truncate(filepath.Join(dir, "current"), 0) },
		"strange pointer": func(dir, _ string) error { return os.WriteFile(filepath.Join(dir, "current"), []byte("../x\n"), 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "store")
			s := create(t, dir)
			must(t, s.AddInbox(t.Context(), inbox, storetest.State(1, 0)))
			must(t, s.Close())
			must(t, harm(dir, generation(t, dir)))
			if _, err := store.Open(dir); !errors.Is(err, store.ErrDamaged) {
				t.Errorf("Open: %v", err)
			}
			if _, err := store.Create(dir); err == nil {
				t.Error("Create took it for nothing")
			}
		})
	}
}

func TestCreate_PointerGone_RefusesToBeginAfresh(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	must(t, create(t, dir).Close())
	gen := generation(t, dir)
	must(t, os.Remove(filepath.Join(dir, "current")))
	if _, err := store.Create(dir); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("Create: %v", err)
	}
	if _, err := os.Stat(filepath.Join(gen, "store.db")); err != nil {
		t.Error(err)
	}
}

// TestOpen_CutOffAnywhere_FindsOneWholeStore makes by hand what a crash between
// any two steps of a creation or of a change of generation leaves behind.
func TestOpen_CutOffAnywhere_FindsOneWholeStore(t *testing.T) {
	other := "00000000000000aa"
	for name, left := range map[string]func(dir, gen string) error{
		"pointer before rename": func(dir, gen string) error { return os.Rename(gen, gen+".new") },
		"unfinished generation": func(dir, gen string) error { return os.Mkdir(filepath.Join(dir, other+".new"), 0o700) },
		"unfinished pointer": func(dir, gen string) error {
			return os.WriteFile(filepath.Join(dir, "current.new"), []byte(other[:5]), 0o600)
		},
		"succeeded generation": func(dir, gen string) error { return os.CopyFS(filepath.Join(dir, other), os.DirFS(gen)) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "store")
			s := create(t, dir)
			must(t, s.AddInbox(t.Context(), inbox, storetest.State(1, 0)))
			must(t, s.Close())
			must(t, os.WriteFile(filepath.Join(dir, "not ours"), nil, 0o600))
			must(t, left(dir, generation(t, dir)))
			all, err := open(t, dir).Inboxes(t.Context())
			if len(all) != 1 || err != nil {
				t.Errorf("Inboxes = %v, %v", all, err)
			}
			files, err := os.ReadDir(dir)
			must(t, err)
			if len(files) != 3 { // current, generation, not ours
				t.Errorf("left in the directory: %v", files)
			}
		})
	}
}
