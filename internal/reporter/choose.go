package reporter

import (
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"unicode"

	"luwte/crypto/charter"
	"luwte/crypto/code"
	"luwte/crypto/words"
)

var (
	// ErrWords is returned when a text is not 8 to 12 words of the list.
	ErrWords = errors.New("these are not words from a card")
	// ErrOtherWords is returned when no bureau at the drop has these words.
	ErrOtherWords = errors.New("no bureau at this drop has these words")
	// ErrManyBureaus is returned when nothing says which of several bureaus is meant.
	ErrManyBureaus = errors.New("this drop has several bureaus")
)

// minWords is how many of the words on the card are enough to choose, the first ones: 88 bits. Who runs a drop knows which they are, and has all the
// time to make keys until a false bureau begins with them.
const minWords = 8

// Choose returns the bureau of a card that begins with these words, 8 to 12 of them, of either list and read as forgivingly as a code: those of its newest root, or on an
// older card of an earlier one; without any words the only bureau there is. It returns ErrWords, ErrOtherWords or ErrManyBureaus.
func (p *Public) Choose(text string) (*Bureau, error) {
	if strings.TrimSpace(text) == "" {
		if len(p.Bureaus) > 1 {
			return nil, ErrManyBureaus
		}
		return p.Bureaus[0], nil
	}
	given, list, err := readWords(text)
	if err != nil {
		return nil, err
	}
	var found []*Bureau
	for _, b := range p.Bureaus {
		if slices.ContainsFunc(b.Charter.AllWords(list.Language()), func(card []string) bool { return slices.Equal(card[:len(given)], given) }) {
			found = append(found, b)
		}
	}
	switch len(found) {
	case 0:
		return nil, ErrOtherWords
	case 1:
		return found[0], nil
	}
	return nil, ErrManyBureaus
}

// readWords returns the words in full, and the list that they are of. A word that is not on it is named: those of a card are no secret.
func readWords(text string) ([]string, *words.List, error) {
	read := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	indices, list, err := words.Read(read)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrWords, err)
	}
	if len(read) < minWords || len(read) > charter.FingerprintWords {
		return nil, nil, fmt.Errorf("%w: at least %d of the %d are needed, and these are %d", ErrWords, minWords, charter.FingerprintWords, len(read))
	}
	for i, index := range indices {
		read[i] = list.Words()[index]
	}
	return read, list, nil
}

// SameWord says whether a text is one word, perhaps cut, that stands for the same bits as another, of whatever list.
func SameWord(text, word string) bool {
	read := code.Split(text)
	if len(read) != 1 {
		return false
	}
	got, _, err := words.Read(read)
	want, _, wantErr := words.Read([]string{word})
	return err == nil && wantErr == nil && got[0] == want[0]
}

// Cards are the words that cards of a bureau may have: those of its newest root, and on older cards those of earlier ones. All words that are asked for must be of one.
type Cards [][]string

// Cards returns what the bureau's cards have.
func (b *Bureau) Cards() Cards { return b.Charter.AllWords("en") }

// With returns those cards on which a text is the word at a place, from 1 on: none if the word is wrong.
func (c Cards) With(place int, text string) (fitting Cards) {
	for _, card := range c {
		if SameWord(text, card[place-1]) {
			fitting = append(fitting, card)
		}
	}
	return fitting
}

// Places returns places of the card, ascending, at which to ask for words: k of them, and more where more cards would do. Somebody could make keys for as many roots, each with a few
// words of a real card, until they have most pairs of its words (SPEC §2).
func (c Cards) Places(k int) []int {
	if len(c) > 1 {
		k++
	}
	if len(c) > 3 {
		k++
	}
	return Places(k, charter.FingerprintWords)
}

// Places returns k different places from 1 to n, ascending, at random: nobody can prepare for those words only.
func Places(k, n int) (chosen []int) {
	var all []int
	for i := range n {
		all = append(all, i+1)
	}
	for range k {
		r, err := rand.Int(rand.Reader, big.NewInt(int64(len(all))))
		if err != nil {
			panic(err) // crypto/rand does not fail
		}
		i := int(r.Int64())
		chosen, all = append(chosen, all[i]), slices.Delete(all, i, i+1)
	}
	slices.Sort(chosen)
	return chosen
}
