package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/ui"
)

type uiOptions struct {
	sessionOptions
	listen, socket, language string
}

func newUICommand() *cobra.Command {
	o := &uiOptions{}
	cmd := &cobra.Command{
		Use: "ui --dir DIR [--listen 127.0.0.1:PORT | --socket PATH]", Short: "Work at the desk in a browser on this machine",
		Long: `Opens the desk as session does, and shows its screens to a browser on this machine: it prints one address, another one at every start, and whoever knows it is at the desk. Copy it
into the browser by hand: given to a browser as an argument, other users of the machine could see it. Use a private window, which forgets it.

Passphrases and shares are typed here and never into the browser. Beside it, this takes the commands of a session. lock, here or on the screens, or a time in which
nothing is done on either (--idle), also Ctrl-Z, locks the desk: the process replaces itself by a new one, and the address works no more. While an answer or a note is written, which the program cannot see,
it waits for an hour.

--socket serves them on a Unix socket that only you may use, for a browser that reaches it by other means.`,
		Example: `  luwte-desk ui --dir bureau
  luwte-desk ui --dir bureau --language en --idle 5m
  luwte-desk ui --dir bureau --socket /run/user/1000/luwte.sock`,
		Args: cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, args []string) error { return runUI(cmd, o) },
	}
	o.addSession(cmd)
	cmd.Flags().StringVar(&o.listen, "listen", "127.0.0.1:0", "address on this machine; port 0 is any that is free")
	cmd.Flags().StringVar(&o.socket, "socket", "", "a Unix socket instead")
	cmd.Flags().StringVar(&o.language, "language", ui.Languages[0], "language at first: "+strings.Join(ui.Languages, ", "))
	cmd.MarkFlagsMutuallyExclusive("listen", "socket")
	return cmd
}

func runUI(cmd *cobra.Command, o *uiOptions) error {
	if sessionOf(cmd) != nil {
		return cli.Hint(cli.Usage("this is a session already"), "end it with exit, and begin with: luwte-desk ui")
	}
	if !slices.Contains(ui.Languages, o.language) {
		return cli.Hint(cli.Usage("the screens are not in %q", o.language), "choose one of: %s", strings.Join(ui.Languages, ", "))
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
	end := o.work(cmd, d)
	if err := d.Close(); err != nil {
		return err
	}
	if errors.Is(end, errLock) {
		os.Exit(lock(cmd))
	}
	return end
}

// work serves the screens, and takes commands, until the end.
func (o *uiOptions) work(cmd *cobra.Command, d *desk.Desk) error {
	l, err := o.door()
	if err != nil {
		return err
	}
	locked := make(chan struct{})
	u, err := ui.New(d, ui.Options{
		Language: o.language, Host: o.host(l), Idle: o.idle, Touch: cli.TouchFor, Lock: sync.OnceFunc(func() { close(locked) }),
		Fault: func(stack []byte) { fmt.Fprintf(cmd.ErrOrStderr(), "luwte-desk: a fault of the program:\n%s\n", stack) },
	})
	if err != nil {
		return errors.Join(err, l.Close())
	}
	ctx, stop := context.WithCancel(cmd.Context())
	served := make(chan error, 1)
	go func() { served <- u.Serve(ctx, l) }()
	fmt.Fprintln(cmd.ErrOrStderr(), "The desk is open. Its screens are at this address; copy it into a private window of a browser on this machine:")
	fmt.Fprintln(cmd.OutOrStdout(), o.address(l)+u.Path())
	fmt.Fprintln(cmd.ErrOrStderr(), "Keep this window. lock locks the desk, exit ends it; help lists the commands that it takes besides.")
	s := &session{dir: o.dir, actor: o.actor, desk: d, alone: u.Alone, locked: locked}
	end := s.commands(cmd)
	if errors.Is(end, io.EOF) {
		end = nil
		if !isTerminal(cmd) { // nobody types here, and work goes on in the browser
			end = s.await(cmd.Context())
		}
	}
	if errors.Is(end, errLock) {
		time.Sleep(lockedShown)
	}
	stop()
	return errors.Join(end, <-served)
}

// lockedShown is how long the page that says so may take to reach the browser.
const lockedShown = 300 * time.Millisecond

func (s *session) await(ctx context.Context) error {
	select {
	case <-s.locked:
		return errLock
	case <-ctx.Done():
		return errEnded
	}
}

func isTerminal(cmd *cobra.Command) bool {
	in, ok := cmd.InOrStdin().(*os.File)
	return ok && term.IsTerminal(int(in.Fd()))
}

func (o *uiOptions) door() (net.Listener, error) {
	if o.socket != "" {
		l, err := ui.ListenSocket(o.socket)
		return l, cli.Hint(err, "name a path in a directory of yours: --socket PATH")
	}
	l, err := ui.Listen(o.listen)
	return l, cli.Hint(err, "for example --listen 127.0.0.1:0, which takes any port that is free")
}

// host is what a browser says that it asks for.
func (o *uiOptions) host(l net.Listener) string {
	if o.socket != "" {
		return ""
	}
	return l.Addr().String()
}

func (o *uiOptions) address(l net.Listener) string {
	if o.socket != "" {
		return "unix:" + o.socket + ":"
	}
	return "http://" + l.Addr().String()
}
