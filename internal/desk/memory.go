package desk

import (
	"bytes"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"

	"luwte/crypto/board"
	"luwte/crypto/identity"
	"luwte/crypto/label"
	"luwte/crypto/message"
	"luwte/crypto/seal"
	"luwte/internal/desk/register"
)

// What is destroyed comes back with a backup from before. So a desk leaves for itself, in one of the decoys' places on each board, what it has destroyed: the board is the one thing of it that
// is elsewhere, always the newest, and comes back with every pouch. To all others it is a decoy. It is sealed to a recipient that comes from the register's key, as a backup's register has it too, and that
// stands nowhere: whoever has not the key can neither read nor make one.
//
//	u32be e ‖ e numbers of epochs (u64be), the last ones destroyed ‖ u64be cases ever destroyed ‖ u32be c ‖ c marks of the last of these (16) ‖ zeros
const (
	goneBucket = "gone" // marks of destroyed cases, by their number from 1
	goneKey    = "gone" // in countBucket: how many there are

	againBucket = "again" // epochs that were destroyed after the backup from which this desk was put back, by number
	restoredKey = "restored"

	memoryEpochs = 32
	memoryCases  = (message.NotePlaintextSize - 4 - 8*memoryEpochs - 8 - 4) / markSize
	markSize     = 16
)

type goneMark [markSize]byte

// memory is what stands on a board.
type memory struct {
	epochs []uint64
	cases  uint64 // ever destroyed
	marks  []goneMark
}

// memoryKeys are the keys of what a desk leaves for itself.
type memoryKeys struct {
	identity *age.HybridIdentity
	places   []byte // of its labels on boards
	marks    []byte // of cases
}

func (d *Desk) memoryKeys() (*memoryKeys, error) {
	key := d.keys.Register()
	all, err := hkdf.Key(sha256.New, key[:], nil, label.DeskMemory, 96)
	if err != nil {
		return nil, fmt.Errorf("derive the keys of what a desk remembers: %w", err)
	}
	id, err := identity.FromSeed(all[:32])
	return &memoryKeys{id, all[32:64], all[64:]}, err
}

func (k *memoryKeys) label(nonce [32]byte) [16]byte { return [16]byte(mac(k.places, nonce[:])) }

func (k *memoryKeys) mark(caseID string) goneMark { return goneMark(mac(k.marks, []byte(caseID))) }

func mac(key, text []byte) []byte {
	m := hmac.New(sha256.New, key)
	m.Write(text)
	return m.Sum(nil)[:markSize]
}

// noteGone writes down that a case was destroyed, for boards and for backups made later; of the case it keeps a keyed hash of its id.
func (d *Desk) noteGone(tx *register.Tx, caseID string) error {
	k, err := d.memoryKeys()
	if err != nil {
		return err
	}
	return addGone(tx, k.mark(caseID))
}

func addGone(tx *register.Tx, m goneMark) error {
	n, err := getNumber(tx, countBucket, goneKey)
	if err != nil {
		return err
	}
	return errors.Join(tx.Put(goneBucket, fmt.Sprint(n+1), m[:]), putNumber(tx, countBucket, goneKey, n+1))
}

// goneMarks returns the marks of cases that were destroyed, from the one with a number on.
func goneMarks(tx *register.Tx, from uint64) (all []goneMark, err error) {
	n, err := getNumber(tx, countBucket, goneKey)
	for i := max(from, 1); i <= n && err == nil; i++ {
		var value []byte
		var ok bool
		if value, ok, err = tx.Get(goneBucket, fmt.Sprint(i)); err == nil && (!ok || len(value) != markSize) {
			err = register.ErrDamaged
		}
		if err == nil {
			all = append(all, goneMark(value))
		}
	}
	return all, err
}

// memory is what the next board is to say.
func (d *Desk) memory(tx *register.Tx) (*memory, error) {
	gone, err := destroyed(tx)
	if err != nil {
		return nil, err
	}
	m := &memory{}
	for _, g := range gone[max(0, len(gone)-memoryEpochs):] {
		m.epochs = append(m.epochs, g.Epoch)
	}
	if m.cases, err = getNumber(tx, countBucket, goneKey); err != nil {
		return nil, err
	}
	m.marks, err = goneMarks(tx, m.cases-min(m.cases, memoryCases)+1)
	return m, err
}

func (m *memory) marshal() []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(m.epochs)))
	for _, e := range m.epochs {
		b = binary.BigEndian.AppendUint64(b, e)
	}
	b = binary.BigEndian.AppendUint64(b, m.cases)
	b = binary.BigEndian.AppendUint32(b, uint32(len(m.marks)))
	for _, mark := range m.marks {
		b = append(b, mark[:]...)
	}
	return append(b, make([]byte, message.NotePlaintextSize-len(b))...)
}

// entry seals it for a board.
func (m *memory) entry(k *memoryKeys, nonce [32]byte) (e board.Entry, err error) {
	e.Label = k.label(nonce)
	e.Note, err = seal.Own(k.identity.Recipient().String(), m.marshal())
	return e, err
}

// readMemory returns what a board says, or nil if it says nothing that this desk left.
func readMemory(k *memoryKeys, b *board.Board) *memory {
	note, ok := b.Find(k.label(b.Nonce))
	if !ok {
		return nil
	}
	r, err := age.Decrypt(bytes.NewReader(note), k.identity)
	if err != nil {
		return nil
	}
	text, err := io.ReadAll(r)
	if err != nil || len(text) != message.NotePlaintextSize {
		return nil
	}
	return parseMemory(text)
}

func parseMemory(b []byte) *memory {
	m := &memory{}
	number := func() uint64 { n := binary.BigEndian.Uint64(b); b = b[8:]; return n }
	count := func(most int) int { n := binary.BigEndian.Uint32(b); b = b[4:]; return int(min(n, uint32(most))) }
	for range count(memoryEpochs) {
		m.epochs = append(m.epochs, number())
	}
	m.cases = number()
	for range count(memoryCases) {
		m.marks = append(m.marks, goneMark(b[:markSize]))
		b = b[markSize:]
	}
	return m
}
