package charter_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"luwte/crypto/charter"
	"luwte/crypto/sign"
	"luwte/crypto/vectors"
)

// positions are those of the vectors that are accepted, by name.
func positions(t testing.TB, v vectors.Charters) map[string]charter.Position {
	t.Helper()
	all := map[string]charter.Position{}
	for _, c := range v.Cases {
		if c.Error != "" {
			continue
		}
		parsed, err := charter.Parse([]byte(c.Text))
		if err != nil {
			t.Fatal(err)
		}
		all[c.Name] = parsed.Position()
	}
	return all
}

func TestOrder_Vectors_Agree(t *testing.T) {
	v := vectors.Load[vectors.Charters]("charter.json")
	all := positions(t, v)
	for _, c := range v.Orders {
		t.Run(c.Known+", then "+c.Next, func(t *testing.T) {
			known, there := all[c.Known]
			next, alsoThere := all[c.Next]
			if !there || !alsoThere {
				t.Fatal("no such charters")
			}
			vectors.Expect(t, c.Error, charter.Order(known, next), sentinels)
		})
	}
	vectors.ExpectCount(t, len(v.Orders), 18)
}

// TestOrder_AnyTwo_NeverBothComeAfterEachOther: what came first stays, so no two charters can take each other's place in turn.
func TestOrder_AnyTwo_NeverBothComeAfterEachOther(t *testing.T) {
	all := positions(t, vectors.Load[vectors.Charters]("charter.json"))
	for one, a := range all {
		for other, b := range all {
			if charter.Order(a, b) == nil && charter.Order(b, a) == nil {
				t.Errorf("%q and %q", one, other)
			}
			for _, c := range all {
				if charter.Order(a, b) == nil && charter.Order(b, c) == nil && charter.Order(a, c) != nil {
					t.Error("an order that does not go on")
				}
			}
		}
	}
}

func TestSucceed_Twice_CardHasTheNewestRootsWords(t *testing.T) {
	c, err := charter.Parse(vectors.File("charter.bin"))
	if err != nil {
		t.Fatal(err)
	}
	f := c.Bureau
	one, two, three := key(t), key(t), key(t)
	if _, err := c.Sign(one); err != nil {
		t.Fatal(err)
	}
	if f == c.Bureau {
		t.Fatal("another root, and the same bureau")
	}
	f = c.Bureau
	for i, next := range []*sign.Key{two, three} {
		c.Predecessors, err = charter.Succeed(f, c.Predecessors, []*sign.Key{one, two}[i], next.Public())
		if err != nil {
			t.Fatal(err)
		}
	}
	line, err := c.Sign(three)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := charter.Parse(line)
	if err != nil {
		t.Fatal(err)
	}
	want := []charter.Fingerprint{f, charter.FingerprintOf(two.Public()), charter.FingerprintOf(three.Public())}
	if parsed.Bureau != f || !slices.Equal(parsed.Roots(), want) || !slices.Equal(parsed.Words("nl"), want[2].Words("nl")) {
		t.Errorf("bureau %v, roots %v", parsed.Bureau, parsed.Roots())
	}
	if all := parsed.AllWords("en"); len(all) != 3 || strings.Join(all[0], " ") != strings.Join(want[2].Words("en"), " ") || strings.Join(all[2], " ") != strings.Join(f.Words("en"), " ") {
		t.Errorf("words %v", all)
	}
	if _, err := c.Sign(two); !errors.Is(err, charter.ErrRoots) {
		t.Errorf("signed by a root that was succeeded: %v", err)
	}
	if _, err := c.Sign(key(t)); !errors.Is(err, charter.ErrSuccession) {
		t.Errorf("signed by a stranger: %v", err)
	}
	if _, err := charter.Succeed(f, make([]charter.Predecessor, charter.MaxPredecessors), one, two.Public()); !errors.Is(err, charter.ErrMalformed) {
		t.Errorf("a ninth succession: %v", err)
	}
}

func key(t *testing.T) *sign.Key {
	t.Helper()
	k, err := sign.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	return k
}
