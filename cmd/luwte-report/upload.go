package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"luwte/crypto/charter"
	"luwte/internal/cli"
	"luwte/internal/reporter"
	"luwte/internal/wire"
)

type uploadOptions struct {
	target
	from int
}

func newUploadCommand() *cobra.Command {
	o := &uploadOptions{}
	cmd := &cobra.Command{
		Use: "upload --drop URL FILE…", Short: "Send a file that was sealed before",
		Long: `Sends the parcels in files that luwte-report seal or the saved page has made, in this order, until the drop acknowledges that it keeps each. It goes on after
a broken connection; sending the same again does no harm. With several bureaus at the drop, --bureau says to which it was sealed: nobody else
can open it.

If it stops in the middle it says where; --from goes on there.

--json prints {"parcels": n, "acknowledged": n}.`,
		Example: `  luwte-report upload --drop http://ADDRESS.onion sealed`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cli.ExactArgs("FILE")(cmd, args)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return runUpload(cmd, o, args) },
	}
	o.add(cmd)
	cmd.Flags().IntVar(&o.from, "from", 1, "number of the first parcel to send")
	return cmd
}

func runUpload(cmd *cobra.Command, o *uploadOptions, paths []string) error {
	_, err := o.check()
	if err == nil {
		err = o.oneBureau()
	}
	all := 0
	for _, path := range paths { // before tor is started for nothing
		if err == nil {
			err = reporter.ReadSealed(path, func(int, int, []byte) error { all++; return nil })
		}
	}
	if err != nil {
		return remedy(err)
	}
	return o.visit(cmd, func(ctx context.Context, drop *reporter.Drop, public *reporter.Public) error {
		b, err := o.bureau(cmd, public, o.given())
		if err != nil {
			return err
		}
		u := &uploading{cmd: cmd, ctx: ctx, drop: drop, inbox: b.Charter.Bureau.Inbox(), all: all}
		for _, path := range paths {
			err := reporter.ReadSealed(path, func(_, _ int, sealed []byte) error {
				if u.n++; u.n < o.from {
					return nil
				}
				return u.post(sealed)
			})
			if err != nil {
				return err
			}
		}
		if o.json {
			return cli.JSON(cmd.OutOrStdout(), map[string]int{"parcels": all, "acknowledged": u.done})
		}
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "The drop keeps %d of %d parcels. Destroy the sealed files now.\n", u.done, all)
		return err
	})
}

// uploading is where an upload is.
type uploading struct {
	cmd          *cobra.Command
	ctx          context.Context
	drop         *reporter.Drop
	inbox        charter.Inbox
	meter        reporter.Meter
	all, n, done int
}

func (u *uploading) post(sealed []byte) error {
	p := reporter.Progress{Parcels: u.all, Done: u.n - 1}
	tellProgress(u.cmd, &u.meter, p)
	err := u.drop.Post(u.ctx, u.inbox, sealed, func(lost error, again time.Duration) {
		p.Lost, p.Again = lost, again
		tellProgress(u.cmd, &u.meter, p)
	})
	var broken *wire.LostError
	if errors.As(err, &broken) || u.ctx.Err() != nil {
		return cli.Hint(err, "go on with --from %d", u.n)
	}
	if err == nil {
		u.done++
	}
	return err
}
