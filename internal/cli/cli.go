// Package cli is what the four programs share towards a terminal: running a command tree, one way to say what went wrong and what to do,
// JSON output, and reading passphrases and codes without showing them.
//
// It knows nothing of reports or keys. Only the programs of cmd/ import it, and commands of the project's own.
package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"unicode"

	"github.com/spf13/cobra"
)

// Exit statuses; each program's --help lists them.
const (
	ExitOK      = 0
	ExitFailure = 1 // the command was understood and could not be carried out, or found something wrong
	ExitUsage   = 2 // the command line was not understood
)

const exitHelp = `
Exit status: 0 success; 1 it could not be done, or something was found wrong; 2 the command line was not understood.
`

// hinted is an error with the remedy for the person who reads it.
type hinted struct {
	error
	hint string
}

func (h *hinted) Unwrap() error { return h.error }

// Hint adds to an error what the reader can do about it, one sentence. Nil stays nil.
func Hint(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return &hinted{err, fmt.Sprintf(format, args...)}
}

// usageError marks an error of the command line itself.
type usageError struct{ error }

func (u *usageError) Unwrap() error { return u.error }

// plainly leaves out of a flag's error what the library says that reads numbers and times: names of its functions.
func plainly(err error) error {
	var invalid interface{ GetValue() string }
	cause := errors.Unwrap(err)
	if cause == nil || !errors.As(err, &invalid) {
		return err
	}
	return errors.New(strings.TrimSuffix(err.Error(), ": "+cause.Error()))
}

// Usage returns an error of the command line.
func Usage(format string, args ...any) error { return &usageError{fmt.Errorf(format, args...)} }

// Main runs a program's command tree with the process's arguments and files, keeps its memory out of core dumps, ends it cleanly on
// SIGINT, SIGTERM and SIGHUP, which a closed window sends, by cancelling the command's context, and exits. Under nohup SIGHUP stays ignored.
func Main(root *cobra.Command) {
	protectMemory()
	log.SetOutput(io.Discard) // net/http would print there what a lying drop sends unasked
	ends := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		ends = append(ends, syscall.SIGHUP)
	}
	installed(root)
	ctx, stop := signal.NotifyContext(context.Background(), ends...)
	status := Run(ctx, root, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	if typedAt.Load() { // not in Run: what follows a command of a session is the session's next
		Discard(os.Stdin)
	}
	os.Exit(status)
}

// Run runs a command tree and returns the exit status. Errors go to stderr as "NAME: error: …" and, if there is a remedy, "NAME: hint: …".
func Run(ctx context.Context, root *cobra.Command, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	root.SilenceErrors, root.SilenceUsage = true, true
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		if args := cmd.Flags().Args(); cmd.HasSubCommands() && len(args) > 0 { // its flags are not what is wrong
			return unknownCommand(cmd, args[0])
		}
		return Hint(&usageError{plainly(err)}, "%s --help shows what it takes", cmd.CommandPath())
	})
	root.SetUsageTemplate(root.UsageTemplate() + exitHelp)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return ExitOK
	}
	var hint *hinted
	hasHint := errors.As(err, &hint)
	fmt.Fprintf(stderr, "%s: error: %v\n", root.Name(), err)
	if hasHint {
		fmt.Fprintf(stderr, "%s: hint: %s\n", root.Name(), hint.hint)
	}
	var usage *usageError
	if errors.As(err, &usage) || !cmd.Runnable() {
		return ExitUsage
	}
	return ExitFailure
}

// ExactArgs is cobra.ExactArgs with a sentence that names what is expected, such as "CASE".
func ExactArgs(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == len(names) {
			return nil
		}
		takes := "no arguments"
		if len(names) > 0 {
			takes = "the argument " + strings.Join(names, " ")
		}
		given := fmt.Sprintf("there are %d", len(args)) // they are not quoted: one may be a secret in the wrong place
		switch len(args) {
		case 0:
			given = "there is none"
		case 1:
			given = "there is one"
		}
		return Hint(Usage("%s takes %s, and %s", cmd.CommandPath(), takes, given), "%s --help shows an example", cmd.CommandPath())
	}
}

func unknownCommand(cmd *cobra.Command, name string) error {
	what := fmt.Sprintf("there is no command %q", name)
	if strings.ContainsFunc(name, unicode.IsSpace) { // a code, perhaps, in the wrong place
		what = "this is no command"
	}
	return Hint(Usage("%s", what), "%s --help lists the commands", cmd.CommandPath())
}

// JSON writes v as indented JSON and a line feed.
func JSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// Root returns the top of a program's command tree: one that shows its help when it is called without a command, and refuses unknown ones.
func Root(name, short, long, example string) *cobra.Command {
	return &cobra.Command{
		Use: name, Short: short, Long: long, Example: example,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
}
