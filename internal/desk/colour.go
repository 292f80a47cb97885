package desk

import (
	"errors"
	"strings"

	"luwte/crypto/charter"
)

// ErrColour is returned when a text is no colour for a charter.
var ErrColour = errors.New("not a colour that white stands out from: # and six hex digits, with a contrast of 4.5:1 to white")

// parseColour returns a colour in its one form. It forgives case and a # left out, which shells take for a comment. Empty stays empty: the
// page's own colour.
func parseColour(text string) (string, error) {
	text = strings.ToLower(strings.TrimSpace(text))
	if text != "" && !strings.HasPrefix(text, "#") {
		text = "#" + text
	}
	if !charter.ColourOK(text) {
		return "", ErrColour
	}
	return text, nil
}
