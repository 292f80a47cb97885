package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"luwte/crypto/charter"
	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/plain"
	"luwte/internal/desk/replies"
)

type referOptions struct {
	deskOptions
	desk.ReferOptions
	to, words                   string
	again, back, whole, preview bool
	noFiles, proposed, silent   bool
	anyway, json                bool
}

func newReferCommand() *cobra.Command {
	o := &referOptions{}
	cmd := &cobra.Command{
		Use: "refer --dir DIR CASE --to CHARTER.json FILE", Short: "Hand a case to another bureau",
		Long: `Writes a file for another bureau: the report, what was said since, and the files with their hashes, sealed so that only that bureau can open it, and signed, so that it knows from whom it
is. Its charter is given with --to. The first time, its words are asked for too (--words): get its card by another way than the charter, and type at least the first 8.

--may-answer lets that bureau answer the reporter, through this one: what it answers comes back in a file (luwte-desk receive), goes out on this bureau's board with its name, and what the reporter
writes then goes on with --again. Codes, and what answers are sealed to, are not handed over. Without it there is no way for that bureau to reach the reporter.

The reporter is told with the next export: -m gives the words, --as-proposed takes those that --preview shows, --tell-nothing tells nothing. They are compared with the report as in luwte-desk reply. The case
becomes referred.

  --again   sends what came since; --whole sends everything once more, if a file was lost
  --back    in a case that another bureau handed over: sends it the answers, for it to publish

--json prints {"bureau", "fingerprint", "number": n, "letters": n, "answers": n, "files": n, "missing": n, "notes": n, "more": bool, "told": number of the answer or 0, "words": what --preview proposes}.`,
		Example: `  luwte-desk refer --dir bureau 4g3k2m1x --to rijksrecherche.json --may-answer --preview
  luwte-desk refer --dir bureau 4g3k2m1x --to rijksrecherche.json --may-answer --as-proposed /media/stick/handed
  luwte-desk refer --dir bureau 4g3k2m1x --again /media/stick/handed-2
  luwte-desk refer --dir bureau 7h2m9qax --back /media/stick/answers`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error { return runRefer(cmd, o, args) },
	}
	o.add(cmd)
	f := cmd.Flags()
	f.StringVar(&o.to, "to", "", "charter of the other bureau")
	f.StringVar(&o.words, "words", "", "words of its card, at least the first 8; only the first time")
	f.BoolVar(&o.Answers, "may-answer", false, "it may answer the reporter, through this bureau")
	f.BoolVar(&o.Notes, "notes", false, "with the notes of this bureau's officers")
	f.BoolVar(&o.noFiles, "no-files", false, "without the reporter's files; their names and hashes go")
	f.StringVarP(&o.Tell, "message", "m", "", "what the reporter is told")
	f.BoolVar(&o.proposed, "as-proposed", false, "tell the reporter what --preview shows")
	f.BoolVar(&o.silent, "tell-nothing", false, "tell the reporter nothing")
	f.BoolVar(&o.anyway, "anyway", false, "tell it although it gives something of the report away")
	f.BoolVar(&o.again, "again", false, "send what came since")
	f.BoolVar(&o.back, "back", false, "send answers to the bureau that handed the case over")
	f.BoolVar(&o.whole, "whole", false, "with --again or --back: everything, not only what is new")
	f.BoolVar(&o.preview, "preview", false, "show what would go, and write nothing")
	f.BoolVar(&o.json, "json", false, "print JSON")
	cmd.MarkFlagsMutuallyExclusive("again", "back", "preview")
	cmd.MarkFlagsMutuallyExclusive("message", "as-proposed", "tell-nothing")
	return cmd
}

func runRefer(cmd *cobra.Command, o *referOptions, args []string) error {
	on := o.again || o.back
	switch {
	case o.preview != (len(args) == 1):
		return cli.Hint(cli.Usage("name a case, and, but for --preview, the file to write"), "%s --help shows an example", cmd.CommandPath())
	case !on && o.to == "":
		return cli.Hint(cli.Usage("--to is missing"), "name the other bureau's charter: --to CHARTER.json")
	case o.whole && !on:
		return cli.Hint(cli.Usage("--whole needs --again or --back"), "%s --help shows an example", cmd.CommandPath())
	}
	o.Files = !o.noFiles
	return o.with(cmd, func(d *desk.Desk) error {
		if on {
			return o.runOn(cmd, d, args[0], args[1])
		}
		peer, err := o.accept(cmd, d)
		if err != nil {
			return err
		}
		words, err := o.proposal(d, args[0], peer)
		if err != nil {
			return err
		}
		if o.preview {
			h, err := d.PreviewReferral(cmd.Context(), args[0], peer, o.ReferOptions)
			if err != nil {
				return err
			}
			return o.print(cmd, h, args[0], "", words)
		}
		if err := o.tell(cmd, d, args[0], peer, words); err != nil {
			return err
		}
		h, err := d.Refer(cmd.Context(), args[0], peer, args[1], o.ReferOptions)
		if err != nil {
			return err
		}
		return o.print(cmd, h, args[0], args[1], "")
	})
}

func (o *referOptions) runOn(cmd *cobra.Command, d *desk.Desk, id, path string) error {
	var h *desk.Handover
	var err error
	if o.back {
		h, err = d.HandBack(cmd.Context(), id, path, o.whole)
	} else {
		var to *charter.Fingerprint
		if o.to != "" {
			peer, err := o.accept(cmd, d)
			if err != nil {
				return err
			}
			to = &peer.Bureau
		}
		h, err = d.ReferAgain(cmd.Context(), id, to, path, o.whole)
	}
	if err != nil {
		return err
	}
	return o.print(cmd, h, id, path, "")
}

func (o *referOptions) accept(cmd *cobra.Command, d *desk.Desk) (*desk.Peer, error) {
	return acceptCharter(cmd, d, o.to, o.words)
}

// acceptCharter takes the charter of another bureau from a file. Of one that is not known here the words of its card are asked for where somebody sits at the terminal.
func acceptCharter(cmd *cobra.Command, d *desk.Desk, file, words string) (*desk.Peer, error) {
	line, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the charter: %w", err)
	}
	p, err := d.AcceptPeer(line, words)
	if _, ok := cli.AtTerminal(cmd); !ok || words != "" || !errors.Is(err, desk.ErrPeerWords) {
		return p, err
	}
	fmt.Fprintln(cmd.ErrOrStderr(), "This bureau is not known here yet. Take its card, which did not come with the charter.")
	if words, err = cli.Line(cmd, "The first 8 words on it, or all 12: "); err != nil {
		return nil, err
	}
	return d.AcceptPeer(line, words)
}

// proposal is what the reporter could be told.
func (o *referOptions) proposal(d *desk.Desk, id string, peer *desk.Peer) (string, error) {
	v, err := d.Show(id, 0)
	if err != nil {
		return "", err
	}
	return replies.Referred(v.Language, peer.Called(v.Language), o.Answers), nil
}

var errUntold = errors.New("it was not said what the reporter is told")

// tell decides what the reporter is told.
func (o *referOptions) tell(cmd *cobra.Command, d *desk.Desk, id string, peer *desk.Peer, proposed string) error {
	switch {
	case o.silent:
		return nil
	case o.proposed:
		o.Tell = proposed
	case o.Tell == "":
		fmt.Fprintf(cmd.ErrOrStderr(), "Proposed:\n%s", plain.Block(officerBar, proposed))
		return cli.Hint(errUntold, "give other words with -m, take these with --as-proposed, or --tell-nothing")
	}
	reply := &replyOptions{anyway: o.anyway}
	return reply.check(cmd, d, id, o.Tell, peer.Called("nl"), peer.Called("en"), peer.Called("pap"))
}

type handoverJSON struct {
	Bureau      string `json:"bureau"`
	Fingerprint string `json:"fingerprint"`
	Number      uint64 `json:"number"`
	Letters     int    `json:"letters"`
	Answers     int    `json:"answers"`
	Files       int    `json:"files"`
	Missing     int    `json:"missing"`
	Notes       int    `json:"notes"`
	More        bool   `json:"more"`
	Told        int    `json:"told"`
	Words       string `json:"words"`
}

func (o *referOptions) print(cmd *cobra.Command, h *desk.Handover, id, path, words string) error {
	name := h.Bureau.Called("nl")
	if o.json {
		return printJSON(cmd, handoverJSON{name, h.Bureau.Bureau.String(), h.Number, h.Letters, h.Answers, h.Files, h.Missing, h.Notes, h.More, h.Told, words})
	}
	w := cmd.OutOrStdout()
	if path == "" {
		fmt.Fprintf(w, "To %s would go:", plain.Line(name))
	} else {
		fmt.Fprintf(w, "File %d for %s is written:", h.Number, plain.Line(name))
	}
	fmt.Fprintf(w, " %s, %s, %s, %s.\n", counted(h.Letters, "letter"), counted(h.Answers, "answer"), counted(h.Files, "file"), counted(h.Notes, "note"))
	if h.Missing > 0 {
		fmt.Fprintf(w, "%s named by the letters do not go: not whole, damaged, or not chosen. Their names and hashes do.\n", counted(h.Missing, "file"))
	}
	if h.More {
		fmt.Fprintf(w, "NOT ALL FITTED INTO ONE FILE: write another with --again.\n")
	}
	switch {
	case h.Told > 0:
		fmt.Fprintf(w, "The reporter is told with the next export (answer %d).\n", h.Told)
	case words != "":
		fmt.Fprintf(w, "The reporter could be told:\n%s", plain.Block(officerBar, words))
	}
	if path != "" {
		fmt.Fprintf(w, "Bring the file to that bureau; it opens with: luwte-desk receive. Case %s stays here.\n", id)
	}
	return nil
}
