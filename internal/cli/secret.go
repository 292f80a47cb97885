package cli

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// PassphraseVariable is the environment variable from which a passphrase is read where no file is named and nobody can be asked.
const PassphraseVariable = "LUWTE_PASSPHRASE"

// TokenPrefix begins the identity of a hardware token by an age plugin, which may stand where a passphrase does. It is no secret, and need not be typed
// twice: one that is mistyped is refused.
const TokenPrefix = "AGE-PLUGIN-"

// ErrNoPassphrase is returned when there is no terminal to ask at, no file and no variable.
var ErrNoPassphrase = errors.New("no passphrase given")

// ErrEmptyPassphrase is returned when a passphrase is empty.
var ErrEmptyPassphrase = errors.New("the passphrase is empty")

// ErrSecondPassphrase is returned when a new passphrase was typed differently the second time.
var ErrSecondPassphrase = errors.New("the passphrase was different the second time")

// PassphraseFlag adds --passphrase-file to a command and returns where its value will be.
func PassphraseFlag(cmd *cobra.Command) *string {
	return cmd.Flags().String("passphrase-file", "", "file whose first line is the passphrase (otherwise "+PassphraseVariable+", or a prompt)")
}

// Passphrase returns the passphrase from the file, from the environment, or from a prompt at the terminal, in this order. A new one is
// asked for twice, and refused if CheckPassphrase refuses it. It is never taken from an argument, which other users of the machine could see.
func Passphrase(cmd *cobra.Command, file string, isNew bool) (string, error) {
	p, err := findPassphrase(cmd, file, isNew)
	switch {
	case err != nil:
		return "", err
	case isNew:
		err = CheckPassphrase(p)
	case p == "":
		err = Hint(ErrEmptyPassphrase, "give the one that was chosen when this was made")
	}
	if err != nil {
		return "", err
	}
	return p, nil
}

func findPassphrase(cmd *cobra.Command, file string, isNew bool) (string, error) {
	if file != "" {
		b, err := os.ReadFile(file)
		if err != nil {
			return "", Hint(fmt.Errorf("read passphrase: %w", err), "--passphrase-file names a file that you can read; its first line is the passphrase")
		}
		first, _, _ := bytes.Cut(b, []byte("\n"))
		return strings.TrimSuffix(string(first), "\r"), nil
	}
	if p := os.Getenv(PassphraseVariable); p != "" {
		return p, nil
	}
	prompt := "Passphrase: "
	if isNew {
		prompt = "New passphrase, of at least six words that nobody else knows: "
	}
	first, err := ask(cmd, prompt)
	if err != nil || !isNew || strings.HasPrefix(first, TokenPrefix) || CheckPassphrase(first) != nil {
		return first, err // what is refused is not asked for twice
	}
	second, err := ask(cmd, "Once more: ")
	if err == nil && first != second {
		return "", Hint(ErrSecondPassphrase, "start again and type the same one twice")
	}
	return second, err
}

// NewPassphrase asks at the terminal for a new passphrase, twice. Whose it is stands in the prompt. It returns what CheckPassphrase does, or
// ErrSecondPassphrase. An empty one is returned as it is.
func NewPassphrase(cmd *cobra.Command, prompt string) (string, error) {
	first, err := ask(cmd, prompt)
	if err != nil || first == "" || strings.HasPrefix(first, TokenPrefix) {
		return first, err
	}
	if err := CheckPassphrase(first); err != nil {
		return "", err
	}
	second, err := ask(cmd, "Once more: ")
	if err == nil && first != second {
		return "", ErrSecondPassphrase
	}
	return second, err
}

// Secret asks at the terminal for a line that is not shown.
func Secret(cmd *cobra.Command, prompt string) (string, error) { return ask(cmd, prompt) }

// Line asks at the terminal for a line that is shown. It reads no further than the line's end. At the end of input it returns io.EOF.
func Line(cmd *cobra.Command, prompt string) (string, error) {
	in, ok := AtTerminal(cmd)
	if !ok {
		return "", Hint(ErrNoTerminal, "run it in a terminal")
	}
	fmt.Fprint(cmd.ErrOrStderr(), prompt)
	return ReadLine(in)
}

// ErrNoTerminal is returned when there is no terminal to ask at.
var ErrNoTerminal = errors.New("there is nobody to ask")

// ReadLine reads one line without its end, a byte at a time, so that what follows is left to others. It returns io.EOF if there is none.
func ReadLine(r io.Reader) (string, error) {
	var line []byte
	b := make([]byte, 1)
	for {
		n, err := r.Read(b)
		switch {
		case n == 1 && b[0] == '\n':
			Touch()
			return strings.TrimSuffix(string(line), "\r"), nil
		case n == 1:
			line = append(line, b[0])
		case err == io.EOF && len(line) > 0:
			return string(line), nil
		case err != nil:
			return "", err
		}
	}
}

// ask reads a passphrase from the terminal without showing it.
func ask(cmd *cobra.Command, prompt string) (string, error) {
	in, ok := AtTerminal(cmd)
	if !ok {
		return "", Hint(ErrNoPassphrase, "name a file with --passphrase-file, set %s, or run it in a terminal", PassphraseVariable)
	}
	line, err := Hidden(cmd, in, prompt)
	if err != nil && !errors.Is(err, ErrInterrupted) {
		err = fmt.Errorf("read what was typed: %w", err)
	}
	return line, err
}

// AtTerminal returns standard input if somebody sits at it.
func AtTerminal(cmd *cobra.Command) (*os.File, bool) {
	in, ok := cmd.InOrStdin().(*os.File)
	return in, ok && term.IsTerminal(int(in.Fd()))
}

// Hidden asks for a line at the terminal and does not show what is typed.
func Hidden(cmd *cobra.Command, in *os.File, prompt string) (string, error) {
	fmt.Fprint(cmd.ErrOrStderr(), prompt)
	b, err := Typed(cmd, in, func() ([]byte, error) { return term.ReadPassword(int(in.Fd())) })
	fmt.Fprintln(cmd.ErrOrStderr())
	return string(b), err
}

// ErrInterrupted is returned when Ctrl-C ended a wait for something to be typed.
var ErrInterrupted = errors.New("interrupted: nothing has been done")

// typedAt says that something was typed at the terminal for this program.
var typedAt atomic.Bool

// Typed returns what read reads from a terminal. Ctrl-C ends the wait, and the terminal is left as it was found: showing what is typed.
func Typed[T any](cmd *cobra.Command, in *os.File, read func() (T, error)) (T, error) {
	type typed struct {
		v   T
		err error
	}
	typedAt.Store(true)
	before, err := term.GetState(int(in.Fd()))
	if err != nil {
		return *new(T), err
	}
	got := make(chan typed, 1)
	go func() {
		v, err := read()
		got <- typed{v, err}
	}()
	select {
	case g := <-got:
		Touch()
		return g.v, g.err
	case <-cmd.Context().Done():
		_ = term.Restore(int(in.Fd()), before)
		return *new(T), ErrInterrupted
	}
}

// FirstLine returns the first line of standard input where nobody sits at it, and a reader of what follows.
func FirstLine(cmd *cobra.Command) (string, io.Reader, error) {
	r := bufio.NewReader(cmd.InOrStdin())
	line, err := r.ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", nil, err
	}
	return strings.TrimSpace(line), r, nil
}
