package pouch_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"luwte/crypto/charter"
	"luwte/crypto/dispatch"
	"luwte/crypto/parcel"
	"luwte/internal/pouch"
)

var bureau = charter.Fingerprint(bytes.Repeat([]byte{7}, 32))

// some is n parcels' worth of random bytes by id. A pouch doesn't look into parcels, so these have no shape.
func some(n int) (map[parcel.ID][]byte, []parcel.ID) {
	random := rand.NewChaCha8([32]byte{1})
	parcels, ids := map[parcel.ID][]byte{}, []parcel.ID{}
	for range n {
		data := make([]byte, parcel.Size)
		random.Read(data)
		id := parcel.IDOf(data)
		parcels[id], ids = data, append(ids, id)
	}
	return parcels, ids
}

func from(parcels map[parcel.ID][]byte) pouch.Fetch {
	return func(id parcel.ID) ([]byte, error) { return parcels[id], nil }
}

func encode(t testing.TB, dispatchRaw []byte, n int) []byte {
	t.Helper()
	parcels, ids := some(n)
	var out bytes.Buffer
	if err := pouch.Encode(&out, bureau, dispatchRaw, ids, from(parcels)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func parse(data []byte) (*pouch.Pouch, error) {
	return pouch.Parse(bytes.NewReader(data), int64(len(data)))
}

// resum puts the right hash under altered bytes.
func resum(data []byte) []byte {
	sum := sha256.Sum256(data[:len(data)-sha256.Size])
	return append(data[:len(data)-sha256.Size:len(data)-sha256.Size], sum[:]...)
}

func TestWriteOpen_ParcelsAndDispatch_ComeBackSorted(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pouch")
	parcels, ids := some(5)
	if err := pouch.Write(path, bureau, []byte("a dispatch"), append(ids, ids[0]), from(parcels)); err != nil {
		t.Fatal(err)
	}
	p, err := pouch.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if p.Bureau != bureau || string(p.Dispatch) != "a dispatch" || p.Count() != 5 {
		t.Fatalf("bureau %v, dispatch %q, %d parcels", p.Bureau, p.Dispatch, p.Count())
	}
	var seen []parcel.ID
	for id, data := range p.Parcels() {
		seen = append(seen, id)
		if !bytes.Equal(data, parcels[id]) || !p.Has(id) {
			t.Errorf("parcel %v has other bytes", id)
		}
	}
	if p.Err() != nil || len(seen) != 5 || !slices.IsSortedFunc(seen, parcel.ID.Compare) || !slices.Equal(seen, p.IDs()) {
		t.Errorf("%d parcels in the order %v, then %v", len(seen), seen, p.Err())
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("left beside the pouch: %v", entries)
	}
}

func TestWrite_Empty_IsTheSpecifiedBytes(t *testing.T) {
	want := resum(slices.Concat([]byte("luwte/1 pouch\n"), bureau[:], make([]byte, 4+4+32)))
	if got := encode(t, nil, 0); !bytes.Equal(got, want) {
		t.Errorf("%x, expected %x", got, want)
	}
	p, err := parse(want)
	if err != nil || p.Dispatch != nil || p.Count() != 0 {
		t.Errorf("parsed: %+v, %v", p, err)
	}
}

func TestWrite_FetchFails_LeavesTheOldPouch(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pouch")
	if err := pouch.Write(path, bureau, []byte("old"), nil, nil); err != nil {
		t.Fatal(err)
	}
	old, _ := os.ReadFile(path)
	parcels, ids := some(2)
	broken := errors.New("broken")
	fetches := map[string]struct {
		fetch pouch.Fetch
		want  error
	}{
		"error":        {func(parcel.ID) ([]byte, error) { return nil, broken }, broken},
		"other parcel": {func(id parcel.ID) ([]byte, error) { return parcels[ids[0]], nil }, pouch.ErrParcel},
		"cut parcel":   {func(id parcel.ID) ([]byte, error) { return parcels[id][1:], nil }, pouch.ErrParcel},
	}
	for name, c := range fetches {
		if err := pouch.Write(path, bureau, nil, ids, c.fetch); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if now, _ := os.ReadFile(path); !bytes.Equal(now, old) {
			t.Errorf("%s: the pouch was touched", name)
		}
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("left beside the pouch: %v", entries)
	}
}

func TestWrite_PieceOfAKilledWriter_IsReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pouch")
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	if err := os.Symlink(elsewhere, path+".part"); err != nil {
		t.Fatal(err)
	}
	if err := pouch.Write(path, bureau, nil, nil, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(elsewhere); !errors.Is(err, os.ErrNotExist) {
		t.Error("the link was followed")
	}
	if _, err := os.Lstat(path + ".part"); !errors.Is(err, os.ErrNotExist) {
		t.Error("the piece is still there")
	}
}

func TestWrite_TooLongDispatch_IsRefused(t *testing.T) {
	err := pouch.Encode(&bytes.Buffer{}, bureau, make([]byte, dispatch.MaxSize+1), nil, nil)
	if !errors.Is(err, pouch.ErrMalformed) {
		t.Error(err)
	}
}

func TestParse_CutAnywhere_IsErrCut(t *testing.T) {
	whole := encode(t, []byte("dispatch"), 1)
	cuts := []int{parcel.Size / 2, len(whole) - 33, len(whole) - 32, len(whole) - 1}
	for n := range 100 {
		cuts = append(cuts, n)
	}
	for _, n := range cuts {
		if _, err := parse(whole[:n]); !errors.Is(err, pouch.ErrCut) {
			t.Errorf("cut after %d bytes: %v", n, err)
		}
	}
}

func TestParse_AnyFlippedBit_IsRefused(t *testing.T) {
	whole := encode(t, []byte("dispatch"), 1)
	for i := 0; i < len(whole); i++ {
		if i == 200 { // parcels are alike inside
			i = len(whole) - 100
		}
		altered := slices.Clone(whole)
		altered[i] ^= 1 << (i % 8)
		if _, err := parse(altered); err == nil {
			t.Errorf("byte %d flipped: accepted", i)
		}
	}
	for i, want := range map[int]error{0: pouch.ErrNotPouch, 6: pouch.ErrVersion, 20: pouch.ErrAltered, 100: pouch.ErrAltered} {
		altered := slices.Clone(whole)
		altered[i] ^= 2
		if _, err := parse(altered); !errors.Is(err, want) {
			t.Errorf("byte %d flipped: %v, expected %v", i, err, want)
		}
	}
}

func TestParse_LimitsAndOrder_AreErrMalformed(t *testing.T) {
	two := encode(t, nil, 2)
	first, second := 14+32+4+4, 14+32+4+4+parcel.Size
	swapped := resum(slices.Concat(two[:first], two[second:second+parcel.Size], two[first:second], two[len(two)-32:]))
	doubled := resum(slices.Concat(two[:first], two[first:second], two[first:second], two[len(two)-32:]))
	manyParcels := slices.Clone(encode(t, nil, 0))
	binary.BigEndian.PutUint32(manyParcels[50:], pouch.MaxParcels+1)
	longDispatch := slices.Clone(encode(t, nil, 0))
	binary.BigEndian.PutUint32(longDispatch[46:], uint32(dispatch.MaxSize+1))
	for name, data := range map[string][]byte{
		"swapped": swapped, "doubled": doubled, "trailing byte": append(slices.Clone(two), 0), "too many parcels": resum(manyParcels),
		"too long a dispatch": resum(longDispatch),
	} {
		if _, err := parse(data); !errors.Is(err, pouch.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestParcels_FileChangedAfterOpen_StopsWithErrAltered(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pouch")
	for name, spoil := range map[string]func(f *os.File) error{
		"flipped":   func(f *os.File) error { _, err := f.WriteAt([]byte{0xff, 0, 0xff}, 54+parcel.Size+1000); return err },
		"truncated": func(f *os.File) error { return f.Truncate(54 + parcel.Size + 1000) },
		"another": func(f *os.File) error { // that is in the pouch too
			data := make([]byte, parcel.Size)
			_, err := f.ReadAt(data, 54)
			if err == nil {
				_, err = f.WriteAt(data, 54+parcel.Size)
			}
			return err
		},
	} {
		parcels, ids := some(3)
		if err := pouch.Write(path, bureau, nil, ids, from(parcels)); err != nil {
			t.Fatal(err)
		}
		p, err := pouch.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		file, err := os.OpenFile(path, os.O_RDWR, 0)
		if err == nil {
			err = errors.Join(spoil(file), file.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for range p.Parcels() {
			n++
		}
		if n != 1 || !errors.Is(p.Err(), pouch.ErrAltered) {
			t.Errorf("%s: %d parcels, then %v", name, n, p.Err())
		}
		p.Close()
	}
}

func TestOpen_NotAFile_SaysWhich(t *testing.T) {
	dir := t.TempDir()
	if _, err := pouch.Open(dir); !errors.Is(err, pouch.ErrNotPouch) {
		t.Error(err)
	}
	if _, err := pouch.Open(filepath.Join(dir, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}
