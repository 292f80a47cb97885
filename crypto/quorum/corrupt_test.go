package quorum_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"luwte/crypto/quorum"
	"luwte/crypto/words"
)

// spoiler damages shares: of a dealing of 2 of 3, of which the first is given already.
type spoiler struct {
	*rand.Rand
	t                                 testing.TB
	g                                 *quorum.Gathering
	shares, old, later, foreign, same []*quorum.Share // same: of another dealing under the same number
	line                              []byte          // of shares[1]
}

func newSpoiler(t testing.TB) *spoiler {
	t.Helper()
	secrets := newSecrets(t, 2)
	d, shares := deal(t, secrets, 2, 3, 7)
	s := &spoiler{Rand: rand.New(rand.NewPCG(1, 2)), t: t, shares: shares, g: gather(t, d, shares[0])} // the same corruptions every time
	_, s.old = deal(t, secrets, 2, 3, 6)
	_, s.later = deal(t, secrets, 2, 3, 8)
	_, s.same = deal(t, secrets, 2, 3, 7)
	var err error
	if _, s.foreign, err = quorum.Deal([32]byte{1}, secrets, 2, 3, 7); err != nil {
		t.Fatal(err)
	}
	if s.line, err = shares[1].Marshal(); err != nil {
		t.Fatal(err)
	}
	return s
}

// copied returns a share that can be altered.
func (s *spoiler) copied() *quorum.Share {
	c, err := quorum.ParseShare(s.line)
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

// file gives a share's file, and words its words, as a custodian would.
func (s *spoiler) file(line []byte) error {
	share, err := quorum.ParseShare(line)
	if err != nil {
		return err
	}
	return s.g.AddShare(share)
}

func (s *spoiler) words(w ...string) error {
	key, err := quorum.ParseWords(strings.Join(w, " "))
	if err != nil {
		return err
	}
	return s.g.Add(key)
}

// either gives a share by its file or by its words.
func (s *spoiler) either(share *quorum.Share) error {
	if s.IntN(2) == 0 {
		return s.words(share.PaperKey().Code())
	}
	return s.file(quorum.Redo(share))
}

func flip(r *rand.Rand, b []byte) { b[r.IntN(len(b))] ^= 1 << r.IntN(8) }

// spoils are the ways, and the name by which each must be refused.
var spoils = []struct {
	name string
	give func(*spoiler) error
	want error
}{
	{"bits flipped", func(s *spoiler) error {
		b := bytes.Clone(s.line)
		for range 1 + s.IntN(3) {
			flip(s.Rand, b)
		}
		if bytes.Equal(b, s.line) { // a bit flipped back
			flip(s.Rand, b)
		}
		return s.file(b)
	}, quorum.ErrDamaged},
	{"cut", func(s *spoiler) error { return s.file(s.line[:s.IntN(len(s.line))]) }, quorum.ErrDamaged},
	{"longer", func(s *spoiler) error { return s.file(append(bytes.Clone(s.line), byte(s.IntN(256)))) }, quorum.ErrDamaged},
	{"value or commitment altered, checksum right", func(s *spoiler) error {
		c := s.copied()
		p := []*quorum.Point{&c.Root, &c.Desk, &c.Epochs[0].Point, &c.Epochs[1].Point}[s.IntN(4)]
		flip(s.Rand, append([][]byte{p.Value}, p.Commitments...)[s.IntN(3)])
		return s.file(quorum.Redo(c))
	}, quorum.ErrWrong},
	{"key altered, checksum right", func(s *spoiler) error {
		c := s.copied()
		flip(s.Rand, c.Key)
		return s.either(c)
	}, quorum.ErrWrong},
	{"custodian's number altered, checksum right", func(s *spoiler) error {
		c := s.copied()
		c.Custodian = 3
		return s.either(c)
	}, quorum.ErrWrong},
	{"of another dealing of the same number", func(s *spoiler) error { return s.either(s.same[1+s.IntN(2)]) }, quorum.ErrWrong},
	{"given before", func(s *spoiler) error { return s.either(s.shares[0]) }, quorum.ErrDoubled},
	{"of an earlier dealing", func(s *spoiler) error { return s.either(s.old[s.IntN(3)]) }, quorum.ErrOutdated},
	{"of a later dealing", func(s *spoiler) error { return s.either(s.later[s.IntN(3)]) }, quorum.ErrNewer},
	{"of another bureau", func(s *spoiler) error { return s.either(s.foreign[s.IntN(3)]) }, quorum.ErrForeign},
	{"a word on no list", func(s *spoiler) error {
		w := s.shares[1].PaperKey().Words("nl")
		w[s.IntN(len(w))] = "zz" + strings.Repeat("q", 1+s.IntN(9))
		return s.words(w...)
	}, words.ErrUnknown},
	{"a word left out", func(s *spoiler) error {
		w, at := s.shares[1].PaperKey().Words("en"), s.IntN(quorum.WordCount)
		return s.words(append(w[:at:at], w[at+1:]...)...)
	}, quorum.ErrCount},
	{"a word twice", func(s *spoiler) error {
		w := s.shares[1].PaperKey().Words("en")
		return s.words(append(w, w[s.IntN(len(w))])...)
	}, quorum.ErrCount},
	{"another word of the list", func(s *spoiler) error {
		w, at, list := s.shares[1].PaperKey().Words("en"), s.IntN(quorum.WordCount), words.English().Words()
		for was := w[at]; w[at] == was; {
			w[at] = list[s.IntN(len(list))]
		}
		return s.words(w...)
	}, quorum.ErrDamaged},
	{"two words exchanged", func(s *spoiler) error {
		w, at := s.shares[1].PaperKey().Words("en"), s.IntN(quorum.WordCount-1)
		if w[at] == w[at+1] {
			w[at] = "zoo" // one in 2 048: then another word
		}
		w[at], w[at+1] = w[at+1], w[at]
		return s.words(w...)
	}, quorum.ErrDamaged},
}

// TestAdd_TenThousandCorruptions_AreRefusedByTheirNames damages files at random, makes others whose checksums are right, and mistypes words.
func TestAdd_TenThousandCorruptions_AreRefusedByTheirNames(t *testing.T) {
	s := newSpoiler(t)
	slipped, count := 0, 10_000
	if thin {
		count = 500
	}
	for i := range count {
		spoil := spoils[i%len(spoils)]
		err := spoil.give(s)
		switch {
		case errors.Is(err, spoil.want):
		case spoil.want == quorum.ErrDamaged && i%len(spoils) > 10 && err != nil:
			slipped++ // the 16 check bits let one in 65 536 pass; what the words then say is refused all the same
		default:
			t.Fatalf("%s: %v, expected %v", spoil.name, err, spoil.want)
		}
	}
	if slipped > 2 {
		t.Errorf("%d wrong words passed their check", slipped)
	}
	if err := s.file(s.line); err != nil || s.g.Missing() != 0 {
		t.Errorf("after all this the right share: %v", err)
	}
}
