// Package words turns bits into words of the BIP-39 English list and back: 2048 words whose first four letters are unique, 11 bits
// each (SPEC §1).
//
// Everything may import it; it holds no secret.
package words

import (
	"errors"
	"slices"
	"strings"

	"github.com/tyler-smith/go-bip39/wordlists"
)

const bitsPerWord = 11

// ErrUnknown is returned when a word is not on the list.
var ErrUnknown = errors.New("word is not on the list")

// English returns the list, in order; index 0 is "abandon". The caller must not change it.
func English() []string { return wordlists.English }

// Encode returns the first n words of bits, most significant bit first. It panics if bits has fewer than 11·n bits.
func Encode(bits []byte, n int) []string {
	out := make([]string, n)
	for w := range out {
		index := 0
		for b := w * bitsPerWord; b < (w+1)*bitsPerWord; b++ {
			index = index<<1 | int(bits[b/8]>>(7-b%8)&1)
		}
		out[w] = English()[index]
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
func Find(word string) (int, error) {
	list := English()
	i, exact := slices.BinarySearch(list, word)
	if exact {
		return i, nil
	}
	if len(word) >= 4 && i < len(list) && strings.HasPrefix(list[i], word) {
		return i, nil
	}
	return 0, ErrUnknown
}

// Nearest returns up to n words of the list that differ least from word, by edit distance, then by the alphabet.
func Nearest(word string, n int) []string {
	letters := []rune(word)
	letters = letters[:min(len(letters), 64)] // nothing on the list is near a longer one, and the distance would take long
	near := make(map[string]int, len(English()))
	for _, w := range English() {
		near[w] = distance(letters, []rune(w))
	}
	list := slices.Clone(English())
	slices.SortStableFunc(list, func(a, b string) int { return near[a] - near[b] })
	return list[:min(n, len(list))]
}

// distance is the number of letters to insert, delete, change, or swap with their neighbour (optimal string alignment).
func distance(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range b {
		rows[0][j+1] = j + 1
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
