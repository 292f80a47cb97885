package main

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
)

// gatherIdle is how long a command outside of a session waits for something typed once it asks for shares.
const gatherIdle = 10 * time.Minute

// keepWatch locks a session when nothing is typed for a time, also while a command waits, or on Ctrl-Z: the process replaces itself by a new one. When the terminal is gone, it
// ends. Nothing is closed first: what is half written, the next opening settles, as after a power cut.
func keepWatch(cmd *cobra.Command, idle time.Duration) *cli.Watch {
	return cli.BeginWatch(cmd.InOrStdin(), idle, func(why cli.Why) {
		switch why {
		case cli.HungUp:
			os.Exit(cli.ExitFailure)
		case cli.Idle:
			fmt.Fprintf(cmd.ErrOrStderr(), "\nNothing was done for %v.\n", idle)
		case cli.Stopped:
			fmt.Fprintln(cmd.ErrOrStderr(), "\nA stopped session would keep its keys.")
		}
		os.Exit(lock(cmd))
	})
}

// lock replaces the process by a new one, and returns an exit status if that fails.
func lock(cmd *cobra.Command) int {
	fmt.Fprintln(cmd.ErrOrStderr(), "Locked.")
	if err := cli.Restart(); err != nil {
		fmt.Fprintf(cmd.ErrOrStderr(), "luwte-desk: error: %v\n", err)
	}
	return cli.ExitFailure
}

// watchGathering ends a command outside of a session in which custodians have begun to give shares, and nobody goes on. It lasts as long as the process.
func watchGathering(cmd *cobra.Command) {
	if cli.Watched() {
		return
	}
	cli.BeginWatch(cmd.InOrStdin(), gatherIdle, func(why cli.Why) {
		fmt.Fprintln(cmd.ErrOrStderr(), "\nluwte-desk: error: ended, because shares were given here and nobody went on")
		os.Exit(cli.ExitFailure)
	})
}
