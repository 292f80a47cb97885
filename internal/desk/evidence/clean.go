package evidence

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"luwte/internal/desk/evidence/jail"
)

// Copy is a clean copy of a file, or of a page of it.
type Copy struct {
	Suffix string // to be put behind the name of the original: ".clean.png", ".page-001.png"
	Type   string // image/png, image/jpeg or text/plain; charset=utf-8
	Data   []byte
}

// Cleaner makes clean copies. The zero value has what officers need.
type Cleaner struct {
	Program  string        // that calls Inside: this one, if empty
	Pages    int           // of a PDF that are drawn at most; 0 is 100
	PageTime time.Duration // of the processor that a page may take, in whole seconds; 0 is 20 seconds
	PDFTime  time.Duration // by the clock for a whole PDF; 0 is 10 minutes
}

// Bytes of a file of which a clean copy is made.
const (
	maxPicture = 64 << 20
	maxPDF     = 128 << 20
)

// Clean hands over the clean copies of a file one by one, and returns what must be known of them: what was left out, or why there are none. f is
// what Examine said of it, file is read from its beginning, and more than once if it is a PDF. An error is that of file, of take, or of the
// context; what is wrong with a file is no error. At most 400 MB of memory are held.
func (c *Cleaner) Clean(ctx context.Context, f Finding, file io.ReadSeeker, take func(Copy) error) ([]Remark, error) {
	switch f.Class {
	case Text:
		return takeText(f, file, take)
	case JPEG, PNG, GIF, WebP:
		return c.picture(ctx, f, file, take)
	case PDF:
		return c.pdf(ctx, f, file, take)
	}
	return nil, nil
}

func takeText(f Finding, file io.ReadSeeker, take func(Copy) error) ([]Remark, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("read file: %w", err)
	}
	data, err := io.ReadAll(io.LimitReader(file, maxText))
	if err != nil {
		return nil, fmt.Errorf("read file: %w", err)
	}
	text, remarks := cleanText(data, f.Size)
	return remarks, take(Copy{Suffix: ".clean.txt", Type: "text/plain; charset=utf-8", Data: []byte(text)})
}

func (c *Cleaner) picture(ctx context.Context, f Finding, file io.ReadSeeker, take func(Copy) error) ([]Remark, error) {
	if f.Size > maxPicture {
		return []Remark{{"too big", []any{maxPicture >> 20}}}, nil
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("read file: %w", err)
	}
	program := c.Program
	if program == "" {
		program = self
	}
	points := &canvas{}
	err := jail.Run(ctx, jail.Program{Path: program, Args: []string{decodeArgument}}, file, points, jail.Limits{
		Memory: 768 << 20, Address: 3 << 30, Processes: 24, CPU: 30 * time.Second, Wall: time.Minute, Input: maxPicture, Output: 4*maxPoints + longestHeader,
	})
	if points.large && points.width > 0 && points.height > 0 {
		return []Remark{{"too many points", []any{points.width, points.height, maxPoints / 1_000_000}}}, nil
	}
	if broken := new(jail.StatusError); errors.As(err, &broken) && broken.Status != statusDamaged {
		return whyNot(err, "too much")
	}
	if err != nil {
		return whyNot(err, "damaged picture")
	}
	made, err := points.encode(f.Class == JPEG)
	if err != nil {
		return []Remark{{Code: "damaged picture"}}, nil
	}
	var remarks []Remark
	if f.Class == GIF || f.Type == "image/vnd.mozilla.apng" {
		remarks = append(remarks, Remark{Code: "first frame"})
	}
	return remarks, take(made)
}

// self is the program that runs now, also when its file was replaced.
const self = "/proc/self/exe"

// whyNot turns an error of the jail into a remark, unless it is the caller's.
func whyNot(err error, otherwise string) ([]Remark, error) {
	missing := new(jail.MissingError)
	switch {
	case errors.As(err, &missing):
		return []Remark{{"missing", []any{missing.Program, missing.Package}}}, nil
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return nil, err
	case errors.Is(err, jail.ErrMissing):
		return []Remark{{Code: "not here"}}, nil
	case errors.Is(err, jail.ErrNoJail):
		return []Remark{{"no jail", []any{err.Error()}}}, nil
	case errors.Is(err, jail.ErrTime):
		return []Remark{{Code: "time"}}, nil
	case errors.Is(err, jail.ErrFailed), errors.Is(err, jail.ErrOutput), errors.Is(err, errCanvas):
		return []Remark{{Code: otherwise}}, nil
	}
	return nil, err
}
