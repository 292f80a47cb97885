// Command luwte-desk is the bureau's offline machine: keys, register, answers. It has no network and needs none; what comes and goes travels
// in a pouch.
package main

import (
	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/desk/evidence"
	"luwte/internal/desk/keyring"
	"luwte/internal/release/download"
)

func main() {
	evidence.Inside() // in the jail this decodes a picture, and nothing else
	cli.Main(newRoot())
}

func newRoot() *cobra.Command {
	root := cli.Root("luwte-desk", "The bureau's offline desk: opens reports, answers them",
		`luwte-desk holds a bureau's keys and its register of cases, on a machine without a network. Reports come in a pouch, a file that
luwte-courier fills; answers go back in a pouch.

Everything lies in one directory (--dir): keyring.age, sealed under a passphrase, or dealing.json, which only the shares of several custodians
open, or both; and register.db, sealed under a key in them. backup writes one file from which restore makes all of it again. Every action is recorded with the name given by --actor.

One person makes a bureau with init, several with ceremony. Where custodians open the desk, session asks for their shares once and then takes
commands until it is locked. Wherever a passphrase is given, the identity of a hardware token may be given instead (AGE-PLUGIN-…), if its age
plugin is on the PATH.`,
		`  luwte-desk init --dir bureau --name "Bureau Integriteit"
  luwte-desk charter --dir bureau --onion ADDRESS > charter.json
  luwte-desk import --dir bureau pouch
  luwte-desk list --dir bureau
  luwte-desk reply --dir bureau CASE -m "We read it. When was this?"
  luwte-desk export --dir bureau pouch`)
	root.PersistentPreRun = func(cmd *cobra.Command, args []string) { keyring.UseTokens(tokens(cmd)) }
	root.AddCommand(newInitCommand(), newCharterCommand(), newImportCommand(), newListCommand(), newShowCommand(), newReplyCommand(),
		newBranchCommand(), newExportCommand(), newBoardCommand(), newLogCommand(), newCardCommand(), newFilesCommand(), newCeremonyCommand(),
		newShareCommand(), newEpochsCommand(), newReleaseCommand(), newSessionCommand(), newUICommand(),
		newDispatchKeyCommand(), newRootKeyCommand(), newPassphraseCommand(), newBackupCommand(), newRestoreCommand(), newAboutCommand(), newClockCommand(), newDrillCommand(),
		newHandlerCommand(), newRetentionCommand(), newCaseCommand(), newClocksCommand(), newWorksheetCommand(), newBreachesCommand(), newFiguresCommand(),
		newReferCommand(), newReceiveCommand(), newBureauCommand(), newDossierCommand(), download.NewCommand("luwte-desk"))
	group(root)
	return root
}
