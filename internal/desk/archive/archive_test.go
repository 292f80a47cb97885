package archive

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"filippo.io/age"
)

func written(t testing.TB, id *age.HybridIdentity, files map[string]string) []byte {
	t.Helper()
	c, sources := &Contents{Files: []File{}}, []Source{}
	for name, text := range files {
		c.Files = append(c.Files, File{name, uint64(len(text))})
		sources = append(sources, func(w io.Writer) error { _, err := io.WriteString(w, text); return err })
	}
	var b bytes.Buffer
	if err := Write(&b, []age.Recipient{id.Recipient()}, c, sources); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// unpack reads everything of a backup.
func unpack(data []byte, id age.Identity) (texts []string, err error) {
	r, err := Open(bytes.NewReader(data), int64(len(data)), id)
	if err != nil {
		return nil, err
	}
	for range r.Files {
		var b bytes.Buffer
		if err := r.Next(&b); err != nil {
			return nil, err
		}
		texts = append(texts, b.String())
	}
	return texts, r.End()
}

func TestOpen_CutOrAltered_SaysWhich(t *testing.T) {
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	other, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	whole := written(t, id, map[string]string{"register.db": string(bytes.Repeat([]byte("page"), 700_000))})
	if texts, err := unpack(whole, id); err != nil || len(texts[0]) != 2_800_000 {
		t.Fatal(err)
	}
	changed := func(at int) []byte { b := bytes.Clone(whole); b[at] ^= 1; return b }
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"nothing":                    {nil, ErrCut},
		"a word":                     {whole[:10], ErrCut},
		"half of the header":         {whole[:800], ErrCut},
		"the header alone":           {whole[:1627], ErrCut},
		"less than any has":          {whole[:1<<20], ErrCut},
		"a part":                     {whole[:2_000_000], ErrCut},
		"the last byte":              {whole[:len(whole)-1], ErrCut},
		"a byte more":                {append(bytes.Clone(whole), 0), ErrAltered},
		"a bit in its first chunk":   {changed(2000), ErrAltered},
		"a bit in the middle":        {changed(1_500_000), ErrAltered},
		"a bit in what fills it up":  {changed(len(whole) - 20), ErrAltered},
		"a bit in the header's seal": {changed(1600), ErrNotBackup},
		"something else":             {bytes.Repeat([]byte("a letter\n"), 1000), ErrNotBackup},
	} {
		if _, err := unpack(c.data, id); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := unpack(whole, other); !errors.Is(err, ErrKey) {
		t.Errorf("another key: %v", err)
	}
}

// TestWrite_Length_TellsOnlyTheSizeItRoughlyIs has registers of other lengths and names, whose backups are as long.
func TestWrite_Length_TellsOnlyTheSizeItRoughlyIs(t *testing.T) {
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	empty := len(written(t, id, nil))
	for _, n := range []int{1, 1000, 1_000_000} {
		if got := len(written(t, id, map[string]string{"keyring.age": string(make([]byte, n))})); got != empty {
			t.Errorf("%d bytes inside: %d bytes, none: %d", n, got, empty)
		}
	}
	a, b := len(written(t, id, map[string]string{"r": string(make([]byte, 2_100_000))})), len(written(t, id, map[string]string{"r": string(make([]byte, 2_110_000))}))
	if a != b {
		t.Errorf("%d, %d", a, b)
	}
}

func TestStanzas_AgeFiles_ToldByTheirHeader(t *testing.T) {
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	if types, err := Stanzas(bytes.NewReader(written(t, id, nil))); err != nil || len(types) != 1 || types[0] != "mlkem768x25519" {
		t.Errorf("%q, %v", types, err)
	}
	for _, bad := range []string{"", "age-encryption.org/v1\n", "age-encryption.org/v1\n-> scrypt"} {
		if _, err := Stanzas(bytes.NewReader([]byte(bad))); !errors.Is(err, ErrCut) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if _, err := Stanzas(bytes.NewReader([]byte("PK\x03\x04 a zip of something\n else\n"))); !errors.Is(err, ErrNotBackup) {
		t.Error(err)
	}
}
