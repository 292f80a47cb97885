package main

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
)

// aloneIdle is how long a command outside of a session that has keys, or asks for shares, waits for something typed.
const aloneIdle = 10 * time.Minute

// keepWatch locks a session when nothing is typed for a time, also while a command waits, or on Ctrl-Z: the process replaces itself by a new one. When the terminal is gone, it
// ends. Nothing is closed first: what is half written, the next opening settles, as after a power cut.
func keepWatch(cmd *cobra.Command, idle time.Duration) *cli.Watch {
	return cli.BeginWatch(cmd.InOrStdin(), idle, func(why cli.Why, idle time.Duration) {
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

// watchAlone ends a command outside of a session that has keys, or asks custodians for their shares, when nobody goes on. It lasts as long as the process.
func watchAlone(cmd *cobra.Command) {
	if cli.Watched() {
		return
	}
	cli.BeginWatch(cmd.InOrStdin(), aloneIdle, func(why cli.Why, idle time.Duration) {
		switch why {
		case cli.Idle:
			fmt.Fprintf(cmd.ErrOrStderr(), "\nluwte-desk: error: ended, because nothing was done for %v\n", idle)
		case cli.Stopped:
			fmt.Fprintln(cmd.ErrOrStderr(), "\nluwte-desk: error: ended, because a stopped program would keep in memory what it has")
		}
		os.Exit(cli.ExitFailure)
	})
}
