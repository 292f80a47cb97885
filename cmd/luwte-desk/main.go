// Command luwte-desk is the bureau's offline machine: keys, register, answers. It has no network and needs none; what comes and goes travels
// in a pouch.
package main

import (
	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/desk/evidence"
)

func main() {
	evidence.Inside() // in the jail this decodes a picture, and nothing else
	cli.Main(newRoot())
}

func newRoot() *cobra.Command {
	root := cli.Root("luwte-desk", "The bureau's offline desk: opens reports, answers them",
		`luwte-desk holds a bureau's keys and its register of cases, on a machine without a network. Reports come in a pouch, a file that
luwte-courier fills; answers go back in a pouch.

Everything lies in one directory (--dir): keyring.age, sealed under a passphrase, and register.db, sealed under a key in the keyring.
Keep copies of both. Every action is recorded with the name given by --actor.`,
		`  luwte-desk init --dir bureau --name "Bureau Integriteit"
  luwte-desk charter --dir bureau --onion ADDRESS > charter.json
  luwte-desk import --dir bureau pouch
  luwte-desk list --dir bureau
  luwte-desk reply --dir bureau CASE -m "We read it. When was this?"
  luwte-desk export --dir bureau pouch`)
	root.AddCommand(newInitCommand(), newCharterCommand(), newImportCommand(), newListCommand(), newShowCommand(), newReplyCommand(),
		newBranchCommand(), newExportCommand(), newLogCommand(), newCardCommand(), newFilesCommand())
	return root
}
