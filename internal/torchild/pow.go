package torchild

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"slices"

	"github.com/cretz/bine/control"
)

var powModule = regexp.MustCompile(`(?m)^pow: yes$`)

// KnowsProofOfWork says whether the installed tor can ask the visitors of an onion service for a proof of work when too many come at once: since 0.4.8, where it was
// built with what that takes, as Debian's was. Others refuse a torrc that says so. It returns ErrNotInstalled.
func KnowsProofOfWork(ctx context.Context) (bool, error) {
	exe, err := findTor()
	if err != nil {
		return false, err
	}
	modules, err := exec.CommandContext(ctx, exe, "--list-modules").Output()
	if err != nil {
		return false, fmt.Errorf("ask tor for its modules: %w", err)
	}
	return powModule.Match(modules), nil
}

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
