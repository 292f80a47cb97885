package server

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"luwte/internal/fuzzing"
)

// FuzzKeyPlace: what says where the store's key lies is read, or said to be damaged.
func FuzzKeyPlace(f *testing.F) {
	l := layout(f.TempDir())
	fuzzing.Add(f, 80, []byte(`{"dir":"/run/luwte"}`))
	fuzzing.Add(f, 80, []byte(`{"secret":"/run/credentials/a","salt":"AAECAwQFBgcICQoLDA0ODw=="}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(l.key(), data, 0o600); err != nil {
			t.Fatal(err)
		}
		p, err := l.keyPlace()
		if err != nil && !errors.Is(err, ErrKeyPlace) {
			t.Fatal(err)
		}
		if err != nil {
			return
		}
		if err := l.writeKeyPlace(p); err != nil {
			t.Fatal(err)
		}
		if again, err := l.keyPlace(); err != nil || again.Dir != p.Dir || again.Secret != p.Secret || string(again.Salt) != string(p.Salt) {
			t.Fatalf("%q is %+v, and then %+v, %v", data, p, again, err)
		}
	})
}

// FuzzSystemTor: what says where the system's tor has the keys names two absolute paths, or is refused.
func FuzzSystemTor(f *testing.F) {
	l := layout(f.TempDir())
	right, err := json.Marshal(SystemTor{Sockets: "/run/luwte", Keys: "/var/lib/tor/luwte"})
	if err != nil {
		f.Fatal(err)
	}
	fuzzing.Add(f, 120, right)
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(l.systemTor(), data, 0o600); err != nil {
			t.Fatal(err)
		}
		if st, err := l.readSystemTor(); err == nil && (st == nil || !filepath.IsAbs(st.Sockets) || !filepath.IsAbs(st.Keys)) {
			t.Fatalf("%q is %+v", data, st)
		}
	})
}
