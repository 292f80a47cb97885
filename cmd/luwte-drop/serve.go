package main

import (
	"errors"
	"math"

	"github.com/spf13/cobra"
	"golang.org/x/time/rate"

	"luwte/crypto/board"
	"luwte/internal/cli"
	"luwte/server"
)

// ServeOptions are the flags of serve.
type ServeOptions struct {
	Dir     string
	Listen  string
	Tor     bool
	Torrc   string
	System  bool
	Confine string
	// KeyFile has the passphrase of the store's key.
	KeyFile string
	server.Limits
}

// confinements are the values of --confine.
var confinements = map[string]server.Confinement{"try": server.ConfineTry, "require": server.ConfineWholly, "off": server.ConfineNot}

func newServeCommand() *cobra.Command {
	opts := ServeOptions{Confine: "try", Limits: server.DefaultLimits}
	cmd := &cobra.Command{
		Use:   "serve --dir DIR --tor|--system-tor|--listen ADDR",
		Short: "Serve visitors and couriers",
		Long: `serve opens the drop's doors and serves until it is ended by SIGTERM or SIGINT; posts in flight finish first. With --tor it runs a
tor process of its own, shows how it starts, and prints each onion address when it can be reached. --listen serves on loopback, for
development: that protects nobody. With both, loopback serves at once and tor starts in the background. Addresses are printed on standard
output; no request is ever written anywhere. With --system-tor it runs no tor and needs no network: the system's tor, which luwte-drop torrc
has told of the drop, brings the visitors to its sockets.

Before it lets visitors in it shuts itself in, as far as the kernel can, and says how: from then on it reaches its own directory and the open
sockets, starts no program and makes no connection. --confine=require refuses to serve where that cannot be had.`,
		Example: `  luwte-drop serve --dir /var/lib/luwte-drop --tor
  luwte-drop serve --dir /var/lib/luwte-drop --system-tor --confine require
  luwte-drop serve --dir drop --listen 127.0.0.1:8787`,
		Args: cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, _ []string) error { return runServe(cmd, opts) },
	}
	dirFlag(cmd, &opts.Dir)
	keyFileFlag(cmd, &opts.KeyFile)
	f := cmd.Flags()
	f.BoolVar(&opts.Tor, "tor", false, "serve as onion services")
	f.BoolVar(&opts.System, "system-tor", false, "serve as onion services of the system's tor")
	f.StringVar(&opts.Confine, "confine", opts.Confine, "shut this process in: try, require or off")
	f.StringVar(&opts.Torrc, "torrc", "", "file with further lines for tor, such as bridges")
	f.StringVar(&opts.Listen, "listen", "", "host:port on loopback, for development only: NOT ANONYMOUS")
	f.IntVar(&opts.Parcels, "inbox-parcels", opts.Parcels, "parcels of 256 KiB that an inbox may hold")
	f.IntVar(&opts.BoardSize, "inbox-board", opts.BoardSize, "largest size class of an inbox's board, 4 (16 notes) to 9 (512 notes)")
	f.Float64Var((*float64)(&opts.Rate), "rate", float64(opts.Rate), "parcels a second that a visitor may go on sending")
	f.IntVar(&opts.Burst, "burst", opts.Burst, "parcels that a visitor may send at first")
	f.IntVar(&opts.Each, "posts-each", opts.Each, "posts of one visitor at once")
	f.IntVar(&opts.AtOnce, "posts", opts.AtOnce, "parcels of all visitors coming in at once; each holds 256 KiB of memory")
	f.Float64Var((*float64)(&opts.LookRate), "look-rate", float64(opts.LookRate), "other requests a second that a visitor may go on making")
	f.IntVar(&opts.LookBurst, "look-burst", opts.LookBurst, "other requests that a visitor may make at first")
	f.IntVar(&opts.ConnsEach, "connections-each", opts.ConnsEach, "connections of one visitor at once")
	f.IntVar(&opts.Conns, "connections", opts.Conns, "connections of all visitors at once; beyond it those that wait are closed")
	return cmd
}

func runServe(cmd *cobra.Command, opts ServeOptions) error {
	if min(opts.Parcels, opts.Burst, opts.Each, opts.AtOnce, opts.Conns, opts.ConnsEach, opts.LookBurst) < 1 || !positive(opts.Rate, opts.LookRate) {
		return cli.Hint(cli.Usage("a limit of serve is zero or less"), "leave it out for the default, or give at least 1")
	}
	if opts.BoardSize < board.MinK || opts.BoardSize > board.MaxK {
		return cli.Hint(cli.Usage("--inbox-board is no size class of boards"), "give a number from %d (16 notes) to %d (512 notes)", board.MinK, board.MaxK)
	}
	if opts.Torrc != "" && !opts.Tor {
		return cli.Hint(cli.Usage("--torrc is for --tor"), "give --tor as well")
	}
	if opts.Tor && opts.System {
		return cli.Hint(cli.Usage("--tor and --system-tor exclude each other"), "give --system-tor where the system's tor has the keys, else --tor")
	}
	if opts.Listen == "" && !opts.Tor && !opts.System {
		return cli.Hint(cli.Usage("%v", server.ErrNowhere), "%s", remedyOf(server.ErrNowhere))
	}
	confined, known := confinements[opts.Confine]
	if !known {
		return cli.Hint(cli.Usage("--confine=%s is unknown", opts.Confine), "give try, require or off")
	}
	notifier, err := openNotifier() // before the environment is cleaned and the process shut in
	if err != nil {
		return err
	}
	defer notifier.close()
	cleanEnvironment()
	warnRoot(cmd.ErrOrStderr())
	d, err := server.Open(cmd.Context(), opts.Dir, opts.Limits, askKey(cmd, opts.KeyFile, false))
	if err != nil {
		return hinted(err)
	}
	err = d.Serve(cmd.Context(), server.ServeConfig{
		Listen: opts.Listen, Tor: opts.Tor, Torrc: opts.Torrc, SystemTor: opts.System, Confine: confined,
		Ready: notifier.ready, Out: cmd.OutOrStdout(), Err: cmd.ErrOrStderr(),
	})
	notifier.stopping()
	return hinted(errors.Join(err, d.Close()))
}

// positive says whether all are numbers above zero, which NaN is not.
func positive(rates ...rate.Limit) bool {
	for _, r := range rates {
		if r <= 0 || math.IsNaN(float64(r)) {
			return false
		}
	}
	return true
}
