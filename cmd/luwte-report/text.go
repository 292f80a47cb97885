package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"luwte/crypto/code"
	"luwte/crypto/parcel"
	"luwte/internal/cli"
	"luwte/internal/reporter"
	"luwte/internal/reporter/guide"
)

var (
	errNotText    = errors.New("this is not text: it is not UTF-8")
	errCut        = errors.New("a line was too long for this terminal, and its end is gone: nothing was sent")
	errTextLength = errors.New("this text is longer than a report can be")

	languageTag = regexp.MustCompile(`^[a-z]{2,8}(-[a-z0-9]{1,8})*$`) // SPEC §1
)

// readText reads what is to be sent, to the end of input. White space around it goes off.
func readText(cmd *cobra.Command, in io.Reader) (string, error) {
	read := func() ([]byte, error) { return io.ReadAll(io.LimitReader(in, parcel.Size+1)) }
	var data []byte
	var err error
	if file, ok := in.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		tell(cmd, "Type what you want to send. End with %s.", endOfText())
		data, err = cli.Typed(cmd, file, read)
		if err == nil && slices.ContainsFunc(bytes.Split(data, []byte("\n")), func(line []byte) bool { return len(line) >= guide.MaxLine }) {
			return "", errCut
		}
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

// readCode reads a code at the terminal or from the first line of standard input, and returns it with the input that follows.
func readCode(cmd *cobra.Command) (code.Code, io.Reader, error) {
	if in, ok := cli.AtTerminal(cmd); ok {
		c, given, err := askCode(cmd, in)
		if err == nil && !given {
			_, err = code.Parse("")
		}
		return c, in, err
	}
	line, rest, err := cli.FirstLine(cmd)
	if err != nil {
		return code.Code{}, nil, cli.Hint(fmt.Errorf("read code: %w", err), "give the code as the first line of standard input")
	}
	c, err := code.Parse(line)
	return c, rest, err
}

// askCode asks for a code at the terminal until it is right, or until an empty line instead of one. Its words may come on several lines: what is
// left over must not go to the shell.
func askCode(cmd *cobra.Command, in *os.File) (c code.Code, given bool, err error) {
	var read []string
	for {
		prompt := "Code (8 words, not shown): "
		if len(read) > 0 {
			prompt = fmt.Sprintf("From word %d on (not shown; Enter alone to begin again): ", len(read)+1)
		}
		line, err := cli.Hidden(cmd, in, prompt)
		if err != nil {
			return c, false, err
		}
		words := code.Split(line)
		if read = append(read, words...); len(read) == 0 {
			return c, false, nil
		}
		if len(words) > 0 && len(read) < code.Count {
			continue
		}
		if c, err = code.Parse(strings.Join(read, " ")); err == nil {
			return c, true, nil
		}
		tell(cmd, "This is not right: %v. Compare every word with your note, and give all 8 again.", err)
		read = nil
	}
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

// endOfText is what ends a text at a terminal.
func endOfText() string {
	if runtime.GOOS == "windows" {
		return "Ctrl-Z and Enter at the start of a line"
	}
	return "Ctrl-D at the start of a line"
}

func plain(text string) string { return reporter.Harmless(text) }

func line(text string) string { return reporter.OneLine(text) }
