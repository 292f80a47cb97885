package main

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/desk/durable"
	"luwte/internal/desk/evidence"
	"luwte/internal/desk/machine"
	"luwte/internal/syncdir"
)

// protection is something that the program does where the system lets it.
type protection struct {
	What    string `json:"what"`
	Here    bool   `json:"here"`
	Without string `json:"without"` // what follows where it is not here
}

// protections are all of them. Whether each is here, the package that has it says, by the file that is built for the system.
func protections() []protection {
	return []protection{
		{"memory locked", cli.LocksMemory, "Keys and reports may be written to the swap file: swap must be off."},
		{"no core dumps", cli.NoDumps, "A crash may leave keys and reports in a dump: switch those off."},
		{"memory ends with the lock", cli.Restarts, "A desk that is locked ends, and has to be begun by hand."},
		{"private files", durable.Private, "Who else on this machine can read the desk's files, the access list of its directory decides: let only yourself in."},
		{"names on disk", syncdir.Can, "After a power cut a file that was just written may have its old name: do not switch off while the desk works."},
		{"jail for files", evidence.Jails, "Pictures and PDF from reporters are only saved. Look at them on Debian, Tails or Qubes."},
		{"look at the machine", machine.Looks, "Whether there are a network, swap and randomness is not looked at: see to it."},
	}
}

func newAboutCommand() *cobra.Command {
	json := false
	cmd := &cobra.Command{
		Use: "about", Short: "Say what protects the desk on this machine, and what does not",
		Long: `Lists what the program does to protect keys and reports, and which of it this system does not let it do; then what it sees of the machine, and the SHA-256 of the programs, to be compared
with the release. A desk belongs on Debian, Tails or Qubes, which have all of it.

--json prints {"system": text, "protections": [{"what": text, "here": bool, "without": text}], "machine": [{"what": text, "result": text, "detail": text}], "programs": [{"name": text, "sha256": hex}]}.`,
		Example: `  luwte-desk about`,
		Args:    cli.ExactArgs(),
		RunE:    func(cmd *cobra.Command, args []string) error { return runAbout(cmd, json) },
	}
	cmd.Flags().BoolVar(&json, "json", false, "print JSON")
	return cmd
}

func runAbout(cmd *cobra.Command, json bool) error {
	programs, err := machine.Programs()
	if err != nil {
		return err
	}
	system, looks := runtime.GOOS+"/"+runtime.GOARCH, machine.Look()
	if json {
		return printJSON(cmd, map[string]any{"system": system, "protections": protections(), "machine": looks, "programs": programs})
	}
	out := cmd.OutOrStdout()
	fmt.Fprintf(out, "This is luwte-desk for %s.\n\n", system)
	for _, p := range protections() {
		if p.Here {
			fmt.Fprintf(out, "yes  %s\n", p.What)
		} else {
			fmt.Fprintf(out, "NO   %-25s  %s\n", p.What, p.Without)
		}
	}
	if err := evidence.Ready(); evidence.Jails && err != nil {
		fmt.Fprintf(out, "\nThe jail for files is not ready: %v.\n", err)
	}
	fmt.Fprintln(out)
	for _, c := range looks {
		fmt.Fprintf(out, "%-12s %-8s %s\n", c.What, c.Result, c.Detail)
	}
	fmt.Fprintln(out)
	for _, p := range programs {
		fmt.Fprintf(out, "%s  %s\n", p.SHA256, p.Name)
	}
	return nil
}

// warnOfSystem says at the beginning of a session what this system lacks.
func warnOfSystem(cmd *cobra.Command) {
	var lacks []string
	for _, p := range protections() {
		if !p.Here {
			lacks = append(lacks, p.What)
		}
	}
	if len(lacks) > 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "This system has not: %s. luwte-desk about says what that means; a desk belongs on Debian, Tails or Qubes.\n", strings.Join(lacks, ", "))
	}
}
