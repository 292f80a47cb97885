package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/reporter"
)

// target is the drop and the bureau that a command is for.
type target struct {
	drop, words string
	language    string
	tor         reporter.Tor
	json        bool
}

func (t *target) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&t.drop, "drop", "", "the drop's address, http://….onion (required)")
	flags.StringVar(&t.words, "bureau", "", "the bureau's words on the card, all 12 or at least the first 4; may be left out where there is one bureau")
	flags.StringVar(&t.language, "language", "en", "tag of your language: of the words that are printed, Dutch for nl, and of the answers that you want")
	flags.StringVar(&t.tor.Socks, "socks", "", "host:port of a running tor's SOCKS port, such as 127.0.0.1:9150 of Tor Browser; otherwise a tor is started")
	flags.StringVar(&t.tor.Torrc, "torrc", "", "file of further configuration for the tor that is started, such as bridges")
	flags.BoolVar(&t.json, "json", false, "print JSON")
}

// check reads the address and refuses flags that do not go together.
func (t *target) check() (reporter.Address, error) {
	if !languageTag.MatchString(t.language) {
		return reporter.Address{}, cli.Hint(cli.Usage("--language %q is not a language tag", t.language), "give one such as nl or en")
	}
	if t.drop == "" {
		return reporter.Address{}, cli.Hint(cli.Usage("--drop is missing"), "give the address on the card: --drop http://ADDRESS.onion")
	}
	a, err := reporter.ParseAddress(t.drop)
	switch {
	case err != nil:
		return a, remedy(cli.Usage("--drop %q: %w", t.drop, err))
	case !a.Onion && t.tor != reporter.Tor{}:
		return a, cli.Hint(cli.Usage("a drop on this machine is reached without tor"), "leave out --socks and --torrc")
	case t.tor.Socks != "" && t.tor.Torrc != "":
		return a, cli.Hint(cli.Usage("--torrc is for a tor that is started, and --socks names another"), "leave out one of them")
	}
	return a, nil
}

// visit reaches the drop, downloads what it serves to everyone, and does one thing there.
func (t *target) visit(cmd *cobra.Command, do func(context.Context, *reporter.Drop, *reporter.Public) error) error {
	address, err := t.check()
	if err != nil {
		return err
	}
	if !address.Onion {
		tell(cmd, "Not through Tor: this is not anonymous and only for trying things out.")
	}
	drop, leave, err := reporter.Reach(cmd.Context(), address, t.tor, func(sentence string) { tell(cmd, "%s", sentence) })
	if err != nil {
		return remedy(err)
	}
	defer leave()
	public, err := drop.Public(cmd.Context())
	if err != nil {
		return remedy(err)
	}
	if public.Refused > 0 {
		tell(cmd, "Left out, because they do not verify: %d of the drop's charters.", public.Refused)
	}
	return remedy(do(cmd.Context(), drop, public))
}

// bureau chooses the bureau; where no words say which, it shows those of the only one.
func (t *target) bureau(cmd *cobra.Command, public *reporter.Public) (*reporter.Bureau, error) {
	b, err := public.Choose(t.words)
	if err == nil && strings.TrimSpace(t.words) == "" {
		tell(cmd, "Bureau: %s. Compare its words with your card: %s", t.name(b), t.wordsOf(b))
	}
	return b, t.sayWhich(err, public)
}

// sayWhich adds the choice to an error that asks for one.
func (t *target) sayWhich(err error, public *reporter.Public) error {
	if errors.Is(err, reporter.ErrManyBureaus) {
		return cli.Hint(err, "say which with --bureau and words from the card; there are:%s", t.listed(public))
	}
	return err
}

// bureaus returns all bureaus unless one was chosen by its words.
func (t *target) bureaus(cmd *cobra.Command, public *reporter.Public) ([]*reporter.Bureau, error) {
	if strings.TrimSpace(t.words) == "" && len(public.Bureaus) > 1 {
		return public.Bureaus, nil
	}
	b, err := t.bureau(cmd, public)
	return []*reporter.Bureau{b}, err
}

func (t *target) listed(public *reporter.Public) string {
	var lines strings.Builder
	for _, b := range public.Bureaus {
		fmt.Fprintf(&lines, "\n  %s: %s", t.name(b), t.wordsOf(b))
	}
	return lines.String()
}

func (t *target) name(b *reporter.Bureau) string { return plain(b.Charter.Name.In(t.language)) }

func (t *target) wordsOf(b *reporter.Bureau) string {
	return strings.Join(b.Charter.Bureau.Words(t.language), " ")
}

// tell writes one sentence to stderr.
func tell(cmd *cobra.Command, format string, args ...any) {
	fmt.Fprintf(cmd.ErrOrStderr(), format+"\n", args...)
}
