// Command luwte-report is the reporter's client for a terminal: it sends a report, looks for answers with a code, and adds to the conversation.
// Nothing is kept on disk but, if somebody asks for it, which charters were seen.
package main

import (
	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/release/download"
	"luwte/internal/reporter/guide"
)

func main() {
	cli.Main(newRoot())
}

func newRoot() *cobra.Command {
	root := cli.Root("luwte-report", "Report to a bureau without being known, and read its answers",
		`luwte-report seals a report on this machine, sends it through Tor, and gives you a code of 8 words. With the code you look for an answer
and send more. Nobody else has it, and it cannot be had again. Nothing is kept on this machine's disk, unless
--remember names a file for the charters that were seen, so that older ones are refused next time: that file shows that you visited the bureau.

A tor that runs already, such as Tor Browser's with --socks 127.0.0.1:9150, is better than one that is started: that is new to Tor at every run
and chooses a new entry guard, which somebody on your network can see.

At a terminal, luwte-report alone leads through all of it, one question at a time. A drop's address, and the words of the bureau, stand on
the card that tells of the channel.`,
		`  luwte-report
  luwte-report send --drop http://ADDRESS.onion < report.txt
  luwte-report look --drop http://ADDRESS.onion
  luwte-report add --drop http://ADDRESS.onion
  luwte-report verify --drop http://ADDRESS.onion`)
	t := &target{}
	t.addStart(root)
	help := root.RunE
	root.RunE = func(cmd *cobra.Command, args []string) error {
		if _, ok := guide.OpenTerminal(cmd.InOrStdin(), cmd.OutOrStdout()); !ok && cmd.Flags().NFlag() == 0 {
			return help(cmd, args)
		}
		return runStart(cmd, t)
	}
	root.AddCommand(newStartCommand(), newSendCommand(), newLookCommand(), newAddCommand(), newFormCommand(), newVerifyCommand(),
		newSaveCommand(), newSealCommand(), newOpenCommand(), newUploadCommand(), download.NewCommand("luwte-report"))
	return root
}
