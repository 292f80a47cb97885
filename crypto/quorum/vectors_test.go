package quorum_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"luwte/crypto/identity"
	"luwte/crypto/quorum"
	"luwte/crypto/vectors"
	"luwte/crypto/words"
	"luwte/internal/fuzzing"
)

var sentinels = map[string]error{
	vectors.Version: quorum.ErrVersion, vectors.Wrong: quorum.ErrWrong, vectors.Doubled: quorum.ErrDoubled, vectors.Outdated: quorum.ErrOutdated,
	vectors.Newer: quorum.ErrNewer, vectors.Bureau: quorum.ErrForeign, vectors.Count: quorum.ErrCount, vectors.Check: quorum.ErrDamaged, vectors.Unknown: words.ErrUnknown,
}

func TestParse_Vectors_Agree(t *testing.T) {
	v := vectors.Load[vectors.Quorums]("quorum.json")
	for _, c := range v.Dealings {
		sentinels[vectors.Malformed] = quorum.ErrDealing
		d, err := quorum.ParseDealing([]byte(c.Text))
		t.Log(c.Name)
		vectors.Expect(t, c.Error, err, sentinels)
		if err == nil && marshalled(d) != c.Text {
			t.Error("another line when it is written again")
		}
	}
	vectors.ExpectCount(t, len(v.Dealings), 21)
	for _, c := range v.Cases {
		sentinels[vectors.Malformed] = quorum.ErrDamaged
		s, err := quorum.ParseShare([]byte(c.Text))
		t.Log(c.Name)
		vectors.Expect(t, c.Error, err, sentinels)
		if err == nil && marshalled(s) != c.Text {
			t.Error("another line when it is written again")
		}
	}
	vectors.ExpectCount(t, len(v.Cases), 20)
}

func marshalled(document interface{ Marshal() ([]byte, error) }) string {
	line, err := document.Marshal()
	if err != nil {
		return err.Error()
	}
	return string(line)
}

func TestOpen_Vectors_Agree(t *testing.T) {
	v := vectors.Load[vectors.Quorums]("quorum.json")
	for pair := range 3 { // of custodians: 1 and 2, 2 and 3, 3 and 1; one by its file, one by its words
		a, b := v.Shares[pair], v.Shares[(pair+1)%3]
		d, g := begun(t, v, a)
		key, err := quorum.ParseWords(b.Words)
		if err != nil || strings.Join(key.Words("nl"), " ") != b.Dutch || key.Code() != b.Code {
			t.Fatalf("custodian %d: other words, %v", b.Custodian, err)
		}
		if err := g.Add(key); err != nil {
			t.Fatal(err)
		}
		s, err := g.All()
		if err != nil || hex.EncodeToString(s.Root) != v.Root || hex.EncodeToString(s.Desk) != v.Desk || len(s.Epochs) != len(v.Epochs) || d.Bureau.String() != v.Bureau {
			t.Fatalf("other secrets, %v", err)
		}
		for i, e := range v.Epochs {
			id, err := identity.FromSeed(s.Epochs[i].Seed)
			if err != nil || id.String() != e.Identity || s.Epochs[i].Epoch.Epoch != e.Epoch || hex.EncodeToString(s.Epochs[i].Seed) != e.Seed {
				t.Errorf("epoch %d: another identity, %v", e.Epoch, err)
			}
		}
	}
	vectors.ExpectCount(t, len(v.Shares), 3)
}

// begun returns the dealing of the vectors and a gathering with one share.
func begun(t testing.TB, v vectors.Quorums, with vectors.QuorumShare) (*quorum.Dealing, *quorum.Gathering) {
	t.Helper()
	d, err := quorum.ParseDealing([]byte(v.Dealing))
	if err != nil {
		t.Fatal(err)
	}
	s, err := quorum.ParseShare([]byte(with.Text))
	if err != nil {
		t.Fatal(err)
	}
	if c := s.Commitment(); hex.EncodeToString(c[:]) != v.Commitment || hex.EncodeToString(s.Key) != with.Key || s.Custodian != with.Custodian {
		t.Error("another share")
	}
	g := d.Gather()
	if err := g.AddShare(s); err != nil {
		t.Fatal(err)
	}
	return d, g
}

func TestAdd_Vectors_Agree(t *testing.T) {
	v := vectors.Load[vectors.Quorums]("quorum.json")
	for _, c := range v.Given {
		t.Log(c.Name)
		if c.Share != "" {
			_, g := begun(t, v, v.Shares[0])
			s, err := quorum.ParseShare([]byte(c.Share))
			if err == nil {
				err = g.AddShare(s)
			}
			vectors.Expect(t, c.Error, err, sentinels)
		}
		_, g := begun(t, v, v.Shares[0])
		key, err := quorum.ParseWords(c.Words)
		if err == nil {
			err = g.Add(key)
		}
		if other := new(words.OtherListError); c.Error == vectors.OtherList && errors.As(err, &other) {
			continue
		}
		vectors.Expect(t, c.Error, err, sentinels)
	}
	vectors.ExpectCount(t, len(v.Given), 13)
}

func FuzzParseShare(f *testing.F) {
	v := vectors.Load[vectors.Quorums]("quorum.json")
	vectors.ExpectCount(f, len(v.Cases), 20)
	for _, c := range v.Cases {
		fuzzing.Add(f, 20, []byte(c.Text))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		if s, err := quorum.ParseShare(line); err == nil && marshalled(s) != string(line) {
			t.Fatal("read, and written otherwise")
		}
	})
}

func FuzzParseDealing(f *testing.F) {
	v := vectors.Load[vectors.Quorums]("quorum.json")
	vectors.ExpectCount(f, len(v.Dealings), 21)
	for _, c := range v.Dealings {
		fuzzing.Add(f, 20, []byte(c.Text))
	}
	key, err := quorum.ParseWords(v.Shares[0].Words)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		d, err := quorum.ParseDealing(line)
		if err != nil {
			return
		}
		if marshalled(d) != string(line) {
			t.Fatal("read, and written otherwise")
		}
		if g := d.Gather(); g.Add(key) == nil { // what is sealed may be anything
			_, _ = g.All()
		}
	})
}

func FuzzParseWords(f *testing.F) {
	v := vectors.Load[vectors.Quorums]("quorum.json")
	vectors.ExpectCount(f, len(v.Given), 13)
	for _, c := range v.Given {
		fuzzing.Add(f, 20, c.Words)
	}
	f.Fuzz(func(t *testing.T, text string) {
		key, err := quorum.ParseWords(text)
		if err != nil {
			return
		}
		for _, language := range []string{"en", "nl"} {
			if again, err := quorum.ParseWords(strings.Join(key.Words(language), "-")); err != nil || again != key {
				t.Fatalf("reads, and its own words in %s do not: %v", language, err)
			}
		}
	})
}

// TestMarshal_LargestDocuments_AreWithinTheirLimits keeps the largest documents under their limits.
func TestMarshal_LargestDocuments_AreWithinTheirLimits(t *testing.T) {
	d, shares := deal(t, newSecrets(t, 64), 9, 9, quorum.MaxDealing)
	line, err := d.Marshal()
	if err != nil || len(line) > quorum.MaxDealingSize {
		t.Errorf("a dealing of %d bytes, %v", len(line), err)
	}
	share, err := shares[8].Marshal()
	if err != nil || len(share) > quorum.MaxShareSize {
		t.Errorf("a share of %d bytes, %v", len(share), err)
	}
	again, err := quorum.ParseShare(share)
	if err != nil || !bytes.Equal(quorum.Redo(again), share) {
		t.Errorf("another share, %v", err)
	}
}
