// Command luwte-drop is the drop: the server that takes sealed reports as an onion service and cannot open them.
package main

import (
	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/release/download"
)

func main() {
	cli.OverwriteFreed()
	cli.DieSilently()
	private()
	cli.Main(newRoot())
}

func newRoot() *cobra.Command {
	root := cli.Root("luwte-drop", "Take sealed reports that only a bureau's offline desk can open",
		`luwte-drop takes sealed reports as an onion service, keeps them until the bureau's desk has them, and serves each bureau's charter
and board. It has no key that opens a report, and writes down nothing of who visits.`,
		`  luwte-drop init --dir drop                        (make the drop; prints its onion address)
  luwte-drop inbox add --dir drop charter.json      (for each bureau)
  luwte-drop serve --dir drop --tor`)
	root.AddCommand(newInitCommand(), newInboxCommand(), newServeCommand(), newStatsCommand(), newTideCommand(), newDoctorCommand(), newCheckCommand(),
		newBackupCommand(), newRestoreCommand(), newTorrcCommand(), newRunTorCommand(), download.NewCommand("luwte-drop"))
	return root
}
