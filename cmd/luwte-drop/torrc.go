package main

import (
	"fmt"
	"os/user"
	"strconv"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/server"
)

// TorrcOptions are the flags of torrc.
type TorrcOptions struct {
	Dir  string
	User string
	server.SystemTor
}

func newTorrcCommand() *cobra.Command {
	opts := TorrcOptions{User: "debian-tor", SystemTor: server.SystemTor{Sockets: "/run/luwte-drop", Keys: "/var/lib/tor/luwte"}}
	cmd := &cobra.Command{
		Use:   "torrc --dir DIR > FILE",
		Short: "Give the onion services to the system's tor",
		Long: `torrc prints the lines for the system's tor, and gives it the onion keys and the couriers' keys: they are copied to a directory of tor's user,
and the secret ones taken from the drop, which cannot read them from then on. It must run as root, while the drop does not serve the first time;
after each inbox add, or courier that was replaced, it runs again, and tor is reloaded or restarted. A backup of the onion keys must then take
tor's directory.`,
		Example: `  luwte-drop torrc --dir /var/lib/luwte-drop > /etc/tor/luwte.torrc
  echo '%include /etc/tor/luwte.torrc' >> /etc/tor/torrc
  systemctl reload tor`,
		Args: cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, _ []string) error { return runTorrc(cmd, opts) },
	}
	dirFlag(cmd, &opts.Dir)
	f := cmd.Flags()
	f.StringVar(&opts.User, "user", opts.User, "the user that the system's tor runs as")
	f.StringVar(&opts.Keys, "keys", opts.Keys, "directory of tor's for the onion services")
	f.StringVar(&opts.Sockets, "sockets", opts.Sockets, "directory for the drop's sockets, of tor's group")
	return cmd
}

func runTorrc(cmd *cobra.Command, opts TorrcOptions) error {
	owner, err := user.Lookup(opts.User)
	if err != nil {
		return cli.Hint(err, "apt-get install tor makes the user debian-tor; --user names another one")
	}
	uid, err := strconv.Atoi(owner.Uid)
	if err != nil {
		return err
	}
	gid, err := strconv.Atoi(owner.Gid)
	if err != nil {
		return err
	}
	done, err := server.HandOver(opts.Dir, opts.SystemTor, uid, gid)
	if err != nil {
		return hinted(err)
	}
	for _, name := range done.Moved {
		fmt.Fprintf(cmd.ErrOrStderr(), "luwte-drop: the key of onion service %s is tor's now\n", name)
	}
	for _, name := range done.LeftOut {
		fmt.Fprintf(cmd.ErrOrStderr(), "luwte-drop: warning: inbox %s has no onion service: no courier's key is there\n", name)
	}
	_, err = fmt.Fprint(cmd.OutOrStdout(), done.Torrc)
	return err
}
