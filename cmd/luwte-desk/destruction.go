package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"luwte/crypto/day"
	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/durable"
	"luwte/internal/desk/papers"
)

// tidy destroys keys that are due, where that needs nobody, and says so.
func tidy(cmd *cobra.Command, d *desk.Desk) error {
	gone, err := d.DestroyUnasked()
	if len(gone) > 0 && err == nil {
		fmt.Fprintf(cmd.ErrOrStderr(), "The keys of these epochs were destroyed, as nothing for them can come any more: %s. luwte-desk epochs --minutes FILE writes the minutes, "+
			"which list the copies that must be destroyed too.\n", epochList(gone))
	}
	return err
}

// checkMinutes refuses, before anything is destroyed, minutes that could not be written.
func (o *epochsOptions) checkMinutes() error {
	if o.paper != "nl" && o.paper != "en" {
		return cli.Hint(cli.Usage("no papers in that language"), "--paper nl or --paper en")
	}
	if o.minutes == "" {
		return nil
	}
	if _, err := os.Lstat(o.minutes); err == nil {
		return cli.Hint(fmt.Errorf("there is a file %s already", o.minutes), "name a new one")
	}
	if _, err := o.sinceDay(); err != nil {
		return cli.Hint(cli.Usage("--since is no day"), "for example --since 2026-11-22")
	}
	return nil
}

func (o *epochsOptions) sinceDay() (day.Day, error) {
	if o.since == "" {
		return 0, nil
	}
	return day.Parse(o.since)
}

// writeMinutes writes what was destroyed since a day.
func (o *epochsOptions) writeMinutes(cmd *cobra.Command, d *desk.Desk) error {
	m, err := o.destruction(d)
	if err != nil {
		return err
	}
	if len(m.Epochs) == 0 {
		return cli.Hint(errors.New("no keys were destroyed, and there are no minutes to write"), "luwte-desk epochs lists them; --destroy destroys those that are due")
	}
	pdf, err := m.Minutes().PDF()
	if err != nil {
		return paperRemedy(err)
	}
	if err := durable.WriteFile(o.minutes, pdf); err != nil {
		return err
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "The minutes are in %s. Print them, destroy the copies that they list, and have them signed.\n", o.minutes)
	return err
}

func (o *epochsOptions) destruction(d *desk.Desk) (m papers.Destruction, err error) {
	since, err := o.sinceDay()
	if err != nil {
		return m, err
	}
	_, gone, err := d.Epochs()
	if err != nil {
		return m, err
	}
	root, err := d.CardRoot()
	if err != nil {
		return m, err
	}
	m = papers.Destruction{Language: o.paper, F: root, Custodians: []string{o.actor}}
	last := day.Day(0)
	for _, e := range gone {
		if e.Day >= since {
			last = max(last, e.Day)
			m.Epochs = append(m.Epochs, papers.DestroyedEpoch{Epoch: e.Epoch, From: e.From, Until: e.Until, Recipient: e.Recipient, Day: e.Day, Actor: e.Actor, Unasked: e.Unasked,
				Custodians: e.Custodians, Files: e.Files})
		}
	}
	if d.Dealing() != nil {
		c, err := d.Custody()
		if err != nil {
			return m, err
		}
		m.Custodians = c.Custodians
	}
	if m.Bureau, err = d.Name(o.paper); err != nil {
		return m, err
	}
	m.Copies, err = d.Copies(last)
	return m, err
}
