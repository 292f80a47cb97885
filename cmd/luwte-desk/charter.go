package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/durable"
)

type charterOptions struct {
	deskOptions
	onion, colour, out string
	pages              []string
	json               bool
}

func newCharterCommand() *cobra.Command {
	o := &charterOptions{}
	cmd := &cobra.Command{
		Use: "charter --dir DIR [--onion ADDRESS] [--colour COLOUR] [--page SHA256]", Short: "Print the bureau's charter, signed",
		Long: `Prints the charter: what the bureau publishes about itself, signed by the root key. Where nothing changed since the last time it is
the same, byte for byte; otherwise its serial number grows.

--onion sets the address of the drop, which the page compares with its own; it is kept for later charters, and an empty one takes it out. --colour sets
the page's colour in the same way.

--page, once or several times, sets the SHA-256 of each luwte-page.html that you compared with a release and found right, for all of which the
charter vouches from then on, in the place of those before; --page '' takes them all out. "luwte-report verify" tells a reporter whether the page at the drop is one of them.

--json prints instead of the charter {"fingerprint": hex, "fingerprint_words": [12 words], "fingerprint_words_nl": [12 words],
"inbox": hex, "serial": number, "expires": date, "onion": text,
"colour": text, "pages": [hex]}. The words are those for the card: of the newest root key, where it was replaced.`,
		Example: `  luwte-desk charter --dir bureau --onion ADDRESS > charter.json`,
		Args:    cli.ExactArgs(),
		RunE:    func(cmd *cobra.Command, args []string) error { return runCharter(cmd, o) },
	}
	o.add(cmd)
	cmd.Flags().StringVar(&o.onion, "onion", "", "the front onion address of the drop")
	cmd.Flags().StringVar(&o.colour, "colour", "", "the page's colour, as #0d5c63; white must stand out from it")
	cmd.Flags().StringSliceVar(&o.pages, "page", nil, "the SHA-256 of a page that you compared with a release")
	cmd.Flags().StringVar(&o.out, "out", "", "file to write (otherwise standard output)")
	cmd.Flags().BoolVar(&o.json, "json", false, "print what the charter says of the bureau, as JSON, not the charter")
	return cmd
}

func runCharter(cmd *cobra.Command, o *charterOptions) error {
	return o.with(cmd, func(d *desk.Desk) error {
		var change desk.Change
		if cmd.Flags().Changed("onion") {
			change.Onion = &o.onion
		}
		if cmd.Flags().Changed("colour") {
			change.Colour = &o.colour
		}
		if cmd.Flags().Changed("page") {
			change.Pages = &o.pages
		}
		c, err := d.Charter(change)
		if err != nil {
			return err
		}
		if o.json {
			return printJSON(cmd, newCharterJSON(c))
		}
		if o.out != "" {
			if err := durable.WriteFile(o.out, c.Raw()); err != nil {
				return err
			}
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "The charter is in %s. It is public: bring it to the drop's operator.\n", o.out)
			return err
		}
		_, err = cmd.OutOrStdout().Write(c.Raw())
		return err
	})
}

type charterJSON struct {
	fingerprintJSON
	Serial  uint64   `json:"serial"`
	Expires day.Day  `json:"expires"`
	Onion   string   `json:"onion"`
	Colour  string   `json:"colour"`
	Pages   []string `json:"pages"`
}

func newCharterJSON(c *charter.Charter) charterJSON {
	fingerprint := newFingerprintJSON(c.Bureau)
	fingerprint.FingerprintWords, fingerprint.FingerprintWordsNL = c.Words("en"), c.Words("nl")
	return charterJSON{fingerprint, c.Serial, c.Expires, c.Onion, c.Colour, c.Pages}
}
