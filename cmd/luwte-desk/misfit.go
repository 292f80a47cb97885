package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"luwte/crypto/quorum"
)

// misfit says whether, although enough shares were taken, another is needed: one of them does not fit the others. When it is there, it says whose.
func misfit(cmd *cobra.Command, g *quorum.Gathering) bool {
	custodians, err := g.Misfits()
	out := cmd.ErrOrStderr()
	if len(custodians) > 0 {
		names := strings.Trim(strings.Join(strings.Fields(fmt.Sprint(custodians)), ", "), "[]")
		fmt.Fprintf(out, "What is sealed for custodian %s is not what was dealt: somebody with that share changed dealing.json. Find out who, and deal anew without.\n", names)
	}
	if errors.Is(err, quorum.ErrMisfit) {
		fmt.Fprintln(out, "These shares are whole, but one does not fit the others. Give one of another custodian as well, which shows whose.")
		return true
	}
	return false
}
