package archive

import (
	"bytes"
	"errors"
	"testing"

	"filippo.io/age"

	"luwte/internal/fuzzing"
)

// FuzzOpen: a backup is read to its end or refused with what is wrong: as it lies there, and as somebody sealed it again who knows the recipient.
func FuzzOpen(f *testing.F) {
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		f.Fatal(err)
	}
	whole := written(f, id, map[string]string{"register.db": "pages", "keys": "secret"})
	r, err := age.Decrypt(bytes.NewReader(whole), id)
	if err != nil {
		f.Fatal(err)
	}
	var inside bytes.Buffer
	if _, err := inside.ReadFrom(r); err != nil {
		f.Fatal(err)
	}
	fuzzing.Add(f, 60, whole, false)
	fuzzing.Add(f, 100, inside.Bytes(), true)
	f.Fuzz(func(t *testing.T, data []byte, seal bool) {
		if seal {
			var sealed bytes.Buffer
			w, err := age.Encrypt(&sealed, id.Recipient())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write(data); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			data = sealed.Bytes()
		}
		_, _ = Stanzas(bytes.NewReader(data))
		_, err := unpack(data, id)
		for _, known := range []error{nil, ErrKey, ErrNotBackup, ErrCut, ErrAltered} {
			if err == nil || known != nil && errors.Is(err, known) {
				return
			}
		}
		t.Fatal(err)
	})
}
