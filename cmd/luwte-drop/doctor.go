package main

import (
	"errors"
	"fmt"
	"net"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/findings"
	"luwte/server"
	"luwte/server/doctor"
)

// DoctorOptions are the flags of doctor.
type DoctorOptions struct {
	doctor.Options
	JSON bool
}

func newDoctorCommand() *cobra.Command {
	var opts DoctorOptions
	cmd := &cobra.Command{
		Use:   "doctor --dir DIR",
		Short: "Look at the drop and its machine, and say what to do",
		Long: `doctor looks at tor, the clock, the disk and its file system, who may open the drop's files, each bureau's charter, board and room, and what the
process that serves is allowed; while the drop serves by its own tor it also tries the drop's addresses through Tor, as a visitor would. Of each it says
whether it is well, and what to do. It shows nothing of what waits, and works on a drop that serves and on one that does not.

It goes by the machine's own user: run it as the one who runs the drop. deploy/operating.md, in the package
/usr/share/doc/luwte-drop/deploy/operating.md, has all findings. The exit status is 1 if something is bad,
and 0 if there are warnings at most.

--json prints [{"name": text, "of": text, "level": "ok|unseen|warning|bad", "says": text, "do": text}]; the names stay the same, the sentences may change.`,
		Example: `  luwte-drop doctor --dir /var/lib/luwte-drop
  luwte-drop doctor --dir /var/lib/luwte-drop --json | jq '.[] | select(.level == "bad")'
  luwte-drop doctor --dir /var/lib/luwte-drop --socks 127.0.0.1:9050     (the drop's tor is the system's)`,
		Args: cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, _ []string) error { return runDoctor(cmd, opts) },
	}
	dirFlag(cmd, &opts.Dir)
	jsonFlag(cmd, &opts.JSON)
	cmd.Flags().StringVar(&opts.Socks, "socks", "", "host:port of another tor's SOCKS port, through which to try the drop's address")
	return cmd
}

// errUnwell is returned when something is bad, after it was printed.
var errUnwell = errors.New("the drop is not well")

func runDoctor(cmd *cobra.Command, opts DoctorOptions) error {
	if err := checkSocks(opts.Socks); err != nil {
		return err
	}
	opts.Say = func(sentence string) { fmt.Fprintln(cmd.ErrOrStderr(), sentence) }
	opts.Open = []server.Option{server.WithPassphrase(keyFromEnvironment)}
	opts.Remedy = remedyOf
	all, err := doctor.Examine(cmd.Context(), opts.Options)
	if err != nil {
		if opts.JSON && len(all) > 0 { // a program that watches reads a list, whatever is wrong
			err = errors.Join(err, cli.JSON(cmd.OutOrStdout(), all))
		}
		return hinted(err)
	}
	if opts.JSON {
		err = cli.JSON(cmd.OutOrStdout(), all)
	} else {
		err = findings.Print(cmd.OutOrStdout(), all)
	}
	if err == nil && findings.Worst(all) == findings.Bad {
		return cli.Hint(errUnwell, "do what stands by each that is bad, and run it again")
	}
	return err
}

// checkSocks refuses what is no host:port.
func checkSocks(addr string) error {
	if addr == "" {
		return nil
	}
	if _, port, err := net.SplitHostPort(addr); err != nil || port == "" {
		return cli.Hint(cli.Usage("--socks is not of the form HOST:PORT"), "the system's tor has 127.0.0.1:9050, Tor Browser's 127.0.0.1:9150")
	}
	return nil
}
