package cli

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"unicode/utf8"
)

// MinPassphrase is the length of the shortest new passphrase, in characters: NIST SP 800-63B-4 asks for 15 where nothing else is asked for.
const MinPassphrase = 15

var (
	// ErrShortPassphrase is returned when a new passphrase has fewer than MinPassphrase characters.
	ErrShortPassphrase = fmt.Errorf("the passphrase has fewer than %d characters", MinPassphrase)
	// ErrNotPassphrase is returned when what was given for a new passphrase is the name of a file, or of a token's program: whoever typed it believes
	// that what is behind the name protects.
	ErrNotPassphrase = errors.New("this is a name of a file or a token, and no passphrase")
)

const choosePassphrase = "choose one of at least six words that nobody else knows"

// CheckPassphrase says whether a new passphrase may be one: ErrEmptyPassphrase, ErrNotPassphrase or ErrShortPassphrase, with a hint. A token's identity may.
func CheckPassphrase(p string) error {
	switch {
	case strings.HasPrefix(p, TokenPrefix):
		return nil
	case p == "":
		return Hint(ErrEmptyPassphrase, choosePassphrase)
	case namesSomething(p):
		return Hint(ErrNotPassphrase, "give a token's identity itself, which begins with %s, or %s", TokenPrefix, choosePassphrase)
	case utf8.RuneCountInString(p) < MinPassphrase:
		return Hint(ErrShortPassphrase, choosePassphrase)
	}
	return nil
}

// namesSomething says whether a text is a file that is there, looks like the path of one that is not, or is a mistyped identity.
func namesSomething(p string) bool {
	if _, err := os.Lstat(p); err == nil {
		return true
	}
	for _, prefix := range []string{"/", "./", "../", "~/", `\\`} {
		if strings.HasPrefix(p, prefix) {
			return true
		}
	}
	drive := len(p) > 2 && p[1] == ':' && (p[2] == '\\' || p[2] == '/')
	return drive || !strings.Contains(p, " ") && strings.Contains(p, "/") || strings.HasPrefix(strings.ToUpper(strings.TrimSpace(p)), TokenPrefix)
}
