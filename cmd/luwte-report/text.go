package main

import (
	"errors"
	"io"
	"os"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"luwte/crypto/code"
	"luwte/crypto/parcel"
	"luwte/internal/cli"
	"luwte/internal/reporter"
)

var (
	errNotText    = errors.New("this is not text: it is not UTF-8")
	errTextLength = errors.New("this text is longer than a report can be")

	languageTag = regexp.MustCompile(`^[a-z]{2,8}(-[a-z0-9]{1,8})*$`) // SPEC §1
)

// readText reads what is to be sent, to the end of input. White space around it goes off.
func readText(cmd *cobra.Command, in io.Reader) (string, error) {
	read := func() ([]byte, error) { return io.ReadAll(io.LimitReader(in, parcel.Size+1)) }
	var data []byte
	var err error
	if file, ok := in.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		tell(cmd, "Type what you want to send. End with Ctrl-D at the start of a line.")
		data, err = cli.Typed(cmd, file, read)
	} else {
		data, err = read()
	}
	switch {
	case err != nil:
		return "", err
	case len(data) > parcel.Size:
		return "", errTextLength
	case !utf8.Valid(data):
		return "", errNotText
	}
	return strings.TrimSpace(string(data)), nil
}

// readCode reads a code from a prompt or the first line of standard input, and returns it with the input that follows.
func readCode(cmd *cobra.Command) (code.Code, io.Reader, error) {
	line, rest, err := cli.CodeLine(cmd)
	if err != nil {
		return code.Code{}, nil, cli.Hint(err, "give the code as the first line of standard input")
	}
	c, err := code.Parse(line)
	return c, rest, err
}

// readLines returns a file's lines that are not empty, without the white space around them.
func readLines(file string) (lines []string, err error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines, nil
}

func plain(text string) string { return reporter.Harmless(text) }
