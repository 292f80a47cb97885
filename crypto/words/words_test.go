package words_test

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"luwte/crypto/words"
)

// The SHA-256 of english.txt of BIP-39, one word a line.
const listHash = "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"

func TestEnglish_List_IsThatOfBIP39(t *testing.T) {
	sum := sha256.Sum256([]byte(strings.Join(words.English(), "\n") + "\n"))
	if got := hex.EncodeToString(sum[:]); got != listHash {
		t.Errorf("hash of the list is %s", got)
	}
	seen := map[string]bool{}
	for _, w := range words.English() {
		start := w[:min(4, len(w))]
		if seen[start] {
			t.Errorf("%q is not the only one that begins so", w)
		}
		seen[start] = true
	}
	if !slices.IsSorted(words.English()) {
		t.Error("the list is not sorted, which Find relies on")
	}
}

func TestFind_FullOrCut_FindsTheWord(t *testing.T) {
	for i, w := range words.English() {
		for n := min(4, len(w)); n <= len(w); n++ {
			if got, err := words.Find(w[:n]); err != nil || got != i {
				t.Fatalf("%q: %d, %v", w[:n], got, err)
			}
		}
	}
	for _, w := range []string{"", "a", "aba", "zzzz", "abandonx", "zooo", "élan"} {
		if _, err := words.Find(w); err == nil {
			t.Errorf("%q was found", w)
		}
	}
}

func TestEncodeDecode_Bits_ComeBack(t *testing.T) {
	bits := []byte{0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0, 0x0f, 0xff, 0x01}
	var indices []int
	for _, w := range words.Encode(bits, 8) {
		i, err := words.Find(w)
		if err != nil {
			t.Fatal(err)
		}
		indices = append(indices, i)
	}
	if got := words.Decode(indices); !slices.Equal(got, bits) {
		t.Errorf("%x, expected %x", got, bits)
	}
}

func TestNearest_TypingMistakes_NamesTheWord(t *testing.T) {
	for typed, want := range map[string]string{"abondon": "abandon", "zbera": "zebra", "ocaen": "ocean", "wintr": "winter"} {
		if got := words.Nearest(typed, 3); len(got) != 3 || !slices.Contains(got, want) {
			t.Errorf("%s: %v without %s", typed, got, want)
		}
	}
	if got := words.Nearest(strings.Repeat("é", 10000), 3); len(got) != 3 {
		t.Errorf("a very long word: %v", got)
	}
}
