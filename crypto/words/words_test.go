package words_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"

	"luwte/crypto/words"
)

// The SHA-256 of the lists, one word a line: that of english.txt of BIP-39, and that of SPEC §1.
const (
	englishHash = "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"
	dutchHash   = "b3acd79f83f27493b728d4d6ec921033da0552249727285c7a520297616edbb5"
)

func both() []*words.List { return []*words.List{words.English(), words.Dutch()} }

func TestLists_Words_AreThoseOfTheSpecification(t *testing.T) {
	for _, c := range []struct {
		list *words.List
		hash string
	}{{words.English(), englishHash}, {words.Dutch(), dutchHash}} {
		sum := sha256.Sum256([]byte(strings.Join(c.list.Words(), "\n") + "\n"))
		if got := hex.EncodeToString(sum[:]); got != c.hash {
			t.Errorf("%s: hash of the list is %s", c.list.Language(), got)
		}
		if !slices.IsSorted(c.list.Words()) || len(c.list.Words()) != 2048 {
			t.Errorf("%s: the list is not sorted, which Find relies on, or has %d words", c.list.Language(), len(c.list.Words()))
		}
	}
}

func TestLists_FirstFourLetters_AreUniqueInBoth(t *testing.T) {
	seen := map[string]string{}
	for _, l := range both() {
		for _, w := range l.Words() {
			start := w[:min(4, len(w))]
			if other, ok := seen[start]; ok {
				t.Errorf("%q begins as %q", w, other)
			}
			seen[start] = w
		}
	}
}

func TestDutch_Words_HaveFourToEightLetters(t *testing.T) {
	for _, w := range words.Dutch().Words() {
		if len(w) < 4 || len(w) > 8 || strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") != "" {
			t.Errorf("%q", w)
		}
	}
}

func TestDutch_AnyTwoWords_DifferInTwoLetters(t *testing.T) {
	less := map[string][]string{} // words by what is left of them without a letter: two that are one step apart meet in one place at least
	for _, w := range words.Dutch().Words() {
		less[w] = append(less[w], w)
		for i := range w {
			less[w[:i]+w[i+1:]] = append(less[w[:i]+w[i+1:]], w)
		}
	}
	for _, near := range less {
		for _, a := range near {
			for _, b := range near {
				if a != b && words.Distance([]rune(a), []rune(b)) < 2 {
					t.Errorf("%q and %q", a, b)
				}
			}
		}
	}
}

// TestDutch_Words_SoundDifferent is for who hears a word or says it to himself: ei is ij, and so on.
func TestDutch_Words_SoundDifferent(t *testing.T) {
	sound := strings.NewReplacer("ij", "Y", "ei", "Y", "au", "O", "ou", "O", "sch", "sg", "ch", "g", "ce", "se", "ci", "si", "cy", "si", "c", "k",
		"q", "k", "x", "ks", "th", "t", "ph", "f", "y", "i", "v", "f", "z", "s", "aa", "a", "ee", "e", "oo", "o", "uu", "u")
	heard := map[string]string{}
	for _, w := range words.Dutch().Words() {
		s := string(slices.Compact([]rune(sound.Replace(w))))
		if last, ok := strings.CutSuffix(s, "d"); ok {
			s = last + "t"
		}
		if other, ok := heard[s]; ok {
			t.Errorf("%q sounds as %q", w, other)
		}
		heard[s] = w
	}
}

func TestIn_Tags_ChooseTheList(t *testing.T) {
	for tag, want := range map[string]*words.List{"nl": words.Dutch(), "nl-be": words.Dutch(), "nld": words.English(), "en": words.English(), "pap": words.English(), "": words.English()} {
		if got := words.In(tag); got != want {
			t.Errorf("%q: %s", tag, got.Language())
		}
	}
}

func TestFind_FullOrCut_FindsTheWord(t *testing.T) {
	for _, l := range both() {
		for i, w := range l.Words() {
			for n := min(4, len(w)); n <= len(w); n++ {
				if got, err := l.Find(w[:n]); err != nil || got != i {
					t.Fatalf("%q: %d, %v", w[:n], got, err)
				}
			}
		}
		for _, w := range []string{"", "a", "aba", "aar", "zzzz", "abandonx", "aardbeix", "zooo", "élan"} {
			if _, err := l.Find(w); !errors.Is(err, words.ErrUnknown) {
				t.Errorf("%q: %v", w, err)
			}
		}
	}
}

func TestEncodeDecode_Bits_ComeBack(t *testing.T) {
	bits := []byte{0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0, 0x0f, 0xff, 0x01}
	for _, l := range both() {
		indices, list, err := words.Read(l.Encode(bits, 8))
		if err != nil || list != l {
			t.Fatal(err)
		}
		if got := words.Decode(indices); !slices.Equal(got, bits) {
			t.Errorf("%x, expected %x", got, bits)
		}
	}
}

func TestRead_NoWords_IsEnglish(t *testing.T) {
	if indices, list, err := words.Read(nil); err != nil || len(indices) != 0 || list != words.English() {
		t.Error(indices, list, err)
	}
}

func TestRead_OtherList_IsSaid(t *testing.T) {
	_, _, err := words.Read([]string{"zwaluw", "zebra", "zomer"})
	var other *words.OtherListError
	if !errors.As(err, &other) || other.Position != 2 || other.Word != "zebra" || other.Language != "en" || len(other.Nearest) != 3 {
		t.Fatalf("%+v", err)
	}
	if _, _, err := words.Read([]string{"zebra", "ocean", "zwaluw"}); err == nil || !strings.Contains(err.Error(), `word 3, "zwaluw", is a Dutch word among English ones; near it are `) {
		t.Error(err)
	}
}

func TestNearest_TypingMistakes_NamesTheWord(t *testing.T) {
	for typed, want := range map[string]string{"abondon": "abandon", "zbera": "zebra", "ocaen": "ocean", "wintr": "winter"} {
		if got := words.English().Nearest(typed, 3); len(got) != 3 || !slices.Contains(got, want) {
			t.Errorf("%s: %v without %s", typed, got, want)
		}
	}
	for typed, want := range map[string]string{"aarbei": "aardbei", "zwauw": "zwaluw", "eekhoren": "eekhoorn", "vlidner": "vlinder"} {
		if got := words.Dutch().Nearest(typed, 3); got[0] != want {
			t.Errorf("%s: %v, not %s", typed, got, want)
		}
	}
	if got := words.English().Nearest(strings.Repeat("é", 10000), 3); len(got) != 3 {
		t.Errorf("a very long word: %v", got)
	}
}
