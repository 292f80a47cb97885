package code

import (
	"errors"
	"fmt"

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

// UnknownWordError names the first word that is on neither list.
type UnknownWordError = words.UnknownError

// OtherListError names the first word that is on the other list than most.
type OtherListError = words.OtherListError

// Parse reads a code of either list as people write it: any case, accents, words cut after four letters or later, and between them whatever is
// not a letter, such as white space, hyphens, numbers. It returns *UnknownWordError, *OtherListError, *CountError or ErrCheck.
func Parse(text string) (Code, error) {
	read := words.Split(text)
	indices, _, err := words.Read(read)
	if err != nil {
		return Code{}, err
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

// Split returns the words as Parse reads them.
func Split(text string) []string { return words.Split(text) }
