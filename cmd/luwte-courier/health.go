package main

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/spf13/cobra"

	"luwte/crypto/day"
	"luwte/internal/cli"
	"luwte/internal/courier"
	"luwte/internal/findings"
	"luwte/internal/wire"
)

func newHealthCommand() *cobra.Command {
	o := &doorOptions{}
	cmd := &cobra.Command{
		Use: "health --dir DIR --door unix:PATH|ONION", Short: "Say whether the drop works, without looking at what waits",
		Long: `Asks the bureau's door how the drop does: whether its disk takes a dispatch, visitors see this inbox, its tor has reached the network, how long
the charter takes reports, whether the board is older than it promises, and when the last tide was. It carries nothing, and nothing in the answer
depends on what waits there: it can be asked by a machine, as often as that likes, and kept. The exit status is 1 if something is bad.

--json prints {"health": {"today": day, "store": bool, "shown": bool, "reports_until": day|null, "board_made": day|null, "board_next": day|null,
"tor": "ready|starting|none", "tide": day|null}, "findings": [{"name": text, "of": "", "level": "ok|unseen|warning|bad", "says": text, "do": text}]}.`,
		Example: `  luwte-courier health --dir courier --door ADDRESS.onion
  luwte-courier health --dir courier --door unix:drop/doors/INBOX.sock --json`,
		Args: cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, _ []string) error { return runHealth(cmd, o) },
	}
	o.add(cmd.Flags())
	return cmd
}

// errUnwell is returned when something is bad, after it was printed.
var errUnwell = errors.New("the drop is not well")

func runHealth(cmd *cobra.Command, o *doorOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	progress := func(sentence string) { fmt.Fprintln(cmd.ErrOrStderr(), sentence) }
	door, closeDoor, err := courier.Reach(cmd.Context(), o.dir, o.door, o.tor, progress)
	if err != nil {
		return remedy(err)
	}
	defer closeDoor()
	h, err := door.Health(cmd.Context())
	var status *wire.StatusError
	if errors.As(err, &status) && status.Status == http.StatusNotFound {
		return cli.Hint(err, "check --door; a drop of an older version does not say how it does")
	}
	if err != nil {
		return remedy(err)
	}
	all := h.Findings(day.Today())
	if o.json {
		err = cli.JSON(cmd.OutOrStdout(), struct {
			Health   *courier.Health    `json:"health"`
			Findings []findings.Finding `json:"findings"`
		}{h, all})
	} else {
		err = findings.Print(cmd.OutOrStdout(), all)
	}
	if err == nil && findings.Worst(all) == findings.Bad {
		return cli.Hint(errUnwell, "see what is bad above")
	}
	return err
}
