package ui

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// largestField is more than a field of a form with files has, in bytes: a charter that was given before comes back in one.
const largestField = 1 << 19

// readParts reads a form with files, piece by piece: fields go into r.PostForm, and file is called with each file that somebody chose. It returns errForm.
func readParts(r *http.Request, file func(field string, content io.Reader) error) error {
	r.PostForm = url.Values{}
	parts, err := r.MultipartReader()
	if err != nil {
		return fmt.Errorf("%w: %w", errForm, err)
	}
	for {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: %w", errForm, err)
		}
		if p.FileName() != "" { // it is not looked at
			if err := file(p.FormName(), p); err != nil {
				return err
			}
			continue
		}
		value, err := io.ReadAll(io.LimitReader(p, largestField+1))
		if err != nil || len(value) > largestField {
			return fmt.Errorf("%w: a field", errForm)
		}
		if value := string(value); value != "" {
			r.PostForm.Add(p.FormName(), value)
		}
	}
}
