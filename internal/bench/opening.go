package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"filippo.io/age"

	"luwte/crypto/charter"
	"luwte/crypto/message"
	"luwte/crypto/open"
	"luwte/crypto/parcel"
	"luwte/crypto/seal"
	"luwte/internal/desk"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/keyring"
	"luwte/internal/pouch"
)

// opening measures how fast parcels are opened, on all cores and with what an import does besides, beside one goroutine of the age library that decrypts the same
// parcels and does nothing else. They are reports of 2 kB, each with a case and a key of its own, the dearest that there are.
func opening(b *bench) (lines []line, err error) {
	m, err := b.newMail(pick(b, 10_000, 100))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, m.remove()) }()
	alone := line{what: fmt.Sprintf("parcels/s opened, %d of them", m.count), beside: "age, one goroutine", target: ratioAtLeast(1.8)}
	whole := line{what: fmt.Sprintf("parcels/s imported at the desk, %d", m.count), beside: "age, one goroutine", target: ratioAtLeast(1.8)}
	for turn := range pick(b, 3, 1) {
		// The reference has a part before, between and after.
		third := m.count / 3
		var age1, age2, age3, opened, imported time.Duration
		for _, step := range []func() error{
			func() (err error) { age1, err = m.byAge(0, third); return },
			func() (err error) { opened, err = m.byOpen(); return },
			func() (err error) { age2, err = m.byAge(third, 2*third); return },
			func() (err error) { imported, err = m.imported(turn); return },
			func() (err error) { age3, err = m.byAge(2*third, 3*third); return },
		} {
			if err := step(); err != nil {
				return nil, err
			}
		}
		alone.add(m.rate(m.count, opened), m.rate(2*third, age1+age2))
		whole.add(m.rate(m.count, imported), m.rate(2*third, age2+age3))
		b.say("  turn %d: opened in %.1f s, imported in %.1f s, age would take %.1f s", turn+1, opened.Seconds(), imported.Seconds(), (age1+age2+age3).Seconds()*float64(m.count)/float64(3*third))
	}
	return []line{alone, whole}, nil
}

// mail is a desk, and parcels for it.
type mail struct {
	b        *bench
	dir      string
	count    int
	bureau   charter.Fingerprint
	epoch    charter.Epoch
	identity *age.HybridIdentity
	parcels  *os.File // one after the other
	ids      []parcel.ID
}

func (m *mail) rate(n int, took time.Duration) float64 { return float64(n) / took.Seconds() }
func (m *mail) desk() string                           { return filepath.Join(m.dir, "desk") }
func (m *mail) pouch() string                          { return filepath.Join(m.dir, "pouch") }
func (m *mail) remove() error                          { return errors.Join(m.parcels.Close(), os.RemoveAll(m.dir)) }

// newMail makes a desk and a pouch with so many reports for it.
func (b *bench) newMail(count int) (m *mail, err error) {
	m = &mail{b: b, count: count, ids: make([]parcel.ID, count)}
	if m.dir, err = os.MkdirTemp(b.dir, "mail"); err != nil {
		return nil, err
	}
	if err := b.newDesk(m.desk()); err != nil {
		return nil, err
	}
	keys, err := keyring.Load(filepath.Join(m.desk(), "keyring.age"), passphrase)
	if err != nil {
		return nil, err
	}
	m.bureau, m.epoch = keys.Bureau(), keys.Epochs()[0]
	if m.identity, err = keys.Identity(m.epoch.Epoch); err != nil {
		return nil, err
	}
	if m.parcels, err = os.Create(filepath.Join(m.dir, "parcels")); err != nil {
		return nil, err
	}
	b.say("  sealing %d reports", count)
	if err := m.each(m.put); err != nil {
		return nil, err
	}
	at := map[parcel.ID]int{}
	for i, id := range m.ids {
		at[id] = i
	}
	return m, pouch.Write(m.pouch(), m.bureau, nil, m.ids, func(id parcel.ID) ([]byte, error) { return m.get(at[id], make([]byte, parcel.Size)) })
}

// newDesk makes a desk without reports.
func (b *bench) newDesk(dir string) error {
	s, err := desk.NewSettings(charter.Texts{"nl": "Bureau"})
	if err != nil {
		return err
	}
	_, err = desk.Init(dir, passphrase, "bench", s)
	return err
}

// each does something with the number of each parcel, on all cores.
func (m *mail) each(do func(i int) error) error {
	errs := make([]error, runtime.GOMAXPROCS(0))
	var next atomic.Int64
	var group sync.WaitGroup
	for g := range errs {
		group.Go(func() {
			for i := next.Add(1) - 1; i < int64(m.count) && errs[g] == nil; i = next.Add(1) - 1 {
				errs[g] = do(int(i))
			}
		})
	}
	group.Wait()
	return errors.Join(errs...)
}

// put seals report i and keeps it.
func (m *mail) put(i int) error {
	reporter, err := age.GenerateHybridIdentity()
	if err != nil {
		return err
	}
	r := &message.Report{
		Head: message.Head{Bureau: m.bureau, Epoch: m.epoch.Epoch}, Recipient: reporter.Recipient().String(), Language: "nl", Form: 1, Topic: "approached",
		Answers: []message.Answer{}, Files: []message.FileRef{}, Text: fmt.Sprintf("Verhaal %d. %s", i, strings.Repeat("Iemand vroeg mij om adressen. ", 70)),
	}
	rand.Read(r.Slots[:])
	sealed, err := seal.Parcel(m.epoch.Recipient, r)
	if err != nil {
		return err
	}
	m.ids[i] = parcel.IDOf(sealed)
	_, err = m.parcels.WriteAt(sealed, int64(i)*parcel.Size)
	return err
}

func (m *mail) get(i int, data []byte) ([]byte, error) {
	_, err := m.parcels.ReadAt(data, int64(i)*parcel.Size)
	return data, err
}

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
	err := m.each(func(i int) error {
		sealed, err := m.get(i, make([]byte, parcel.Size))
		if err != nil {
			return err
		}
		_, err = open.Parcel(m.identity, sealed, m.bureau, m.epoch.Epoch)
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
	if err == nil && got.Count(cases.NewCase) != m.count {
		err = fmt.Errorf("%d of %d reports became cases", got.Count(cases.NewCase), m.count)
	}
	return took, err
}
