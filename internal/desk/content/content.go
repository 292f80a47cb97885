// Package content is what is known of a reporter's file by its bytes: types without logic, so that the register, which opens no file, can keep what package evidence,
// which knows no register, found. Only the desk imports it.
package content

import (
	"context"
	"errors"
	"io"
)

// ErrRoom is what take returns when no more clean copies are kept. It is no error of the file's.
var ErrRoom = errors.New("more clean copies than are kept")

// Content is what a file is.
type Content struct {
	Type    string // a media type, by content
	Class   string // an evidence.Class
	Size    int64
	SHA256  string // hex
	Remarks []Remark
}

// Remark is what an officer must know of a file, in the languages of the desk.
type Remark struct{ Code, NL, EN string }

// In returns the remark in a language; English in any other.
func (r Remark) In(language string) string {
	if language == "nl" {
		return r.NL
	}
	return r.EN
}

// Copy is a clean copy of a file, or of a page of it.
type Copy struct {
	Suffix string // behind the name of the original
	Type   string // image/png, image/jpeg or text/plain; charset=utf-8
	Data   []byte
}

// Examiner reads a file, says what it is, and hands over clean copies of it, unless right says that these are not the bytes that they should be. The name is the reporter's.
type Examiner func(ctx context.Context, name string, file io.ReadSeeker, right func(Content) error, take func(Copy) error) (Content, error)
