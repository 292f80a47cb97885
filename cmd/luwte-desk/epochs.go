package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"luwte/crypto/day"
	"luwte/internal/cli"
	"luwte/internal/desk"
)

type epochsOptions struct {
	deskOptions
	destroy, json         bool
	extend                int
	today                 string
	minutes, since, paper string
}

func newEpochsCommand() *cobra.Command {
	o := &epochsOptions{}
	cmd := &cobra.Command{
		Use: "epochs --dir DIR [--destroy] [--extend MONTHS]", Short: "List the months' keys, destroy those whose time is over, make new ones",
		Long: `Every month has a key of its own. Once no parcel for a month can come any more, --destroy destroys its key: what was recorded on the way then cannot
be opened by anyone. Cases stay. What is destroyed cannot be brought back, and a clock that is ahead would destroy what is still needed: it asks first what day it is, or takes --today.

A desk that is opened with a passphrase does it by itself, with import and export, three weeks later, as long as it was used every three weeks: then its clock is not in doubt. Either way
it stands in the log, and --minutes writes the minutes, a PDF to be signed: who, when, what by its hash, and which copies must be destroyed too.

--extend makes keys up to so many months ahead; the next charter announces them. Where keys are dealt to custodians, luwte-desk share deal does it.

Backups from before still hold the key under the passphrase, or for the custodians' shares. Destroy them too.

--json prints {"today": date, "epochs": [{"epoch": n, "from": date, "until": date, "here": bool, "due": date}], "destroyed": [{"epoch": n, "day": date,
"actor": text, "unasked": bool, "custodians": [text…], "public_sha256": hex, "files_sha256": {name: hex}}]}.`,
		Example: `  luwte-desk epochs --dir bureau
  luwte-desk epochs --dir bureau --destroy --today 2026-11-22
  luwte-desk epochs --dir bureau --minutes /media/stick/destroyed.pdf --since 2026-11-22`,
		Args: cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.with(cmd, func(d *desk.Desk) error { return runEpochs(cmd, o, d) })
		},
	}
	o.add(cmd)
	cmd.Flags().BoolVar(&o.destroy, "destroy", false, "destroy the keys that are due")
	cmd.Flags().StringVar(&o.today, "today", "", "the day it is, YYYY-MM-DD, for --destroy (otherwise it is asked for)")
	cmd.Flags().IntVar(&o.extend, "extend", 0, "make keys up to so many months ahead")
	cmd.Flags().StringVar(&o.minutes, "minutes", "", "file in which to write the minutes of what was destroyed")
	cmd.Flags().StringVar(&o.since, "since", "", "the first day that is in the minutes, YYYY-MM-DD (otherwise all)")
	cmd.Flags().StringVar(&o.paper, "paper", "nl", "language of the minutes: nl or en")
	cmd.Flags().BoolVar(&o.json, "json", false, "print JSON")
	return cmd
}

func runEpochs(cmd *cobra.Command, o *epochsOptions, d *desk.Desk) error {
	if err := o.checkMinutes(); err != nil {
		return err
	}
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
		if len(gone) == 0 {
			fmt.Fprintln(cmd.ErrOrStderr(), "No key is due to be destroyed.")
		} else {
			fmt.Fprintf(cmd.ErrOrStderr(), "Destroyed the keys of epochs %s. Destroy backups from before, too: epochs --minutes FILE writes the minutes, which list them.\n", epochList(gone))
		}
	}
	if o.minutes != "" {
		return o.writeMinutes(cmd, d)
	}
	states, gone, err := d.Epochs()
	if err != nil {
		return err
	}
	if o.json {
		return printJSON(cmd, newEpochsJSON(d.Today(), states, gone))
	}
	out := cmd.OutOrStdout()
	fmt.Fprintf(out, "Today is %s.\n", d.Today())
	for _, e := range states {
		where := "with the custodians"
		if e.Open {
			where = "here"
		}
		due := "may be destroyed from " + e.Due.String()
		if e.Due <= d.Today() {
			due = "IS DUE: epochs --destroy"
		}
		fmt.Fprintf(out, "epoch %3d  %s to %s  key %s; %s\n", e.Epoch.Epoch, e.From, e.Until, where, due)
	}
	for _, e := range gone {
		fmt.Fprintf(out, "epoch %3d  destroyed on %s by %s\n", e.Epoch, e.Day, e.Actor)
	}
	return nil
}

func epochList(epochs []uint64) string {
	var all []string
	for _, n := range epochs {
		all = append(all, fmt.Sprint(n))
	}
	return strings.Join(all, ", ")
}

// confirm has somebody say what day it is before keys are destroyed.
func (o *epochsOptions) confirm(cmd *cobra.Command, d *desk.Desk) error {
	due, err := d.Due()
	if err != nil || len(due) == 0 && o.today == "" {
		return err
	}
	prompt := fmt.Sprintf("The keys of epochs %s are to be destroyed, for good. What day is it today (YYYY-MM-DD)? ", epochList(due))
	return sayToday(cmd, d, o.today, prompt)
}

// sayToday has somebody say what day it is: under a clock that is years ahead everything would be destroyed.
func sayToday(cmd *cobra.Command, d *desk.Desk, said, prompt string) error {
	if said == "" {
		var err error
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
	Epoch      uint64            `json:"epoch"`
	Day        day.Day           `json:"day"`
	Actor      string            `json:"actor"`
	Unasked    bool              `json:"unasked"`
	Custodians []string          `json:"custodians"`
	Public     string            `json:"public_sha256"`
	Files      map[string]string `json:"files_sha256"`
}

func newEpochsJSON(today day.Day, states []desk.EpochState, gone []desk.Destroyed) epochsJSON {
	out := epochsJSON{today, []epochJSON{}, []destroyedJSON{}}
	for _, e := range states {
		out.Epochs = append(out.Epochs, epochJSON{e.Epoch.Epoch, e.From, e.Until, e.Open, e.Due})
	}
	for _, e := range gone {
		out.Destroyed = append(out.Destroyed, destroyedJSON{e.Epoch, e.Day, e.Actor, e.Unasked, list(e.Custodians), e.Recipient, e.Files})
	}
	return out
}
