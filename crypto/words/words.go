// Package words turns bits into words of a list and back: 2048 words whose first four letters are unique, 11 bits each (SPEC §1). There
// are two lists, BIP-39 English and a Dutch one of our own, dutch.txt. No word of one begins with the first four letters of a word of the
// other, so that a word says by itself which list it is of.
//
// Everything may import it; it holds no secret.
package words

import (
	_ "embed"
	"errors"
	"slices"
	"strings"

	"github.com/tyler-smith/go-bip39/wordlists"
)

const bitsPerWord = 11

// ErrUnknown is returned when a word is not on the list.
var ErrUnknown = errors.New("word is not on the list")

//go:embed dutch.txt
var dutchText string

var (
	english = &List{"en", wordlists.English}
	dutch   = &List{"nl", strings.Fields(dutchText)}
)

// List is 2048 words, sorted.
type List struct {
	language string
	words    []string
}

// English returns the list of BIP-39, in which index 0 is "abandon".
func English() *List { return english }

// Dutch returns the Dutch list.
func Dutch() *List { return dutch }

// In returns the list for a language tag: the Dutch one for nl and what begins with nl-, otherwise the English one.
func In(tag string) *List {
	if tag == dutch.language || strings.HasPrefix(tag, dutch.language+"-") {
		return dutch
	}
	return english
}

// Language returns the list's tag, "en" or "nl".
func (l *List) Language() string { return l.language }

// Words returns the words in order. The caller must not change them.
func (l *List) Words() []string { return l.words }

// Encode returns the first n words of bits, most significant bit first. It panics if bits has fewer than 11·n bits.
func (l *List) Encode(bits []byte, n int) []string {
	out := make([]string, n)
	for w := range out {
		index := 0
		for b := w * bitsPerWord; b < (w+1)*bitsPerWord; b++ {
			index = index<<1 | int(bits[b/8]>>(7-b%8)&1)
		}
		out[w] = l.words[index]
	}
	return out
}

// Decode packs the indices of words into bytes, most significant bit first, zero bits at the end.
func Decode(indices []int) []byte {
	out := make([]byte, (len(indices)*bitsPerWord+7)/8)
	for w, index := range indices {
		for i := range bitsPerWord {
			if index>>(bitsPerWord-1-i)&1 == 1 {
				b := w*bitsPerWord + i
				out[b/8] |= 1 << (7 - b%8)
			}
		}
	}
	return out
}

// Find returns the index of a word given in full, or cut after its fourth letter or later. It returns ErrUnknown otherwise.
func (l *List) Find(word string) (int, error) {
	i, exact := slices.BinarySearch(l.words, word)
	if exact {
		return i, nil
	}
	if len(word) >= 4 && i < len(l.words) && strings.HasPrefix(l.words[i], word) {
		return i, nil
	}
	return 0, ErrUnknown
}
