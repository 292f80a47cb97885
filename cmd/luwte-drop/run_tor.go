package main

import (
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"luwte/server"
)

// newRunTorCommand is for serve, which starts its tor through it: it is not shown.
func newRunTorCommand() *cobra.Command {
	var dir, torrc string
	cmd := &cobra.Command{
		Use:    "run-tor --dir DIR -- TOR [ARGUMENTS]",
		Short:  "Become the drop's tor, shut in",
		Hidden: true,
		Args:   cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if fd := int(os.Stderr.Fd()); fd != unix.Stderr { // see cli.DieSilently; what this process becomes takes the numbered one
				if err := unix.Dup3(fd, unix.Stderr, 0); err != nil {
					return err
				}
			}
			return server.RunTor(dir, torrc, args[0], args[1:])
		},
	}
	dirFlag(cmd, &dir)
	cmd.Flags().StringVar(&torrc, "torrc", "", "file with further lines for tor")
	return cmd
}
