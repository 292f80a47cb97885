package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/desk"
)

type sessionOptions struct {
	deskOptions
	shares bool
	idle   time.Duration
}

func newSessionCommand() *cobra.Command {
	o := &sessionOptions{}
	cmd := &cobra.Command{
		Use: "session --dir DIR [--shares]", Short: "Open the desk once, and work until it is locked",
		Long: `Opens the desk, with the shares of its custodians or with its passphrase, and then takes commands, one a line, without luwte-desk, --dir
and passphrase in front: import FILE, list, show CASE, reply CASE, export FILE, help. What has spaces in it stands in quotes.

lock, a time in which nothing is typed (--idle), also while a command or a share is waited for, or Ctrl-Z locks it: the process replaces itself by a
new one, so that no key and no word of a report is left in its memory, and asks for shares or passphrase again. exit ends it, and so does a
terminal that is closed.

--shares asks for the custodians' shares where a passphrase would do: they bring the root key, which signs charters.`,
		Example: `  luwte-desk session --dir bureau
  luwte-desk session --dir bureau --shares --idle 5m`,
		Args: cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, args []string) error { return runSession(cmd, o) },
	}
	o.addSession(cmd)
	return cmd
}

func (o *sessionOptions) addSession(cmd *cobra.Command) {
	o.add(cmd)
	cmd.Flags().BoolVar(&o.shares, "shares", false, "open with the custodians' shares, also where there is a passphrase")
	cmd.Flags().DurationVar(&o.idle, "idle", 10*time.Minute, "lock after this time in which nothing is done")
}

// session is an open desk that commands are run on.
type session struct {
	dir, actor string
	desk       *desk.Desk

	alone  func(func())    // runs a command while nobody else uses the desk
	locked <-chan struct{} // locks it from elsewhere; nil where nothing else does
}

type sessionKey struct{}

// sessionOf returns the session in which a command runs, or nil.
func sessionOf(cmd *cobra.Command) *session {
	if cmd.Context() == nil {
		return nil
	}
	s, _ := cmd.Context().Value(sessionKey{}).(*session)
	return s
}

func runSession(cmd *cobra.Command, o *sessionOptions) error {
	if sessionOf(cmd) != nil {
		return cli.Usage("this is a session already")
	}
	if err := o.begin(cmd); err != nil {
		return err
	}
	watch := keepWatch(cmd, o.idle)
	defer watch.End()
	d, err := o.openAs(cmd)
	if err != nil {
		return err
	}
	s := &session{dir: o.dir, actor: o.actor, desk: d, alone: func(fn func()) { fn() }}
	fmt.Fprintln(cmd.ErrOrStderr(), "The desk is open. help lists the commands, lock locks it, exit ends it.")
	if err := remind(cmd, d); err != nil {
		return errors.Join(err, d.Close())
	}
	end := s.commands(cmd)
	if err := d.Close(); err != nil {
		return err
	}
	switch {
	case errors.Is(end, errLock):
		os.Exit(lock(cmd))
	case errors.Is(end, io.EOF):
		return nil
	}
	return end
}

// begin checks what was asked for, before anybody is asked for a passphrase.
func (o *sessionOptions) begin(cmd *cobra.Command) error {
	if o.idle < time.Second {
		return cli.Hint(cli.Usage("--idle is too short"), "for example --idle 10m")
	}
	if err := o.check(cmd); err != nil {
		return err
	}
	warnOfSystem(cmd)
	if !cli.LockMemory() && cli.LocksMemory {
		fmt.Fprintln(cmd.ErrOrStderr(), "Memory cannot be kept from swap here: swap must be off.")
	}
	return nil
}

// openAs opens the desk with what it is opened with, or with shares.
func (o *sessionOptions) openAs(cmd *cobra.Command) (*desk.Desk, error) {
	if o.shares && desk.Exists(o.dir) {
		return o.openGathered(cmd)
	}
	return o.open(cmd)
}

// errLock ends a session with its memory.
var errLock = errors.New("locked")

// errEnded is a session's end by Ctrl-C, or as its terminal is gone.
var errEnded = errors.New("the session was interrupted, and the desk is closed")

// commands runs lines until the end. It returns nil, errLock, errEnded, io.EOF where nobody types any more, or what reading gave.
func (s *session) commands(cmd *cobra.Command) error {
	lines := make(chan string)
	failed := make(chan error, 1)
	next := make(chan struct{})
	go func() {
		for range next { // one line at a time: a command may read what follows itself
			line, err := cli.ReadLine(cmd.InOrStdin())
			if err != nil {
				failed <- err
				return
			}
			lines <- line
		}
	}()
	defer close(next)
	for {
		fmt.Fprint(cmd.ErrOrStderr(), "luwte> ")
		next <- struct{}{}
		select {
		case line := <-lines:
			args, err := split(line)
			switch {
			case err != nil:
				fmt.Fprintf(cmd.ErrOrStderr(), "luwte-desk: error: %v\n", err)
			case len(args) == 0:
			case args[0] == "exit":
				return nil
			case args[0] == "lock":
				return errLock
			default:
				s.run(cmd, args)
			}
		case err := <-failed:
			if errors.Is(err, io.EOF) {
				return io.EOF
			}
			return fmt.Errorf("read a command: %w", err)
		case <-s.locked:
			return errLock
		case <-cmd.Context().Done():
			return errEnded
		}
	}
}

// run runs one command. Its error is printed, and the session goes on.
func (s *session) run(cmd *cobra.Command, args []string) {
	ctx := context.WithValue(cmd.Context(), sessionKey{}, s)
	s.alone(func() { cli.Run(ctx, newRoot(), args, cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr()) })
}

var errQuote = errors.New("a quote is not closed")

// split cuts a line into arguments at spaces outside of quotes, " or '.
func split(line string) (args []string, err error) {
	var word strings.Builder
	inside, begun := rune(0), false
	for _, r := range line {
		switch {
		case inside != 0 && r == inside:
			inside = 0
		case inside != 0:
			word.WriteRune(r)
		case r == '"' || r == '\'':
			inside, begun = r, true
		case r == ' ' || r == '\t':
			if begun {
				args = append(args, word.String())
			}
			word.Reset()
			begun = false
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	if inside != 0 {
		return nil, errQuote
	}
	if begun {
		args = append(args, word.String())
	}
	return args, nil
}
