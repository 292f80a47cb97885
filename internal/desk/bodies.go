package desk

import (
	"encoding/binary"
	"errors"
	"fmt"

	"luwte/crypto/message"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/register"
	"luwte/internal/desk/vault"
)

// A piece of a file is sealed once, under a key of its own and filled up to the length of the longest, since it comes before the letter that says to which
// case it belongs. What then moves into the case is its key, of 32 bytes: a letter may name gigabytes.
const (
	bodyBucket    = "bodies"    // pieces of files, by the mark of their parcel
	bodyKeyBucket = "body keys" // by mark, while a piece belongs to no case; then by case, "/", mark
	bodyOf        = "of/"       // in it, with a mark: the first case that a piece came to belong to
)

func bodyPlace(id string, piece cases.Mark) string { return id + "/" + string(piece) }

// sealedBody is a piece that belongs to no case yet, ready to be written.
type sealedBody struct {
	mark        cases.Mark
	record, key register.Sealed
}

// bodySealer seals pieces one after the other in the same memory. Several may be at work beside each other.
type bodySealer struct {
	record func(room []byte, bucket, key string, value []byte) register.Sealed // of a register or a transaction
	text   [4 + message.MaxBody]byte
	sealed []byte
}

// seal seals a piece, the record in room if that is large enough.
func (s *bodySealer) seal(room []byte, piece cases.Mark, body []byte) (*sealedBody, error) {
	k, err := vault.New()
	if err != nil {
		return nil, err
	}
	text := s.text[:]
	if len(body) > message.MaxBody { // some clients fill a parcel to the last byte
		text = make([]byte, 4+len(body))
	}
	binary.BigEndian.PutUint32(text, uint32(len(body)))
	clear(text[4+copy(text[4:], body):])
	s.sealed = k.SealIn(s.sealed, string(piece), text)
	clear(text)
	return &sealedBody{
		mark: piece, record: s.record(room, bodyBucket, string(piece), s.sealed), key: s.record(nil, bodyKeyBucket, string(piece), vault.LooseKey(k)),
	}, nil
}

func (b *sealedBody) put(tx *register.Tx) error {
	return errors.Join(tx.PutSealed(b.record), tx.PutSealed(b.key))
}

// putBody keeps a piece that belongs to no case yet.
func putBody(tx *register.Tx, piece cases.Mark, body []byte) error {
	sealed, err := (&bodySealer{record: tx.Seal}).seal(nil, piece, body)
	if err != nil {
		return err
	}
	return sealed.put(tx)
}

func deleteBody(tx *register.Tx, piece cases.Mark) error {
	if err := tx.Delete(bodyBucket, string(piece)); err != nil {
		return err
	}
	return tx.Delete(bodyKeyBucket, string(piece))
}

// giveBodies lets pieces belong to cases.
func (d *Desk) giveBodies(tx *register.Tx, given []cases.Given) error {
	for _, g := range given {
		if err := d.giveBody(tx, g); err != nil {
			return err
		}
	}
	for _, g := range given {
		if !tx.Has(bodyKeyBucket, string(g.Piece)) {
			continue
		}
		if err := errors.Join(tx.Delete(bodyKeyBucket, string(g.Piece)), wasOpen(tx)); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) giveBody(tx *register.Tx, g cases.Given) error {
	place := bodyPlace(g.Case, g.Piece)
	if tx.Has(bodyKeyBucket, place) {
		return nil
	}
	k, err := d.bodyKey(tx, g.Piece)
	if k == nil || err != nil {
		return err // another case's, which this handler may not see, or lost
	}
	s, err := d.sealer(tx, g.Case)
	if err != nil {
		return err
	}
	record, err := s.sealKey(place, k)
	if err != nil {
		return err
	}
	if err := tx.Put(bodyKeyBucket, place, record); err != nil {
		return err
	}
	if tx.Has(bodyKeyBucket, bodyOf+string(g.Piece)) {
		return nil
	}
	return tx.Put(bodyKeyBucket, bodyOf+string(g.Piece), []byte(g.Case))
}

// bodyKey returns the key of a piece that belongs to no case, or to one that the handler may see; else nil.
func (d *Desk) bodyKey(tx *register.Tx, piece cases.Mark) (*vault.Key, error) {
	record, ok, err := tx.Get(bodyKeyBucket, string(piece))
	if err != nil {
		return nil, err
	}
	if ok {
		return vault.LoosenedKey(record)
	}
	owner, ok, err := tx.Get(bodyKeyBucket, bodyOf+string(piece))
	if err != nil || !ok || !d.sees(tx, string(owner)) {
		return nil, err
	}
	return d.caseBodyKey(tx, string(owner), piece)
}

func (d *Desk) caseBodyKey(tx *register.Tx, id string, piece cases.Mark) (*vault.Key, error) {
	place := bodyPlace(id, piece)
	record, ok, err := tx.Get(bodyKeyBucket, place)
	if err != nil || !ok {
		return nil, err
	}
	k, err := d.key(tx, id)
	if err != nil {
		return nil, err
	}
	return k.OpenKey(place, record, d.identity)
}

// body returns a piece of a file of a case.
func (d *Desk) body(tx *register.Tx, id string, piece cases.Mark) ([]byte, error) {
	k, err := d.caseBodyKey(tx, id, piece)
	if err == nil && k == nil {
		err = register.ErrDamaged
	}
	if err != nil {
		return nil, fmt.Errorf("piece of a file: %w", err)
	}
	return openBody(tx, piece, k)
}

func openBody(tx *register.Tx, piece cases.Mark, k *vault.Key) ([]byte, error) {
	record, ok, err := tx.Get(bodyBucket, string(piece))
	if err != nil || !ok {
		return nil, fmt.Errorf("piece of a file: %w", register.ErrDamaged)
	}
	text, err := k.Open(string(piece), record, nil)
	if err != nil || len(text) < 4 {
		return nil, fmt.Errorf("piece of a file: %w", register.ErrDamaged)
	}
	n := binary.BigEndian.Uint32(text)
	if uint64(n) > uint64(len(text)-4) {
		return nil, fmt.Errorf("piece of a file: %w", register.ErrDamaged)
	}
	return text[4 : 4+n], nil
}
