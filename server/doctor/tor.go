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
func (e *examination) torRuns(ctx context.Context) {
	const reach = "see whether this machine reaches the internet; where Tor is blocked give --torrc with bridges"
	switch {
	case !e.serves():
		e.unseen("network", "", "whether tor reaches its network cannot be seen", whileServing)
		return
	case e.now.Tor.Kind == server.TorNone:
		e.warning("network", "", "the drop serves without Tor, on loopback alone: no reporter can come", "serve it with --tor")
		return
	case e.now.Tor.Kind == server.TorSystem:
		e.unseen("network", "", "the system's tor brings the visitors, and the drop cannot see how it does", "look with systemctl status tor@default, and at its journal")
		return
	case e.now.Tor.Percent < 100:
		e.bad("network", "", fmt.Sprintf("tor is at %d %% in reaching its network: %s", e.now.Tor.Percent, e.now.Tor.Summary), "wait a minute and look again; then "+reach)
		return
	}
	network, err := torchild.AskNetwork(ctx, e.now.Tor.Control)
	switch {
	case err != nil:
		e.bad("network", "", fmt.Sprintf("the drop's tor does not say how it does: %v", err), "start the drop anew; what it acknowledged is kept")
	case !network.Up:
		e.bad("network", "", "tor had reached its network, and has lost it", reach)
	default:
		e.ok("network", "", "tor has reached its network")
	}
	if err == nil {
		e.network = &network
	}
}

// work says whether the tor that runs asks visitors for proof of work; torInstalled looked at the one that would run next.
func (e *examination) work() {
	switch {
	case !e.serves():
		e.unseen("work", "", "whether tor asks visitors for proof of work when too many come cannot be seen", whileServing)
	case e.now.Work == server.WorkUnknown:
		e.unseen("work", "", "whether tor asks visitors for proof of work when too many come cannot be seen: it is not the drop's own, or is starting", "look again when it runs; of the system's tor see what was said of the installed one")
	case e.now.Work == server.WorkMissing:
		e.warning("work", "", "the tor that runs asks visitors for no proof of work: a flood costs its sender nothing", "install tor 0.4.8 or later from the Tor Project's own packages, and start the drop anew")
	default:
		e.ok("work", "", "tor asks visitors for proof of work when too many come")
	}
}
