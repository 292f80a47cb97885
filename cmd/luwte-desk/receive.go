package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"luwte/crypto/referral"
	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/plain"
)

type receiveOptions struct {
	deskOptions
	from, words string
	json        bool
}

func newReceiveCommand() *cobra.Command {
	o := &receiveOptions{}
	cmd := &cobra.Command{
		Use: "receive --dir DIR FILE [--from CHARTER.json]", Short: "Take in what another bureau handed over",
		Long: `Takes in a file that another bureau wrote with luwte-desk refer: a case, which becomes one of this desk with an id and clocks of its own; what came later for it; or answers to a case that
was handed to that bureau, which go out with the next export. It is taken whole or not at all, and taking it once more changes nothing.

The sender must be known here: give its charter with --from, and the first time words of its card with --words.

--json prints {"kind": "case"|"answers", "bureau", "fingerprint", "case": id or "", "new": bool, "mayAnswer": bool, "letters": n, "answers": n, "files": n, "notes": n}. "case" is empty if there is nothing new for you.`,
		Example: `  luwte-desk receive --dir bureau /media/stick/handed --from gemeente.json
  luwte-desk receive --dir bureau /media/stick/answers`,
		Args: cli.ExactArgs("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.with(cmd, func(d *desk.Desk) error {
				if o.from != "" {
					if _, err := acceptCharter(cmd, d, o.from, o.words); err != nil {
						return err
					}
				}
				r, err := d.Receive(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				if o.json {
					return printJSON(cmd, receivedJSON{r.Kind, r.Bureau.Called("nl"), r.Bureau.Bureau.String(), r.Case, r.New, r.Answers, r.Letters, r.Said, r.Files, r.Notes})
				}
				printReceived(cmd, r)
				return nil
			})
		},
	}
	o.add(cmd)
	cmd.Flags().StringVar(&o.from, "from", "", "charter of the bureau that sent it")
	cmd.Flags().StringVar(&o.words, "words", "", "words of its card, at least the first 8; only the first time")
	cmd.Flags().BoolVar(&o.json, "json", false, "print JSON")
	return cmd
}

type receivedJSON struct {
	Kind        string `json:"kind"`
	Bureau      string `json:"bureau"`
	Fingerprint string `json:"fingerprint"`
	Case        string `json:"case"`
	New         bool   `json:"new"`
	MayAnswer   bool   `json:"mayAnswer"`
	Letters     int    `json:"letters"`
	Answers     int    `json:"answers"`
	Files       int    `json:"files"`
	Notes       int    `json:"notes"`
}

func printReceived(cmd *cobra.Command, r *desk.Received) {
	w, name := cmd.OutOrStdout(), plain.Line(r.Bureau.Called("nl"))
	id := "case " + r.Case
	switch {
	case r.Case == "":
		fmt.Fprintf(w, "From %s: nothing new for you.\n", name)
		return
	case r.Kind == referral.KindAnswers:
		fmt.Fprintf(w, "From %s, for %s: %s. They go out with the next export, with that bureau's name.\n", name, id, counted(r.Said, "answer"))
		return
	case r.New:
		fmt.Fprintf(w, "From %s, now %s: ", name, id)
	default:
		fmt.Fprintf(w, "From %s, for %s: ", name, id)
	}
	fmt.Fprintf(w, "%s, %s, %s, %s.\n", counted(r.Letters, "letter"), counted(r.Said, "answer"), counted(r.Files, "file"), counted(r.Notes, "note"))
	switch {
	case r.New && r.Answers:
		fmt.Fprintf(w, "Answers go through that bureau: luwte-desk reply, and then luwte-desk refer --back.\n")
	case r.New:
		fmt.Fprintf(w, "It came without the right to answer the reporter.\n")
	}
}

func newBureauCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "bureau", Short: "Other bureaus that are known here",
		Example: `  luwte-desk bureau accept --dir bureau rijksrecherche.json
  luwte-desk bureau list --dir bureau`,
		Args: cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newBureauAcceptCommand(), newBureauListCommand())
	return cmd
}

func newBureauAcceptCommand() *cobra.Command {
	o, words := &deskOptions{}, ""
	cmd := &cobra.Command{
		Use: "accept --dir DIR CHARTER.json", Short: "Take another bureau's charter as the one that is known here",
		Long: `Of a bureau that is not known yet, the words of its card are needed, at least the first 8. They must not have come with the charter: whoever forges one forges both. A later charter of
the same bureau needs none; an older one is refused.`,
		Example: `  luwte-desk bureau accept --dir bureau rijksrecherche.json --words "haven lamp …"`,
		Args:    cli.ExactArgs("CHARTER.json"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.with(cmd, func(d *desk.Desk) error {
				p, err := acceptCharter(cmd, d, args[0], words)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s is known here, by its charter %d, until %s.\n", plain.Line(p.Called("nl")), p.Serial, p.ReportsUntil())
				return err
			})
		},
	}
	o.add(cmd)
	cmd.Flags().StringVar(&words, "words", "", "words of its card, at least the first 8; only the first time")
	return cmd
}

func newBureauListCommand() *cobra.Command {
	o := &deskOptions{}
	cmd := &cobra.Command{
		Use: "list --dir DIR", Short: "List the bureaus that are known here",
		Example: `  luwte-desk bureau list --dir bureau`,
		Args:    cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.with(cmd, func(d *desk.Desk) error {
				all, err := d.Peers()
				for _, p := range all {
					fmt.Fprintf(cmd.OutOrStdout(), "%s, charter %d, until %s\n    %s\n", plain.Line(p.Called("nl")), p.Serial, p.ReportsUntil(), strings.Join(p.Bureau.Words("nl"), " "))
				}
				if err == nil && len(all) == 0 {
					fmt.Fprintln(cmd.OutOrStdout(), "None.")
				}
				return err
			})
		},
	}
	o.add(cmd)
	return cmd
}
