package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

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
		Use: "upload --drop URL FILE", Short: "Send a file that was sealed before",
		Long: `Sends the parcels in a file that luwte-report seal or the saved page has made, until the drop acknowledges that it keeps each. It goes on after
a broken connection; sending the same again does no harm. With several bureaus at the drop, --bureau says to which it was sealed: nobody else
can open it.

If it stops in the middle it says where; --from goes on there.

--json prints {"parcels": n, "acknowledged": n}.`,
		Example: `  luwte-report upload --drop http://ADDRESS.onion sealed`,
		Args:    cli.ExactArgs("FILE"),
		RunE:    func(cmd *cobra.Command, args []string) error { return runUpload(cmd, o, args[0]) },
	}
	o.add(cmd)
	cmd.Flags().IntVar(&o.from, "from", 1, "number of the first parcel to send")
	return cmd
}

func runUpload(cmd *cobra.Command, o *uploadOptions, path string) error {
	_, err := o.check()
	if err == nil {
		err = o.oneBureau()
	}
	if err == nil {
		err = reporter.ReadSealed(path, func(int, int, []byte) error { return nil }) // before tor is started for nothing
	}
	if err != nil {
		return remedy(err)
	}
	return o.visit(cmd, func(ctx context.Context, drop *reporter.Drop, public *reporter.Public) error {
		b, err := o.bureau(cmd, public, o.given())
		if err != nil {
			return err
		}
		var meter reporter.Meter
		all, done := 0, 0
		err = reporter.ReadSealed(path, func(n, of int, sealed []byte) error {
			all = of
			if n < o.from {
				return nil
			}
			p := reporter.Progress{Parcels: of, Done: n - 1}
			tellProgress(cmd, &meter, p)
			err := drop.Post(ctx, b.Charter.Bureau.Inbox(), sealed, func(lost error, again time.Duration) {
				p.Lost, p.Again = lost, again
				tellProgress(cmd, &meter, p)
			})
			var broken *wire.LostError
			if errors.As(err, &broken) || ctx.Err() != nil {
				return cli.Hint(err, "go on with --from %d", n)
			}
			done++
			return err
		})
		if err != nil {
			return err
		}
		if o.json {
			return cli.JSON(cmd.OutOrStdout(), map[string]int{"parcels": all, "acknowledged": done})
		}
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "The drop keeps %d of %d parcels. Destroy the file now.\n", done, all)
		return err
	})
}
