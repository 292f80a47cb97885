package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/card"
	"luwte/internal/desk/durable"
)

type cardOptions struct {
	deskOptions
	language, emergency, out string
	single                   bool
}

func newCardCommand() *cobra.Command {
	o := &cardOptions{}
	languages := strings.Join(card.Languages(), ", ")
	cmd := &cobra.Command{
		Use: "card --dir DIR [--language TAG] [--out FILE]", Short: "Make the card that tells officials of the channel, for a printer",
		Long: `Makes a PDF: the card that tells officials what the channel is for, how an approach begins, and how to report: Tor Browser, the onion
address with its QR code, the words of the bureau's fingerprint. Everything on it is public, and the same card is the same bytes.

It has two pages, front and back: four cards of A6 on A4 with cut marks, or one with --single. Print at 100 %, on both sides, and cut
where the marks meet. Before the cards are handed out, type the address into Tor Browser and read the code with a phone: all three must be the
same address. Compare the words with luwte-desk charter --json. The code holds the bare address, which a phone shows and does not open.

The bureau's name is the one in the card's language. Languages: ` + languages + `.`,
		Example: `  luwte-desk card --dir bureau --language nl --out card.pdf
  luwte-desk card --dir bureau --language en --emergency 911 --single > card.pdf`,
		Args: cli.ExactArgs(),
		RunE: func(cmd *cobra.Command, args []string) error { return runCard(cmd, o) },
	}
	o.add(cmd)
	cmd.Flags().StringVar(&o.language, "language", "nl", "language of the card: "+languages)
	cmd.Flags().StringVar(&o.emergency, "emergency", "112", "the number to call when in danger")
	cmd.Flags().BoolVar(&o.single, "single", false, "pages of A6 with one card, not of A4 with four")
	cmd.Flags().StringVar(&o.out, "out", "", "file to write (otherwise standard output)")
	return cmd
}

func runCard(cmd *cobra.Command, o *cardOptions) error {
	if !slices.Contains(card.Languages(), o.language) {
		return cli.Hint(cli.Usage("%v: %q", card.ErrLanguage, o.language), "choose one of: %s", strings.Join(card.Languages(), ", "))
	}
	if f, ok := cmd.OutOrStdout().(*os.File); ok && o.out == "" && term.IsTerminal(int(f.Fd())) {
		return cli.Hint(cli.Usage("a PDF is not for a terminal"), "name a file with --out")
	}
	return o.with(cmd, func(d *desk.Desk) error {
		c, err := d.Card(o.language)
		if err != nil {
			return err
		}
		c.Emergency = o.emergency
		pdf, err := c.PDF(o.single)
		if err != nil {
			return cardRemedy(err)
		}
		if o.out == "" {
			_, err = cmd.OutOrStdout().Write(pdf)
			return err
		}
		if err := durable.WriteFile(o.out, pdf); err != nil {
			return err
		}
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "The card is in %s. Print it at 100 %%, on both sides.\n", o.out)
		return err
	})
}

func cardRemedy(err error) error {
	switch {
	case errors.Is(err, card.ErrNoAddress):
		return cli.Hint(err, "take the one that luwte-drop init printed: luwte-desk charter --dir DIR --onion ADDRESS")
	case errors.Is(err, card.ErrCharacter):
		return cli.Hint(err, "the card can show Latin, Greek and Cyrillic letters, in the bureau's name and the number")
	}
	return err
}
