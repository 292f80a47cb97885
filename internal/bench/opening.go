package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"filippo.io/age"

	"luwte/crypto/open"
	"luwte/crypto/parcel"
	"luwte/internal/desk"
	"luwte/internal/desk/cases"
)

// opening measures how fast parcels are opened, on all cores and with what an import does besides, beside one goroutine of the age library that decrypts the same
// parcels and does nothing else. Reports of 2 kB, each with a case and a key of its own, are the dearest that there are; most of what comes are pieces of files.
func opening(b *bench) (lines []line, err error) {
	count := pick(b, 10_000, 100)
	kinds := []struct {
		name   string
		pieces int
	}{{"reports", 0}, {"parcels, 1 in 50 a report", 49}}
	for _, kind := range kinds[:pick(b, len(kinds), 1)] {
		m, err := b.newMail(count, kind.pieces)
		if err != nil {
			return lines, err
		}
		opened, imported, err := m.openedAndImported()
		if err := errors.Join(err, m.remove()); err != nil {
			return lines, err
		}
		opened.what, imported.what = fmt.Sprintf("parcels/s opened: %d %s", count, kind.name), fmt.Sprintf("parcels/s imported: %d %s", count, kind.name)
		lines = append(lines, opened, imported)
	}
	return lines, nil
}

// openedAndImported opens and imports the parcels, and has the reference take a part before, between and after.
func (m *mail) openedAndImported() (opened, imported line, err error) {
	opened = line{beside: "age, one goroutine", target: ratioAtLeast(1.8)}
	imported = line{beside: opened.beside}
	third := m.count / 3
	for turn := range pick(m.b, 3, 1) {
		var age [3]time.Duration
		var open, whole time.Duration
		for _, step := range []func() error{
			func() (err error) { age[0], err = m.byAge(0, third); return },
			func() (err error) { open, err = m.byOpen(); return },
			func() (err error) { age[1], err = m.byAge(third, 2*third); return },
			func() (err error) { whole, err = m.imported(turn); return },
			func() (err error) { age[2], err = m.byAge(2*third, 3*third); return },
		} {
			if err := errors.Join(step(), m.b.ctx.Err()); err != nil {
				return opened, imported, err
			}
		}
		opened.add(rate(m.count, open), rate(2*third, age[0]+age[1]))
		imported.add(rate(m.count, whole), rate(2*third, age[1]+age[2]))
		m.b.say("  turn %d: opened in %.1f s, imported in %.1f s; age would take %.1f s", turn+1, open.Seconds(), whole.Seconds(),
			float64(m.count)/rate(3*third, age[0]+age[1]+age[2]))
	}
	return opened, imported, nil
}

func rate(n int, took time.Duration) float64 { return float64(n) / took.Seconds() }

// byAge decrypts some of the parcels with the age library in this goroutine.
func (m *mail) byAge(from, to int) (time.Duration, error) {
	began, data := time.Now(), make([]byte, parcel.Size)
	for i := from; i < to; i++ {
		sealed, err := m.get(i, data)
		if err != nil {
			return 0, err
		}
		r, err := age.Decrypt(bytes.NewReader(sealed), m.identity)
		if err != nil {
			return 0, err
		}
		if _, err := io.Copy(io.Discard, r); err != nil {
			return 0, err
		}
	}
	return time.Since(began), nil
}

// byOpen opens all parcels and reads what is in them, on all cores.
func (m *mail) byOpen() (time.Duration, error) {
	began := time.Now()
	rooms := make([]struct {
		open.Room
		sealed [parcel.Size]byte
	}, runtime.GOMAXPROCS(0))
	err := each(m.count, func(core, i int) error {
		sealed, err := m.get(i, rooms[core].sealed[:])
		if err != nil {
			return err
		}
		_, _, err = rooms[core].Parcel(sealed, m.bureau, open.Key{Epoch: m.epoch.Epoch, Identity: m.identity})
		return err
	})
	return time.Since(began), err
}

// imported imports the pouch into a copy of the desk, which nothing has come to yet.
func (m *mail) imported(turn int) (took time.Duration, err error) {
	dir := fmt.Sprintf("%s-%d", m.desk(), turn)
	if err := os.CopyFS(dir, os.DirFS(m.desk())); err != nil {
		return 0, err
	}
	d, err := desk.Open(dir, passphrase, "bench")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, d.Close(), os.RemoveAll(dir)) }()
	began := time.Now()
	got, err := d.Import(m.b.ctx, m.pouch(), func(int, int) {})
	took = time.Since(began)
	if err == nil && got.Count(cases.NewCase)+got.Count(cases.FilePiece) != m.count {
		err = fmt.Errorf("%d reports and %d pieces of %d parcels", got.Count(cases.NewCase), got.Count(cases.FilePiece), m.count)
	}
	return took, err
}
