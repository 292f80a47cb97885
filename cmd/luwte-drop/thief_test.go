package main

import (
	"bytes"
	"cmp"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"
	"unsafe"

	"go.etcd.io/bbolt"
	"golang.org/x/crypto/chacha20poly1305"

	"luwte/crypto/parcel"
)

// What a thief's script does who has a disk, every key on it, and the sources. It shares no code with the store.

const diskPage = 4096

// thief has a key.
type thief struct{ values cipher.AEAD }

func newThief(t *testing.T, key []byte) thief {
	t.Helper()
	values, err := hkdf.Key(sha256.New, key, nil, "luwte/1 tide values", chacha20poly1305.KeySize)
	must(t, err)
	aead, err := chacha20poly1305.NewX(values)
	must(t, err)
	return thief{aead}
}

// stolen is what a thief learns of a parcel: its id, and where it lies.
type stolen struct {
	tag  [16]byte
	week uint32
}

// entry opens an entry of the index.
func (th thief) entry(key, value []byte) (id parcel.ID, s stolen, ok bool) {
	if len(key) != 32 || len(value) != 24+24+16 {
		return id, s, false
	}
	plain, err := th.values.Open(nil, value[:24], value[24:], append([]byte{'e'}, key...))
	if err != nil {
		return id, s, false
	}
	return parcel.ID(plain[:16]), stolen{[16]byte(key[16:]), binary.BigEndian.Uint32(plain[16:])}, true
}

// entries opens all entries that lie anywhere on a disk, also in pages that the database or the file system has given up.
func (th thief) entries(disk []byte) map[parcel.ID]stolen {
	all := map[parcel.ID]stolen{}
	for at := 0; at+diskPage <= len(disk); at += diskPage {
		page := disk[at : at+diskPage]
		if binary.LittleEndian.Uint16(page[8:]) != 2 { // no leaf
			continue
		}
		for i := range int(binary.LittleEndian.Uint16(page[10:])) {
			element := 16 + 16*i
			if element+16 > diskPage {
				break
			}
			key := element + int(binary.LittleEndian.Uint32(page[element+4:]))
			value := key + int(binary.LittleEndian.Uint32(page[element+8:]))
			end := value + int(binary.LittleEndian.Uint32(page[element+12:]))
			if key < 0 || value < key || end < value || end > diskPage {
				break
			}
			if id, s, ok := th.entry(page[key:value], page[value:end]); ok {
				all[id] = s
			}
		}
	}
	return all
}

// orders looks in a database for where the given parcels lie, by each measure that a thief may try.
func (th thief) orders(t *testing.T, database []byte, ids []parcel.ID) map[string][]uintptr {
	t.Helper()
	path := filepath.Join(t.TempDir(), "stolen")
	must(t, os.WriteFile(path, database, 0o600))
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true})
	must(t, err)
	defer db.Close()
	at := func(value []byte) uintptr { return uintptr(unsafe.Pointer(unsafe.SliceData(value))) }
	all, index, tags := map[string][]uintptr{}, map[parcel.ID]uintptr{}, map[parcel.ID]stolen{}
	must(t, db.View(func(tx *bbolt.Tx) error {
		err := tx.Bucket([]byte("index")).ForEach(func(k, v []byte) error {
			if id, s, ok := th.entry(k, v); ok {
				index[id], tags[id] = at(v), s
			}
			return nil
		})
		for _, id := range ids {
			s, found := tags[id]
			if !found {
				t.Errorf("parcel %v is not in the index", id)
			}
			all["place of its entry"] = append(all["place of its entry"], index[id])
			all["week"] = append(all["week"], uintptr(s.week))
			all["place of its bytes"] = append(all["place of its bytes"], at(tx.Bucket([]byte("values")).Bucket(s.tag[:]).Get(append(s.tag[:], 0))))
		}
		return err
	}))
	return all
}

// deviations is how far the order of measures is from one at random, by Kendall's rank correlation, in standard deviations of that.
func deviations(order []uintptr) float64 {
	sum, n := 0.0, float64(len(order))
	for j, b := range order {
		for _, a := range order[:j] {
			sum += float64(cmp.Compare(b, a))
		}
	}
	return math.Abs(sum) / math.Sqrt(n*(n-1)*(2*n+5)/18)
}

// find returns how many of the needles, each of at least eight bytes, are anywhere on a disk, and the first of their names.
func find(disk []byte, needles map[string][]byte) (n int, first string) {
	var seen [1 << 21]byte // a bit for each beginning of three bytes
	byStart := map[[8]byte][]string{}
	for name, needle := range needles {
		start := uint(needle[0])<<16 | uint(needle[1])<<8 | uint(needle[2])
		seen[start>>3] |= 1 << (start & 7)
		byStart[[8]byte(needle)] = append(byStart[[8]byte(needle)], name)
	}
	found, empty := map[string]bool{}, make([]byte, diskPage)
	for at := 0; at+8 <= len(disk); at++ {
		if at%diskPage == 0 && at+diskPage < len(disk) && bytes.Equal(disk[at:at+diskPage], empty) {
			at += diskPage - 8 // a needle may begin in the last bytes
			continue
		}
		start := uint(disk[at])<<16 | uint(disk[at+1])<<8 | uint(disk[at+2])
		if seen[start>>3]&(1<<(start&7)) == 0 {
			continue
		}
		for _, name := range byStart[[8]byte(disk[at:])] {
			if !found[name] && bytes.HasPrefix(disk[at:], needles[name]) {
				found[name] = true
				first = cmp.Or(first, name)
			}
		}
	}
	return len(found), first
}

// commits returns the times that ext4's journal has kept, each of a commit, from its blocks (linux/jbd2.h).
func commits(journal []byte) (all []time.Time) {
	for at := 0; at+1024 <= len(journal); at += 1024 {
		block := journal[at:]
		if binary.BigEndian.Uint32(block) == 0xc03b3998 && binary.BigEndian.Uint32(block[4:]) == 2 {
			all = append(all, time.Unix(int64(binary.BigEndian.Uint64(block[48:])), int64(binary.BigEndian.Uint32(block[56:]))))
		}
	}
	return all
}
