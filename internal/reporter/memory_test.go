package reporter_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"luwte/crypto/charter"
	"luwte/crypto/vectors"
	"luwte/internal/reporter"
	"luwte/internal/testbureau"
)

// public is what a drop with these charters serves.
func public(t *testing.T, lines ...[]byte) *reporter.Public {
	t.Helper()
	p, err := reporter.Local(lines...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestMemory_Vectors_AreRefusedAsTheSpecificationOrders also across a run's end.
func TestMemory_Vectors_AreRefusedAsTheSpecificationOrders(t *testing.T) {
	v := vectors.Load[vectors.Charters]("charter.json")
	lines := map[string][]byte{}
	for _, c := range v.Cases {
		lines[c.Name] = []byte(c.Text)
	}
	for _, c := range v.Orders {
		file := filepath.Join(t.TempDir(), "seen")
		for _, m := range []*reporter.Memory{reporter.NewMemory(), must1(reporter.OpenMemory(file))} {
			if err := m.Take(public(t, lines[c.Known])); err != nil {
				t.Fatal(err)
			}
		}
		want := c.Error != "" && c.Error != vectors.Same && c.Error != vectors.Foreign
		m := reporter.NewMemory()
		if err := m.Take(public(t, lines[c.Known])); err != nil {
			t.Fatal(err)
		}
		for _, m := range []*reporter.Memory{m, must1(reporter.OpenMemory(file))} {
			if err := m.Take(public(t, lines[c.Next])); errors.Is(err, reporter.ErrWentBack) != want || !want && err != nil {
				t.Errorf("%s, then %s: %v", c.Known, c.Next, err)
			}
		}
	}
	vectors.ExpectCount(t, len(v.Orders), 18)
}

func must1[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestOpenMemory_File_IsTheOwnersAndALineABureau(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "seen")
	one, two := testbureau.New(), testbureau.New()
	m := must1(reporter.OpenMemory(file))
	if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it is there before anything was seen: %v", err)
	}
	if err := m.Take(public(t, one.CharterLine(), two.CharterLine())); err != nil {
		t.Fatal(err)
	}
	info := must1(os.Stat(file))
	data := must1(os.ReadFile(file))
	if info.Mode() != 0o600 || strings.Count(string(data), "\n") != 2 || !strings.Contains(string(data), one.Fingerprint().String()+"\n") {
		t.Errorf("%v: %s", info.Mode(), data)
	}
	next := one.Succeed()
	if err := must1(reporter.OpenMemory(file)).Take(public(t, next.CharterLine())); err != nil {
		t.Fatal(err)
	}
	again := must1(os.ReadFile(file))
	if strings.Count(string(again), "\n") != 2 || !strings.Contains(string(again), one.Fingerprint().String()+" "+charter.FingerprintOf(next.Root.Public()).String()) {
		t.Errorf("%s", again)
	}
	if err := must1(reporter.OpenMemory(file)).Take(public(t, one.CharterLine())); !errors.Is(err, reporter.ErrWentBack) || !errors.Is(err, charter.ErrSucceeded) {
		t.Errorf("the old root: %v", err)
	}
	if entries := must1(os.ReadDir(dir)); len(entries) != 1 {
		t.Errorf("%d files", len(entries))
	}
}

// TestOpenMemory_AnotherFile_IsRefused: a report that is named by mistake is not written over.
func TestOpenMemory_AnotherFile_IsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "seen")
	if err := must1(reporter.OpenMemory(file)).Take(public(t, testbureau.New().CharterLine())); err != nil {
		t.Fatal(err)
	}
	right := string(must1(os.ReadFile(file)))
	for name, text := range map[string]string{
		"a report": "They asked me for addresses.\n", "no line end": strings.TrimSuffix(right, "\n"), "twice": right + right, "capitals": strings.ToUpper(right),
		"a serial with zeros": "0" + right, "no root": right[:strings.LastIndex(right, " ")] + "\n", "blank": right + "\n",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := reporter.OpenMemory(file); err != reporter.ErrMemory {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestPlaces_ManyCards_AreMoreWords: a chain of roots made for it, each with five words of a card, is to have no more chance than one root.
func TestPlaces_ManyCards_AreMoreWords(t *testing.T) {
	chance := func(cards, words int) float64 {
		c := float64(cards)
		for i := range words {
			c *= float64(5-i) / float64(12-i)
		}
		return c
	}
	for k := 2; k <= 4; k++ {
		for n := 1; n <= charter.MaxPredecessors+1; n++ {
			if got := len(make(reporter.Cards, n).Places(k)); got < k || chance(n, got) > chance(1, k) {
				t.Errorf("%d cards, %d words asked for", n, got)
			}
		}
	}
}

// TestChoose_OlderCard_FindsTheBureauWhoseRootWasReplaced, and a new card finds no bureau where a forger leaves the succession out.
func TestChoose_OlderCard_FindsTheBureauWhoseRootWasReplaced(t *testing.T) {
	before := testbureau.New()
	after := before.Succeed()
	p := public(t, after.CharterLine(), testbureau.New().CharterLine())
	older, newer := before.Fingerprint().Words("nl"), charter.FingerprintOf(after.Root.Public()).Words("nl")
	for _, words := range [][]string{older, newer, older[:8], newer[:8]} {
		b, err := p.Choose(strings.Join(words, " "))
		if err != nil || b.Charter.Bureau != before.Fingerprint() {
			t.Errorf("%v: %v", words, err)
		}
	}
	mixed := append(append([]string{}, older[:6]...), newer[6:]...)
	if _, err := p.Choose(strings.Join(mixed, " ")); !errors.Is(err, reporter.ErrOtherWords) {
		t.Errorf("words of two roots: %v", err)
	}
	if _, err := public(t, before.CharterLine()).Choose(strings.Join(newer, " ")); !errors.Is(err, reporter.ErrOtherWords) {
		t.Errorf("a new card, and no succession: %v", err)
	}
	cards := p.Bureaus[0].Cards()
	if left := cards.With(3, older[2]); len(left) != 1 || len(left.With(4, newer[3])) != 0 || len(left.With(4, older[3])) != 1 {
		t.Error("words of two roots pass at a terminal")
	}
}

// TestMemory_RunsAtOnce_KeepEveryEntry has many runs that each see another bureau, and one that was killed while it wrote.
func TestMemory_RunsAtOnce_KeepEveryEntry(t *testing.T) {
	path := filepath.Join(t.TempDir(), "seen")
	before := time.Now().Add(-time.Hour)
	if err := errors.Join(os.WriteFile(path+".lock", nil, 0o600), os.Chtimes(path+".lock", before, before)); err != nil {
		t.Fatal(err)
	}
	const runs = 6
	failed := make(chan error, runs)
	for range runs {
		m, err := reporter.OpenMemory(path)
		if err != nil {
			t.Fatal(err)
		}
		p := public(t, testbureau.New().CharterLine())
		go func() { failed <- m.Take(p) }()
	}
	for range runs {
		if err := <-failed; err != nil {
			t.Error(err)
		}
	}
	seen, err := os.ReadFile(path)
	if n := strings.Count(string(seen), "\n"); err != nil || n != runs {
		t.Errorf("%d of %d entries, %v", n, runs, err)
	}
	if _, err := os.Stat(path + ".lock"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the lock is left: %v", err)
	}
}
