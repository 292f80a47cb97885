package evidence

import (
	"context"
	"errors"
	"io"

	"luwte/internal/desk/content"
)

// Look is a content.Examiner: Examine, and then Clean.
func Look(ctx context.Context, name string, file io.ReadSeeker, right func(content.Content) error, take func(content.Copy) error) (c content.Content, err error) {
	f, err := Examine(name, file)
	if err != nil {
		return c, err
	}
	c = content.Content{Type: f.Type, Class: string(f.Class), Size: f.Size, SHA256: f.SHA256}
	if err := right(c); err != nil {
		return c, err
	}
	var cleaner Cleaner
	remarks, err := cleaner.Clean(ctx, f, file, func(made Copy) error { return take(content.Copy(made)) })
	for _, r := range append(f.Remarks, remarks...) {
		c.Remarks = append(c.Remarks, r.said())
	}
	if errors.Is(err, content.ErrRoom) {
		c.Remarks, err = append(c.Remarks, Remark{Code: BeyondLimit}.said()), nil
	}
	return c, err
}

func (r Remark) said() content.Remark {
	return content.Remark{Code: r.Code, NL: r.In("nl"), EN: r.In("en")}
}
