// Command testnet runs a private Tor network on 127.0.0.1.
//
//	testnet DIR             until it gets SIGINT or SIGTERM; DIR/ready appears when the network is up
//	testnet -- COMMAND …    in a temporary directory, while COMMAND runs; its exit status is COMMAND's
//
// With LUWTE_TORTEST=DIR, which COMMAND gets, the tests of all packages use it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"luwte/internal/tortest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		os.Exit(max(1, exit.ExitCode()))
	case err != nil:
		fmt.Fprintln(os.Stderr, "testnet: error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	switch {
	case len(args) > 1 && args[0] == "--":
		return around(ctx, args[1:])
	case len(args) != 1:
		return errors.New("usage: testnet DIR, or testnet -- COMMAND …")
	}
	network, err := tortest.Start(ctx, args[0], os.Stderr)
	if err != nil {
		return err
	}
	<-ctx.Done()
	return network.Close()
}

// around runs a command with a network that lives as long as it.
func around(ctx context.Context, command []string) error {
	dir, err := os.MkdirTemp("", "testnet-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	network, err := tortest.Start(ctx, dir, os.Stderr)
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.Env = append(os.Environ(), tortest.Env+"="+dir)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	return errors.Join(cmd.Run(), network.Close())
}
