package main

import (
	"errors"

	"github.com/spf13/cobra"

	"luwte/crypto/board"
	"luwte/internal/cli"
	"luwte/server"
)

// ServeOptions are the flags of serve.
type ServeOptions struct {
	Dir    string
	Listen string
	Tor    bool
	Torrc  string
	// KeyFile has the passphrase of the store's key.
	KeyFile string
	server.Limits
}

func newServeCommand() *cobra.Command {
	opts := ServeOptions{Limits: server.DefaultLimits}
	cmd := &cobra.Command{
		Use:   "serve --dir DIR --tor|--listen ADDR",
		Short: "Serve visitors and couriers",
		Long: `serve opens the drop's doors and serves until it is ended by SIGTERM or SIGINT; posts in flight finish first. With --tor it runs a
tor process of its own, shows how it starts, and prints each onion address when it can be reached. --listen serves on loopback, for
development: that protects nobody. With both, loopback serves at once and tor starts in the background. Addresses are printed on standard
output; no request is ever written anywhere.`,
		Example: `  luwte-drop serve --dir /var/lib/luwte-drop --tor
  luwte-drop serve --dir drop --listen 127.0.0.1:8787`,
		Args: cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, _ []string) error { return runServe(cmd, opts) },
	}
	dirFlag(cmd, &opts.Dir)
	keyFileFlag(cmd, &opts.KeyFile)
	f := cmd.Flags()
	f.BoolVar(&opts.Tor, "tor", false, "serve as onion services")
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
	if min(opts.Parcels, opts.Burst, opts.Each, opts.AtOnce, opts.Conns, opts.ConnsEach, opts.LookBurst) < 1 || min(opts.Rate, opts.LookRate) <= 0 {
		return cli.Hint(cli.Usage("a limit of serve is zero or less"), "leave it out for the default, or give at least 1")
	}
	if opts.BoardSize < board.MinK || opts.BoardSize > board.MaxK {
		return cli.Hint(cli.Usage("--inbox-board is no size class of boards"), "give a number from %d (16 notes) to %d (512 notes)", board.MinK, board.MaxK)
	}
	if opts.Torrc != "" && !opts.Tor {
		return cli.Hint(cli.Usage("--torrc is for --tor"), "give --tor as well")
	}
	d, err := server.Open(cmd.Context(), opts.Dir, opts.Limits, askKey(cmd, opts.KeyFile, false))
	if err != nil {
		return hinted(err)
	}
	err = d.Serve(cmd.Context(), server.ServeConfig{
		Listen: opts.Listen, Tor: opts.Tor, Torrc: opts.Torrc, Out: cmd.OutOrStdout(), Err: cmd.ErrOrStderr(),
	})
	return hinted(errors.Join(err, d.Close()))
}
