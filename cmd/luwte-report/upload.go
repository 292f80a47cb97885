package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"luwte/crypto/charter"
	"luwte/internal/cli"
	"luwte/internal/reporter"
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

--json prints {"parcels": n, "acknowledged": n}: acknowledged counts those of this run.`,
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
	if err == nil && (o.from < 1 || o.from > all) {
		err = cli.Hint(cli.Usage("--from %d: there are parcels 1 to %d", o.from, all), "give the number that an upload of the same files named when it stopped")
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
				tell(cmd, "It stopped before the end: keep the files, and go on with --from %d.", u.next(o.from))
				return err
			}
		}
		return u.print(o)
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

// next is the number of the parcel to go on with.
func (u *uploading) next(from int) int { return from + u.done }

// print says what is there. Those before --from were acknowledged earlier, if at all: that is not known here.
func (u *uploading) print(o *uploadOptions) error {
	out := u.cmd.OutOrStdout()
	if o.json {
		return cli.JSON(out, map[string]int{"parcels": u.all, "acknowledged": u.done})
	}
	if o.from == 1 {
		_, err := fmt.Fprintf(out, "The drop keeps %d of %d parcels. Destroy the sealed files now.\n", u.done, u.all)
		return err
	}
	_, err := fmt.Fprintf(out, "The drop keeps parcels %d to %d of %d. If the earlier upload named this number when it stopped, it keeps all of them: destroy the "+
		"sealed files then. Otherwise run it again without --from.\n", o.from, u.all, u.all)
	return err
}

func (u *uploading) post(sealed []byte) error {
	p := reporter.Progress{Parcels: u.all, Done: u.n - 1}
	tellProgress(u.cmd, &u.meter, p)
	err := u.drop.Post(u.ctx, u.inbox, sealed, func(lost error, again time.Duration) {
		p.Lost, p.Again = lost, again
		tellProgress(u.cmd, &u.meter, p)
	})
	if err == nil {
		u.done++
	}
	return err
}
