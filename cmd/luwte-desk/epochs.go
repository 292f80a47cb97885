package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"luwte/crypto/day"
	"luwte/internal/cli"
	"luwte/internal/desk"
)

type epochsOptions struct {
	deskOptions
	destroy, json bool
	extend        int
	today         string
}

func newEpochsCommand() *cobra.Command {
	o := &epochsOptions{}
	cmd := &cobra.Command{
		Use: "epochs --dir DIR [--destroy] [--extend MONTHS]", Short: "List the months' keys, destroy those whose time is over, make new ones",
		Long: `Every month has a key of its own. Once no parcel for a month can come any more, --destroy destroys its key: what was recorded on the way then cannot
be opened by anyone. Cases stay. What is destroyed cannot be brought back, and a clock that is ahead would destroy what is still needed: it asks first what day it is, or takes --today.

--extend makes keys up to so many months ahead; the next charter announces them. Where keys are dealt to custodians, luwte-desk share deal does it.

Backups from before still hold the key under the passphrase, or for the custodians' shares. Destroy them too.

--json prints {"today": date, "epochs": [{"epoch": n, "from": date, "until": date, "here": bool, "due": date}], "destroyed": [{"epoch": n, "day": date}]}.`,
		Example: `  luwte-desk epochs --dir bureau
  luwte-desk epochs --dir bureau --destroy --today 2026-11-22`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.with(cmd, func(d *desk.Desk) error { return runEpochs(cmd, o, d) })
		},
	}
	o.add(cmd)
	cmd.Flags().BoolVar(&o.destroy, "destroy", false, "destroy the keys that are due")
	cmd.Flags().StringVar(&o.today, "today", "", "the day it is, YYYY-MM-DD, for --destroy (otherwise it is asked for)")
	cmd.Flags().IntVar(&o.extend, "extend", 0, "make keys up to so many months ahead")
	cmd.Flags().BoolVar(&o.json, "json", false, "print JSON")
	return cmd
}

func runEpochs(cmd *cobra.Command, o *epochsOptions, d *desk.Desk) error {
	if cmd.Flags().Changed("extend") {
		if err := d.Extend(o.extend); err != nil {
			return err
		}
	}
	if o.destroy {
		if err := o.confirm(cmd, d); err != nil {
			return err
		}
		gone, err := d.Destroy()
		if err != nil {
			return err
		}
		if len(gone) > 0 {
			fmt.Fprintf(cmd.ErrOrStderr(), "Destroyed the keys of epochs %s. Destroy backups from before, too.\n", strings.Trim(fmt.Sprint(gone), "[]"))
		}
	}
	states, gone, err := d.Epochs()
	if err != nil {
		return err
	}
	if o.json {
		return printJSON(cmd, newEpochsJSON(states, gone))
	}
	out := cmd.OutOrStdout()
	fmt.Fprintf(out, "Today is %s.\n", day.Today())
	for _, e := range states {
		where := "with the custodians"
		if e.Open {
			where = "here"
		}
		due := "may be destroyed from " + e.Due.String()
		if e.Due <= day.Today() {
			due = "IS DUE: epochs --destroy"
		}
		fmt.Fprintf(out, "epoch %3d  %s to %s  key %s; %s\n", e.Epoch.Epoch, e.From, e.Until, where, due)
	}
	for _, e := range gone {
		fmt.Fprintf(out, "epoch %3d  destroyed on %s\n", e.Epoch, e.Day)
	}
	return nil
}

// confirm has somebody say what day it is before keys are destroyed.
func (o *epochsOptions) confirm(cmd *cobra.Command, d *desk.Desk) error {
	due, err := d.Due()
	if err != nil || len(due) == 0 && o.today == "" {
		return err
	}
	said := o.today
	if said == "" {
		prompt := fmt.Sprintf("The keys of epochs %s are to be destroyed, for good. What day is it today (YYYY-MM-DD)? ", strings.Trim(fmt.Sprint(due), "[]"))
		if said, err = cli.Line(cmd, prompt); errors.Is(err, cli.ErrNoTerminal) {
			return cli.Hint(err, "say what day it is: --today YYYY-MM-DD")
		} else if err != nil {
			return err
		}
	}
	today, err := day.Parse(strings.TrimSpace(said))
	if err != nil {
		return cli.Hint(cli.Usage("this is no day"), "for example --today 2026-11-22; nothing has been destroyed")
	}
	return d.CheckToday(today)
}

type epochsJSON struct {
	Today     day.Day         `json:"today"`
	Epochs    []epochJSON     `json:"epochs"`
	Destroyed []destroyedJSON `json:"destroyed"`
}

type epochJSON struct {
	Epoch uint64  `json:"epoch"`
	From  day.Day `json:"from"`
	Until day.Day `json:"until"`
	Here  bool    `json:"here"`
	Due   day.Day `json:"due"`
}

type destroyedJSON struct {
	Epoch uint64  `json:"epoch"`
	Day   day.Day `json:"day"`
}

func newEpochsJSON(states []desk.EpochState, gone []desk.Destroyed) epochsJSON {
	out := epochsJSON{day.Today(), []epochJSON{}, []destroyedJSON{}}
	for _, e := range states {
		out.Epochs = append(out.Epochs, epochJSON{e.Epoch.Epoch, e.From, e.Until, e.Open, e.Due})
	}
	for _, e := range gone {
		out.Destroyed = append(out.Destroyed, destroyedJSON(e))
	}
	return out
}

func newReleaseCommand() *cobra.Command {
	o := &deskOptions{}
	cmd := &cobra.Command{
		Use: "release --dir DIR EPOCH…", Short: "Custodians release a month's key to the desk",
		Long: `Takes the key of an epoch from the custodians, who give their shares, into the desk's keyring, so that the passphrase is enough for daily work with it. Do it
before the epoch begins: reports for an epoch whose key is not here stay at the drop, and nothing is released there meanwhile.

luwte-desk epochs lists them.`,
		Example: `  luwte-desk release --dir bureau 4`,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var numbers []uint64
			for _, a := range args {
				n, err := strconv.ParseUint(a, 10, 64)
				if err != nil {
					return cli.Hint(cli.Usage("an epoch is a number"), "luwte-desk epochs --dir DIR lists them")
				}
				numbers = append(numbers, n)
			}
			return o.with(cmd, func(d *desk.Desk) error { return runRelease(cmd, d, numbers) })
		},
	}
	o.add(cmd)
	return cmd
}

func runRelease(cmd *cobra.Command, d *desk.Desk, numbers []uint64) error {
	if d.Dealing() == nil {
		return desk.ErrNotDealt
	}
	if err := custodians(cmd, d); err != nil {
		return err
	}
	if err := d.Release(numbers...); err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "Released: %s.\n", strings.Trim(fmt.Sprint(numbers), "[]"))
	return nil
}
