package main

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"filippo.io/age"

	"luwte/crypto/charter"
	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/crypto/seal"
	"luwte/internal/desk"
	"luwte/internal/desk/keyring"
	"luwte/internal/pouch"
)

// mail is a desk, and parcels for it.
type mail struct {
	b        *bench
	dir      string
	count    int
	pieces   int // of files, before each report that names them
	bureau   charter.Fingerprint
	epoch    charter.Epoch
	identity *age.HybridIdentity
	parcels  *os.File // one after the other
	ids      []parcel.ID
}

func (m *mail) desk() string  { return filepath.Join(m.dir, "desk") }
func (m *mail) pouch() string { return filepath.Join(m.dir, "pouch") }
func (m *mail) remove() error { return errors.Join(m.parcels.Close(), os.RemoveAll(m.dir)) }

// newMail makes a desk and a pouch with so many parcels for it.
func (b *bench) newMail(count, pieces int) (m *mail, err error) {
	m = &mail{b: b, count: count, pieces: pieces, ids: make([]parcel.ID, count)}
	if m.dir, err = os.MkdirTemp(b.dir, "mail"); err != nil {
		return nil, err
	}
	if m.parcels, err = os.Create(filepath.Join(m.dir, "parcels")); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, m.remove())
		}
	}()
	if err := m.newDesk(); err != nil {
		return m, err
	}
	b.say("  sealing %d parcels", count)
	letter := pieces + 1
	if err := each(count/letter, func(_, i int) error { return errors.Join(b.ctx.Err(), m.letter(i*letter)) }); err != nil {
		return m, err
	}
	at := map[parcel.ID]int{}
	for i, id := range m.ids {
		at[id] = i
	}
	return m, pouch.Write(m.pouch(), m.bureau, nil, m.ids, func(id parcel.ID) ([]byte, error) { return m.get(at[id], make([]byte, parcel.Size)) })
}

// newDesk makes the desk, and takes of its keys what the reference needs.
func (m *mail) newDesk() error {
	if err := newDesk(m.desk()); err != nil {
		return err
	}
	keys, err := keyring.Load(filepath.Join(m.desk(), "keyring.age"), passphrase)
	if err != nil {
		return err
	}
	m.bureau, m.epoch = keys.Bureau(), keys.Epochs()[0]
	m.identity, err = keys.Identity(m.epoch.Epoch)
	return err
}

// newDesk makes a desk to which nothing has come.
func newDesk(dir string) error {
	s, err := desk.NewSettings(charter.Texts{"nl": "Bureau"})
	if err != nil {
		return err
	}
	_, err = desk.Init(dir, passphrase, "bench", s)
	return err
}

// each does something for each number below n, on all cores, which have numbers too.
func each(n int, do func(core, i int) error) error {
	errs := make([]error, runtime.GOMAXPROCS(0))
	var next atomic.Int64
	var group sync.WaitGroup
	for g := range errs {
		group.Go(func() {
			for i := next.Add(1) - 1; i < int64(n) && errs[g] == nil; i = next.Add(1) - 1 {
				errs[g] = do(g, int(i))
			}
		})
	}
	group.Wait()
	return errors.Join(errs...)
}

// letter seals a report with its pieces, from place at on, with keys of a reporter's own.
func (m *mail) letter(at int) error {
	reporter, err := age.GenerateHybridIdentity()
	if err != nil {
		return err
	}
	head := message.Head{Bureau: m.bureau, Epoch: m.epoch.Epoch}
	r := &message.Report{
		Head: head, Recipient: reporter.Recipient().String(), Language: "nl", Form: 1, Topic: "approached",
		Answers: []message.Answer{}, Files: []message.FileRef{}, Text: fmt.Sprintf("Verhaal %d. %s", at, strings.Repeat("Iemand vroeg mij om adressen. ", 70)),
	}
	rand.Read(r.Slots[:])
	file, whole := message.FileRef{Name: "foto.jpg", Type: "image/jpeg"}, sha256.New()
	for i := range m.pieces {
		body := make([]byte, message.MaxBody)
		rand.Read(body)
		whole.Write(body)
		file.Size += uint64(len(body))
		if err := m.put(at+i, &message.File{Head: head, Body: body}); err != nil {
			return err
		}
	}
	if m.pieces > 0 {
		whole.Sum(file.SHA256[:0])
		file.Parcels = m.ids[at : at+m.pieces]
		r.Files = append(r.Files, file)
	}
	return m.put(at+m.pieces, r)
}

func (m *mail) put(at int, what message.Message) error {
	sealed, err := seal.Parcel(m.epoch.Recipient, what)
	if err != nil {
		return err
	}
	m.ids[at] = parcel.IDOf(sealed)
	_, err = m.parcels.WriteAt(sealed, int64(at)*parcel.Size)
	return err
}

func (m *mail) get(at int, data []byte) ([]byte, error) {
	_, err := m.parcels.ReadAt(data, int64(at)*parcel.Size)
	return data, err
}
