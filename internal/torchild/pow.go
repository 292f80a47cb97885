package torchild

import (
	"fmt"
	"slices"

	"github.com/cretz/bine/control"
)

// askProofOfWork asks a running tor whether it does so for any onion service.
func askProofOfWork(conn *control.Conn) (bool, error) {
	options, err := conn.SendRequest("GETCONF HiddenServiceOptions")
	if err != nil {
		return false, fmt.Errorf("ask tor for its onion services: %w", err)
	}
	return slices.Contains(options.DataWithReply(), "HiddenServicePoWDefensesEnabled=1"), nil
}

// ProofOfWork says whether tor, as it runs, asks the visitors of an onion service for a proof of work when too many come at once.
func (c *Child) ProofOfWork() bool { return c.work }
