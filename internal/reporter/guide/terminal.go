package guide

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// ErrLeft is returned when somebody ended the guide: Ctrl-C, the end of input, or the last choice of a menu.
var ErrLeft = errors.New("left")

// Terminal is where somebody sits: lines go out and come in, nothing else, so that a screen reader can follow and a dumb terminal will do.
type Terminal struct {
	in    *os.File
	out   io.Writer
	state *term.State // as it was found
	width int
	dumb  bool
}

// OpenTerminal returns the terminal at in and out, or false if there is none.
func OpenTerminal(in io.Reader, out io.Writer) (*Terminal, bool) {
	input, ok := in.(*os.File)
	output, alsoOK := out.(*os.File)
	if !ok || !alsoOK || !term.IsTerminal(int(input.Fd())) || !term.IsTerminal(int(output.Fd())) {
		return nil, false
	}
	state, err := term.GetState(int(input.Fd()))
	if err != nil {
		return nil, false
	}
	t := &Terminal{in: input, out: output, state: state, width: 76, dumb: os.Getenv("TERM") == "dumb" || !obeysEscapes(output)}
	if w, _, err := term.GetSize(int(output.Fd())); err == nil && w > 20 {
		t.width = min(w-2, t.width)
	}
	return t, true
}

// line reads a line that is shown while it is typed. It is taken by the byte: what follows is the next question's.
func (t *Terminal) line(ctx context.Context) (string, error) {
	return t.wait(ctx, func() (string, error) {
		var line []byte
		for one := make([]byte, 1); ; line = append(line, one[0]) {
			n, err := t.in.Read(one)
			switch {
			case n == 1 && one[0] == '\n':
				return strings.TrimSuffix(strings.ToValidUTF8(string(line), "\ufffd"), "\r"), nil
			case n == 0 && len(line) > 0: // Ctrl-D in the middle of a line
				return string(line), nil
			case n == 0:
				return "", errors.Join(ErrLeft, err)
			}
		}
	})
}

// secret reads a line that is not shown.
func (t *Terminal) secret(ctx context.Context) (string, error) {
	text, err := t.wait(ctx, func() (string, error) {
		data, err := term.ReadPassword(int(t.in.Fd()))
		if err != nil {
			return "", errors.Join(ErrLeft, err)
		}
		return strings.ToValidUTF8(string(data), "\ufffd"), nil
	})
	t.write("\n")
	return text, err
}

// wait waits for what is typed, or for the end of the context, which leaves the terminal as it was found.
func (t *Terminal) wait(ctx context.Context, get func() (string, error)) (string, error) {
	type typed struct {
		text string
		err  error
	}
	got := make(chan typed, 1)
	go func() {
		text, err := get()
		got <- typed{text, err}
	}()
	select {
	case g := <-got:
		return g.text, g.err
	case <-ctx.Done():
		_ = term.Restore(int(t.in.Fd()), t.state)
		return "", ErrLeft
	}
}

// write shows text as it is. Nobody is left to tell if that fails.
func (t *Terminal) write(text string) { _, _ = io.WriteString(t.out, text) }

// clear takes away what was shown, and what can be scrolled back to.
func (t *Terminal) clear() {
	if t.dumb {
		t.write(strings.Repeat("\n", 100))
		return
	}
	t.write("\x1b[H\x1b[2J\x1b[3J")
}

// bold marks a title, for eyes; a screen reader passes over the marks.
func (t *Terminal) bold(text string) string {
	if t.dumb {
		return text
	}
	return "\x1b[1m" + text + "\x1b[0m"
}

// wrap breaks lines between words.
func (t *Terminal) wrap(text, indent string) string {
	var out strings.Builder
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			out.WriteString("\n" + indent)
		}
		column := len(indent)
		for j, word := range strings.Fields(line) {
			length := len([]rune(word))
			switch {
			case j == 0:
			case column+1+length > t.width:
				out.WriteString("\n" + indent)
				column = len(indent)
			default:
				out.WriteString(" ")
				column++
			}
			out.WriteString(word)
			column += length
		}
	}
	return out.String()
}
