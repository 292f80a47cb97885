// Command luwte-courier carries pouches between a bureau's desk and its inbox at a drop. It runs on the bureau's online machine, holds the
// key that opens the inbox's door, and cannot read what it carries.
package main

import (
	"errors"
	"os"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/courier"
	"luwte/internal/onionaddr"
	"luwte/internal/pouch"
	"luwte/internal/release/download"
	"luwte/internal/torchild"
	"luwte/internal/wire"
)

func main() { cli.Main(newRoot()) }

func newRoot() *cobra.Command {
	root := cli.Root("luwte-courier", "Carries pouches between a bureau's desk and its drop",
		`luwte-courier runs on the bureau's online machine. It brings the desk's dispatch to the drop and fetches sealed parcels, both in one file,
the pouch, which goes to and from the offline desk on a stick. It cannot read what it carries.`,
		`  luwte-courier init --dir courier
  luwte-courier sync --dir courier --pouch /media/stick/pouch --door ADDRESS.onion`)
	root.AddCommand(newInitCommand(), newSyncCommand(), newHealthCommand(), download.NewCommand("luwte-courier"))
	return root
}

// remedies are what to do about an error, the first that fits.
var remedies = []struct {
	err  error
	hint string
}{
	{courier.ErrIncomplete, "run the same sync again; what came is in the pouch already"},
	{courier.ErrUnsent, "run the same sync again: a dispatch that did arrive is recognised"},
	{courier.ErrOtherBureau, "check --door and --pouch; each bureau has a pouch of its own"},
	{courier.ErrBadDispatch, "write the pouch again with luwte-desk export; nothing was sent"},
	{courier.ErrState, "check --door: it is the address or socket that luwte-drop inbox add printed"},
	{courier.ErrBusy, "wait until it is done"},
	{courier.ErrNoKey, "run luwte-courier init with the same --dir, and have its public key added at the drop with luwte-drop inbox add --courier"},
	{pouch.ErrCut, remakePouch},
	{pouch.ErrAltered, remakePouch},
	{pouch.ErrMalformed, remakePouch},
	{pouch.ErrVersion, "use programs of the same version at the desk and here"},
	{pouch.ErrNotPouch, "check --pouch; a new pouch needs a path where there is no file yet"},
	{torchild.ErrClientKey, "the key is damaged: move the file away, run luwte-courier init, and have the new public key added at the drop"},
	{onionaddr.ErrAddress, "--door takes unix:PATH or the onion address that luwte-drop inbox add printed"},
	{torchild.ErrOnionAddress, "check --door: it is the address that luwte-drop inbox add printed"},
	{torchild.ErrOnionKey, "have this courier's public key (luwte-courier init prints it again) added at the drop with luwte-drop inbox add --courier"},
	{torchild.ErrOnionUnknown, "see whether luwte-drop serve --tor is running and try again in a minute; check --door"},
	{torchild.ErrOnionDown, "see whether luwte-drop serve --tor is running and try again in some minutes"},
	{torchild.ErrNotInstalled, "apt-get install tor, or name a tor that is running with --socks and --control"},
	{torchild.ErrNoNetwork, "see whether this machine is online and its clock is right; where Tor is blocked, give bridges with --torrc; then run the same command again"},
	{torchild.ErrExited, "see what tor says; a tor of an earlier sync may still be ending"},
	{os.ErrPermission, "see who owns the file, socket or directory that is named"},
}

const remakePouch = "nothing was sent: if it comes from the desk, write it again with luwte-desk export; otherwise delete it, the drop still has its parcels"

// remedy adds to an error what to do about it.
func remedy(err error) error {
	for _, r := range remedies {
		if errors.Is(err, r.err) {
			return cli.Hint(err, "%s", r.hint)
		}
	}
	var lost *wire.LostError
	if errors.As(err, &lost) {
		return cli.Hint(err, "see whether the drop is running and, at an onion door, whether this courier's key was added there; then run the same sync again")
	}
	var status *wire.StatusError
	if errors.As(err, &status) {
		return cli.Hint(err, "check --door: it is the address or socket that luwte-drop inbox add printed")
	}
	if errors.Is(err, os.ErrNotExist) { // after a socket that is not there
		return cli.Hint(err, "see whether the stick is in its place and the path is right")
	}
	return err
}
