package doctor

import (
	"context"
	"fmt"

	"luwte/internal/torchild"
	"luwte/server"
)

// torInstalled looks at the tor binary. A drop whose tor is the system's needs it too.
func (e *examination) torInstalled(ctx context.Context) {
	tor, err := torchild.FindInstalled(ctx)
	switch {
	case err != nil:
		e.bad("tor", "", err.Error(), "install it, best from the Tor Project's own packages for this system")
	case !tor.PoW:
		e.warning("tor", "", fmt.Sprintf("tor %s at %s has no proof of work for onion services: a flood costs its sender nothing", tor.Version, tor.Path),
			"install tor 0.4.8 or later from the Tor Project's own packages")
	default:
		e.ok("tor", "", fmt.Sprintf("tor %s is installed, with proof of work for onion services", tor.Version))
	}
}

// torRuns says how far the drop's tor is.
func (e *examination) torRuns(context.Context) {
	switch {
	case !e.serves():
		e.unseen("network", "", "whether tor reaches its network cannot be seen", whileServing)
	case e.now.Tor.Kind == server.TorNone:
		e.warning("network", "", "the drop serves without Tor, on loopback alone: no reporter can come", "serve it with --tor")
	case e.now.Tor.Percent < 100:
		e.bad("network", "", fmt.Sprintf("tor is at %d %% in reaching its network: %s", e.now.Tor.Percent, e.now.Tor.Summary),
			"wait a minute and look again; then see whether this machine reaches the internet, and where Tor is blocked give --torrc with bridges")
	default:
		e.ok("network", "", "tor has reached its network")
	}
}
