package referral

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"

	"luwte/crypto/label"
	"luwte/crypto/parcel"
	"luwte/crypto/sign"
)

// block is what the plaintext's length is a multiple of: what is short looks like everything else that is short.
const block = 262144

// ErrRecipient is returned when the receiver's recipient is not a usable hybrid one.
var ErrRecipient = errors.New("the receiver's recipient cannot be sealed to")

// counted counts what goes through.
type counted struct {
	io.Writer
	n int64
}

func (c *counted) Write(b []byte) (int, error) {
	n, err := c.Writer.Write(b)
	c.n += int64(n)
	return n, err
}

// Write seals a document to one hybrid recipient. It calls file for each file that is here, in order, which writes exactly its bytes. It returns ErrMalformed, also where
// a file has another length or hash, ErrRecipient, or the error of w or file.
func Write(w io.Writer, recipient string, key *sign.Key, d *Document, file func(item, file int, w io.Writer) error) error {
	head, err := d.signed()
	if err != nil {
		return err
	}
	signature, err := key.Sign(label.SignReferral, head)
	if err != nil {
		return err
	}
	to, err := age.ParseHybridRecipient(recipient)
	if err != nil || to.String() != recipient {
		return ErrRecipient
	}
	sealed, err := age.Encrypt(w, to)
	if err != nil {
		return ErrRecipient
	}
	out := &counted{Writer: sealed}
	if _, err := out.Write(append(head, signature...)); err != nil {
		return err
	}
	err = d.each(func(item, number int, f *File) error {
		sum, before := sha256.New(), out.n
		if err := file(item, number, io.MultiWriter(out, sum)); err != nil {
			return err
		}
		if uint64(out.n-before) != f.Size || !bytes.Equal(sum.Sum(nil), f.SHA256[:]) {
			return fmt.Errorf("%w: a file is not the one that it names", ErrMalformed)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if _, err := out.Write(make([]byte, (block-out.n%block)%block)); err != nil {
		return err
	}
	return sealed.Close()
}

// signed is what the signature is over: the files are in it by their hashes.
func (d *Document) signed() ([]byte, error) {
	object, err := d.Marshal()
	if err != nil {
		return nil, err
	}
	head := append([]byte(label.Referral), binary.BigEndian.AppendUint32(nil, uint32(len(object)))...)
	return append(head, object...), nil
}

// each calls fn for every file that is here.
func (d *Document) each(fn func(item, file int, f *File) error) error {
	for i := range d.Items {
		for n := range d.Items[i].Files {
			if f := &d.Items[i].Files[n]; f.Here {
				if err := fn(i, n, f); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// Reader is a file that was opened: its document, of which nothing is to be believed before Verify.
type Reader struct {
	Document

	text      io.Reader
	read      int64
	head      []byte
	signature []byte
}

// Open opens a file with an identity and reads its document. It returns ErrNotReferral, ErrSealed, ErrDamaged or ErrMalformed.
func Open(file io.Reader, identity *age.HybridIdentity) (*Reader, error) {
	header := make([]byte, parcel.HeaderSize)
	if _, err := io.ReadFull(file, header); err != nil || parcel.CheckSealed(header) != nil {
		return nil, ErrNotReferral
	}
	text, err := age.Decrypt(io.MultiReader(bytes.NewReader(header), file), identity)
	if err != nil {
		return nil, ErrSealed
	}
	r := &Reader{text: whole{text}}
	if err := r.readHead(); err != nil {
		return nil, err
	}
	return r, nil
}

// whole makes ErrDamaged of whatever is wrong with what is sealed.
type whole struct{ io.Reader }

func (w whole) Read(b []byte) (int, error) {
	n, err := w.Reader.Read(b)
	if err != nil && err != io.EOF {
		err = ErrDamaged
	}
	return n, err
}

func (r *Reader) take(n int) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r.text, int64(n)))
	r.read += int64(len(b))
	if err != nil || len(b) < n {
		return nil, ErrDamaged
	}
	return b, nil
}

func (r *Reader) readHead() error {
	start, err := r.take(len(label.Referral) + 4)
	if err != nil {
		return err
	}
	first, length := start[:len(label.Referral)], binary.BigEndian.Uint32(start[len(label.Referral):])
	if string(first) != label.Referral {
		return ErrNotReferral // a parcel, or another thing that is sealed to a bureau
	}
	if length > MaxHead {
		return ErrMalformed
	}
	object, err := r.take(int(length))
	if err != nil {
		return err
	}
	d, err := Parse(object)
	if err != nil {
		return err
	}
	r.Document, r.head = *d, append(start, object...)
	r.signature, err = r.take(sign.SignatureSize)
	return err
}

// Verify returns sign.ErrSignature unless the document is signed by the holder of a dispatch key.
func (r *Reader) Verify(dispatch []byte) error {
	return sign.Verify(dispatch, label.SignReferral, r.head, r.signature)
}

// Files calls fn with each file that is here, in order, once: fn reads it to its end. It returns ErrDamaged if one is not what the document says or the file does
// not end where it should; until it returned nil, nothing of them is to be believed.
func (r *Reader) Files(fn func(item, file int, f File, content io.Reader) error) error {
	err := r.each(func(item, number int, f *File) error {
		sum := sha256.New()
		content := &io.LimitedReader{R: r.text, N: int64(f.Size)}
		if err := fn(item, number, *f, io.TeeReader(content, sum)); err != nil {
			return err
		}
		if content.N != 0 || !bytes.Equal(sum.Sum(nil), f.SHA256[:]) {
			return ErrDamaged
		}
		r.read += int64(f.Size)
		return nil
	})
	if err != nil {
		return err
	}
	rest, err := io.ReadAll(io.LimitReader(r.text, block))
	if err != nil || int64(len(rest)) != (block-r.read%block)%block || len(bytes.Trim(rest, "\x00")) > 0 {
		return ErrDamaged
	}
	if n, err := r.text.Read(make([]byte, 1)); n > 0 || err != io.EOF {
		return ErrDamaged
	}
	return nil
}
