// Package safename turns the names that strangers gave to files into names under which files can be kept: on any system, in one
// directory, without overwriting, hiding or passing for anything.
//
// It trusts nothing in a name. Only the desk imports it.
package safename

import (
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	maxBytes     = 120 // of a clean name: file systems take 143 (eCryptfs) to 255, and a number or a suffix may be added
	maxExtension = 16
	unnamed      = "file"
)

// device matches what Windows takes for a device, whatever extension follows; ¹²³ count as digits there, as they do after NFKC.
var device = regexp.MustCompile(`^(?i:con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9])$`)

// Clean returns a name of 1 to 120 bytes that is a name and no path: what follows the last slash of either kind; no control, invisible
// or direction-changing characters, and none that a file system forbids; single spaces, so that no extension is pushed out of sight;
// no dot, hyphen or tilde in front, which hide a file or make it an option; no dot at the end; no device of Windows.
func Clean(given string) string {
	name := norm.NFC.String(strings.ToValidUTF8(given, "_"))
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Join(strings.Fields(strings.Map(harmless, name)), " ")
	name = shorten(strings.TrimRight(strings.TrimLeft(name, " .-~"), " ."))
	if name == "" {
		return unnamed
	}
	stem, _, _ := strings.Cut(name, ".")
	if device.MatchString(norm.NFKC.String(strings.TrimSpace(stem))) {
		return "_" + name
	}
	return name
}

func harmless(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case strings.ContainsRune(`<>:"|?*`, r) || !strconv.IsPrint(r):
		return '_'
	}
	return r
}

// shorten cuts the stem of a name, and keeps an extension of ordinary length.
func shorten(name string) string {
	if len(name) <= maxBytes {
		return name
	}
	extension := path.Ext(name)
	if len(extension) > maxExtension {
		extension = ""
	}
	stem := name[:maxBytes-len(extension)]
	for !utf8.ValidString(stem) {
		stem = stem[:len(stem)-1]
	}
	return strings.TrimRight(stem, " .") + extension
}

// Names gives out names of one directory, each once. The zero value is ready.
type Names struct {
	taken map[string]bool
	next  map[string]int
}

// Of returns a clean name with this suffix, numbered if it was given out before: "photo (2).jpg". Names that differ only in case are
// the same, as they are on some systems.
func (n *Names) Of(given, suffix string) string {
	if n.taken == nil {
		n.taken, n.next = map[string]bool{}, map[string]int{}
	}
	name := Clean(given)
	extension := path.Ext(name)
	stem, key := strings.TrimSuffix(name, extension), fold(name+suffix)
	result := name + suffix
	for n.taken[fold(result)] {
		n.next[key] = max(n.next[key], 1) + 1
		result = fmt.Sprintf("%s (%d)%s%s", stem, n.next[key], extension, suffix)
	}
	n.taken[fold(result)] = true
	return result
}

// Take marks a name that is there already.
func (n *Names) Take(name string) {
	if n.taken == nil {
		n.taken, n.next = map[string]bool{}, map[string]int{}
	}
	n.taken[fold(name)] = true
}

// fold makes equal what any of the usual systems takes for the same name.
func fold(name string) string { return strings.ToLower(strings.ToUpper(norm.NFKC.String(name))) }
