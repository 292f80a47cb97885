package pouch

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"io"
	"regexp"

	"luwte/crypto/charter"
	"luwte/crypto/dispatch"
	"luwte/crypto/label"
	"luwte/crypto/parcel"
)

// otherVersion is how the first bytes of a pouch of any version look.
var otherVersion = regexp.MustCompile(`^luwte/[0-9]+ p`)

// Parse is Open for bytes that are anywhere: size of them, from source. It reads every byte once.
func Parse(source io.ReaderAt, size int64) (*Pouch, error) {
	return parse(source, size, func(int, int) error { return nil })
}

func parse(source io.ReaderAt, size int64, watch Watch) (*Pouch, error) {
	again, err := newAgain()
	if err != nil {
		return nil, err
	}
	p := &Pouch{source: source, again: again}
	r := &hashed{r: io.NewSectionReader(source, 0, size), sum: sha256.New()}
	count, err := p.parseHeader(r, size)
	if err != nil {
		return nil, err
	}
	if err := p.parseParcels(r, int(count), watch); err != nil {
		return nil, err
	}
	want := r.sum.Sum(nil)
	got, err := r.take(sha256.Size)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(got, want) {
		return nil, ErrAltered
	}
	// Last, because damage breaks the order too and should be called damage.
	for i := 1; i < len(p.ids); i++ {
		if p.ids[i-1].Compare(p.ids[i]) >= 0 {
			return nil, fmt.Errorf("%w: order of parcels", ErrMalformed)
		}
	}
	return p, nil
}

// parseHeader reads up to the first parcel, compares the size that follows from the counts, and returns the number of parcels.
func (p *Pouch) parseHeader(r *hashed, have int64) (uint32, error) {
	if err := checkMagic(r, have); err != nil {
		return 0, err
	}
	head, err := r.take(headerSize - len(label.Pouch))
	if err != nil {
		return 0, err
	}
	p.Bureau = charter.Fingerprint(head[:32])
	d := binary.BigEndian.Uint32(head[32:])
	if uint64(d) > uint64(dispatch.MaxSize) {
		return 0, fmt.Errorf("%w: length of the dispatch", ErrMalformed)
	}
	if p.Dispatch, err = r.take(int(d)); err != nil {
		return 0, err
	}
	head, err = r.take(4)
	if err != nil {
		return 0, err
	}
	c := binary.BigEndian.Uint32(head)
	switch want := size(d, c); {
	case c > MaxParcels:
		return 0, fmt.Errorf("%w: number of parcels", ErrMalformed)
	case have < want:
		return 0, ErrCut
	case have > want:
		return 0, fmt.Errorf("%w: bytes behind its end", ErrMalformed)
	}
	p.first = size(d, 0) - sha256.Size
	return c, nil
}

// checkMagic tells a pouch cut in its first bytes, a pouch of another version and something else apart.
func checkMagic(r *hashed, have int64) error {
	first, err := r.take(int(min(have, int64(len(label.Pouch)))))
	switch {
	case err != nil:
		return err
	case string(first) == label.Pouch:
		return nil
	case bytes.HasPrefix([]byte(label.Pouch), first):
		return ErrCut
	case otherVersion.Match(first):
		return ErrVersion
	}
	return ErrNotPouch
}

// watchEvery is after how many parcels Watch is called: 16 MiB.
const watchEvery = 64

// parseParcels computes the ids beside the hash of all: with gigabytes, that halves the time on a machine with two cores.
func (p *Pouch) parseParcels(r *hashed, count int, watch Watch) error {
	free, full := make(chan []byte, 4), make(chan []byte, 4)
	for range cap(free) {
		free <- make([]byte, parcel.Size)
	}
	ids := make(chan []parcel.ID)
	go func() {
		var all []parcel.ID
		for data := range full {
			all = append(all, parcel.IDOf(data))
			p.again.add(data)
			free <- data
		}
		ids <- all
	}()
	var err error
	for i := range count {
		data := <-free
		if err = r.fill(data); err != nil {
			break
		}
		full <- data
		if (i+1)%watchEvery == 0 {
			if err = watch(i+1, count); err != nil {
				break
			}
		}
	}
	close(full)
	p.ids = <-ids
	return err
}

// hashed reads and hashes.
type hashed struct {
	r   io.Reader
	sum hash.Hash
}

// fill reads all of data. It returns ErrCut where the file ends, also if it does so only by now.
func (h *hashed) fill(data []byte) error {
	if _, err := io.ReadFull(h.r, data); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return ErrCut
		}
		return err
	}
	h.sum.Write(data)
	return nil
}

// take reads n bytes; nil if n is 0.
func (h *hashed) take(n int) ([]byte, error) {
	if n == 0 {
		return nil, nil
	}
	data := make([]byte, n)
	return data, h.fill(data)
}
