// Package evidence says what a reporter's file is and makes clean copies of it that an officer can look at. Files from reporters are hostile:
// none is ever opened by what usually opens it.
//
//   - The type is told by content, never by name; a name that ends otherwise is remarked on.
//   - Pictures (JPEG, PNG, WebP, the first frame of a GIF) are decoded in the jail, turned as they are meant to be seen, and encoded anew here.
//   - PDF is drawn as pages by poppler in the jail, and the pages are encoded anew here.
//   - Text is shown as text, with what a terminal or a reader's eye would be deceived by made visible.
//   - Everything else is only saved, on purpose, with a warning that says what it is.
//
// A clean copy stands beside the original and never in its place: this package reads originals and writes nothing at all.
//
// It trusts luwte/internal/desk/evidence/jail, and what comes out of the jail no more than the file. It knows nothing of the register; the
// desk's commands and screens import it. A program that does must call Inside first thing in main.
package evidence

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// Finding is what a file is.
type Finding struct {
	Type    string   // by content: a media type without parameters
	Size    int64    // bytes
	SHA256  string   // in hexadecimal
	Class   Class    // what it is in an officer's words
	Remarks []Remark // what an officer must know of it, the gravest first
}

// head is how much mimetype looks at.
const headSize = 3072

// Examine reads a file to its end and says what it is. The name is the reporter's, and only what it ends in counts.
//
// The type is mimetype's: it knows some 200, Office, OpenDocument, programs and archives among them, by signatures without parsing further,
// is kept up and needs no other module. net/http would bring the network into the desk and knows 40, no Office; h2non/filetype knows no
// text, HTML or SVG and has not changed for years.
func Examine(name string, file io.Reader) (Finding, error) {
	sum, marks := sha256.New(), newMarks()
	head := make([]byte, headSize)
	n, err := io.ReadFull(file, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return Finding{}, fmt.Errorf("read file: %w", err)
	}
	head = head[:n]
	size, err := io.Copy(io.MultiWriter(sum, marks), io.MultiReader(bytes.NewReader(head), file))
	if err != nil {
		return Finding{}, fmt.Errorf("read file: %w", err)
	}
	f := Finding{Size: size, SHA256: hex.EncodeToString(sum.Sum(nil))}
	detected := mimetype.Detect(head)
	f.Type, _, _ = strings.Cut(detected.String(), ";")
	f.Class = classOf(detected)
	if size == 0 {
		f.Type, f.Class = "application/x-empty", Empty
	}
	f.remark(name, marks)
	return f, nil
}

func (f *Finding) remark(name string, m *marks) {
	extension := strings.ToLower(path.Ext(name))
	if says, known := byExtension[extension]; known && says != f.Class && f.Class != Empty {
		f.add("mismatch", extension, f.Class)
	}
	if w := f.Class.warning(); w != "" {
		f.add(w, f.Class)
	}
	if f.Class == Office && m.has(macros...) {
		f.add("macros")
	}
	if f.Class == PDF && m.has(active...) {
		f.add("active")
	}
	if f.Class != Archive && f.Class != Office && f.Class != Executable && m.has(archiveEnd) {
		f.add("polyglot")
	}
}

func (f *Finding) add(code string, args ...any) { f.Remarks = append(f.Remarks, Remark{code, args}) }
