package words

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Split returns the words of a text as people write them: runs of letters, in lower case and without accents. Everything else, such as
// white space, hyphens, numbers, stands between words.
func Split(text string) []string {
	plain := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(text))
	return strings.FieldsFunc(plain, func(r rune) bool { return !unicode.IsLetter(r) })
}

// UnknownError names the first word that is on neither list. It is ErrUnknown.
type UnknownError struct {
	Position int      // from 1
	Word     string   // as read
	Nearest  []string // words that look like it, at most 3, of the list that most of the words are on
}

func (e *UnknownError) Error() string {
	return fmt.Sprintf("word %d, %q, is not on the list; near it are %s", e.Position, shown(e.Word), strings.Join(e.Nearest, ", "))
}

// Unwrap returns ErrUnknown.
func (e *UnknownError) Unwrap() error { return ErrUnknown }

// OtherListError names the first word that is on the other list than most.
type OtherListError struct {
	Position int      // from 1
	Word     string   // as read
	Language string   // of the list that the word is on, "en" or "nl"
	Nearest  []string // words that look like it, at most 3, of the list that most of the words are on
}

func (e *OtherListError) Error() string {
	names := map[string][2]string{"nl": {"a Dutch", "English"}, "en": {"an English", "Dutch"}}[e.Language]
	return fmt.Sprintf("word %d, %q, is %s word among %s ones; near it are %s", e.Position, shown(e.Word), names[0], names[1], strings.Join(e.Nearest, ", "))
}

// shown returns the word, or the beginning of one that is far longer than any on a list: it may be a whole code, written without
// spaces, and an error quotes no code.
func shown(word string) string {
	const most = 12
	if letters := []rune(word); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return word
}

// Read returns the indices of words, in lower case, on the one list that all of them are on. It returns *UnknownError or *OtherListError
// for the first word that is not on the list of most.
func Read(given []string) ([]int, *List, error) {
	list := listOf(given)
	indices := make([]int, len(given))
	for i, word := range given {
		index, err := list.Find(word)
		if err != nil {
			return nil, list, refusal(list, i+1, word)
		}
		indices[i] = index
	}
	return indices, list, nil
}

// listOf returns the list that most of the words are on; where they are as many, the one that the first of them is on; where there are none,
// English.
func listOf(given []string) *List {
	on, first := map[*List]int{}, english
	for _, word := range given {
		if l := find(word); l != nil {
			if len(on) == 0 {
				first = l
			}
			on[l]++
		}
	}
	for l, n := range on {
		if n > on[first] {
			return l
		}
	}
	return first
}

// find returns the list that a word is on, or nil.
func find(word string) *List {
	for _, l := range []*List{english, dutch} {
		if _, err := l.Find(word); err == nil {
			return l
		}
	}
	return nil
}

func refusal(list *List, position int, word string) error {
	near := list.Nearest(word, 3)
	if other := find(word); other != nil {
		return &OtherListError{position, word, other.language, near}
	}
	return &UnknownError{position, word, near}
}
