// Command testnet runs a private Tor network on 127.0.0.1 until it gets SIGINT or SIGTERM.
//
//	testnet DIR
//
// DIR/ready appears when the network is up. With LUWTE_TORTEST=DIR (an absolute path) the tests of all packages use it.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"luwte/internal/tortest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, log io.Writer) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: testnet DIR")
	}
	network, err := tortest.Start(ctx, args[0], log)
	if err != nil {
		return err
	}
	<-ctx.Done()
	return network.Close()
}
