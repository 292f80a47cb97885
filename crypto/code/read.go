package code

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"luwte/crypto/words"
)

var (
	// ErrCount is returned when there are not 8 words.
	ErrCount = errors.New("a code has 8 words")
	// ErrCheck is returned when all words are on the list but do not belong together: one of them is wrong, or their order.
	ErrCheck = errors.New("all words are on the list, but together they are not a code: one is wrong, or the order is")
)

// CountError says how many words there were instead of 8; it is ErrCount.
type CountError struct{ Got int }

func (e *CountError) Error() string { return fmt.Sprintf("%v, and these are %d", ErrCount, e.Got) }

// Unwrap returns ErrCount.
func (e *CountError) Unwrap() error { return ErrCount }

// UnknownWordError names the first word that is not on the list.
type UnknownWordError struct {
	Position int      // from 1
	Word     string   // as read, in lower case
	Nearest  []string // words of the list that look like it, at most 3
}

func (e *UnknownWordError) Error() string {
	return fmt.Sprintf("word %d, %q, is not on the list; near it are %s", e.Position, e.shown(), strings.Join(e.Nearest, ", "))
}

// shown returns the word, or the beginning of one that is far longer than any on the list: it may be all eight, written without
// spaces, and an error quotes no code.
func (e *UnknownWordError) shown() string {
	const most = 12
	if letters := []rune(e.Word); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return e.Word
}

// Parse reads a code as people write it: any case, accents, words cut after four letters or later, and between them whatever is not a
// letter, such as white space, hyphens, numbers. It returns *UnknownWordError, *CountError or ErrCheck.
func Parse(text string) (Code, error) {
	read := split(text)
	indices := make([]int, len(read))
	for i, word := range read {
		index, err := words.Find(word)
		if err != nil {
			return Code{}, &UnknownWordError{i + 1, word, words.Nearest(word, 3)}
		}
		indices[i] = index
	}
	if len(read) != Count {
		return Code{}, &CountError{len(read)}
	}
	bits := words.Decode(indices)
	c := Code{[secretSize]byte(bits)}
	if bits[secretSize] != c.check() {
		return Code{}, ErrCheck
	}
	return c, nil
}

// split returns the words: runs of letters, in lower case and without accents. Everything else stands between words.
func split(text string) []string {
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(text))
	return strings.FieldsFunc(plain, func(r rune) bool { return !unicode.IsLetter(r) })
}
