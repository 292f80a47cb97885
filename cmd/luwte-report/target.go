package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/reporter"
)

// target is the drop and the bureau that a command is for.
type target struct {
	drop     string
	words    []string // of the bureaus, each as given
	language string
	tor      reporter.Tor
	memory   memory
	json     bool
}

// memory is where charters are remembered across runs, if somebody wants that.
type memory struct {
	file   string
	opened *reporter.Memory
}

func (m *memory) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&m.file, "remember", "", "file in which the charters that were seen are remembered, to refuse older ones next time; it shows whoever finds it that you visited the bureau")
}

// open reads the file, before anything is typed or fetched.
func (m *memory) open() (err error) {
	if m.opened != nil {
		return nil
	}
	m.opened = reporter.NewMemory()
	if m.file != "" {
		m.opened, err = reporter.OpenMemory(m.file)
	}
	if err != nil {
		return cli.Hint(err, "--remember names a file that an earlier run made, or one that is not there yet")
	}
	return nil
}

func (t *target) add(cmd *cobra.Command) {
	t.addDrop(cmd)
	t.addBureau(cmd)
	cmd.Flags().BoolVar(&t.json, "json", false, "print JSON")
}

func (t *target) addDrop(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&t.drop, "drop", "", "the drop's address, http://….onion (required)")
	flags.StringVar(&t.tor.Socks, "socks", "", "host:port of a running tor's SOCKS port on this machine, such as 127.0.0.1:9150 of Tor Browser: better, since it keeps its entry to Tor; otherwise a tor is started that is new to Tor at every run")
	flags.StringVar(&t.tor.Torrc, "torrc", "", "file of further configuration for the tor that is started, such as bridges")
	t.memory.add(cmd)
}

func (t *target) addBureau(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&t.words, "bureau", nil, "the bureau's words on the card, all 12 or at least the first 8; may be left out where there is one bureau")
	flags.StringVar(&t.language, "language", "en", "tag of your language: of the words that are printed, Dutch for nl, and of the answers that you want")
}

// oneBureau refuses several, where one code is meant.
func (t *target) oneBureau() error {
	if len(t.words) > 1 {
		return cli.Hint(cli.Usage("--bureau is given %d times", len(t.words)), "a code belongs to one bureau: give its words in one --bureau, in quotation marks")
	}
	return nil
}

// check reads the address and refuses flags that do not go together.
func (t *target) check() (reporter.Address, error) {
	if err := t.checkLanguage(); err != nil {
		return reporter.Address{}, err
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
	case t.tor.Check() != nil:
		return a, remedy(cli.Usage("--socks %q: %w", t.tor.Socks, t.tor.Check()))
	case t.tor.Socks != "" && t.tor.Torrc != "":
		return a, cli.Hint(cli.Usage("--torrc is for a tor that is started, and --socks names another"), "leave out one of them")
	}
	return a, t.memory.open()
}

func (t *target) checkLanguage() error {
	if t.language != "" && !languageTag.MatchString(t.language) {
		return cli.Hint(cli.Usage("--language %q is not a language tag", t.language), "give one such as nl or en")
	}
	return nil
}

// reach reaches the drop and does one thing there.
func (t *target) reach(cmd *cobra.Command, do func(context.Context, *reporter.Drop) error) error {
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
	return remedy(do(cmd.Context(), drop))
}

// visit reaches the drop, downloads what it serves to everyone, and does one thing there.
func (t *target) visit(cmd *cobra.Command, do func(context.Context, *reporter.Drop, *reporter.Public) error) error {
	return t.reach(cmd, func(ctx context.Context, drop *reporter.Drop) error {
		public, err := t.public(ctx, drop)
		if err != nil {
			return err
		}
		tellRefused(cmd, public)
		return do(ctx, drop, public)
	})
}

// public downloads what a drop serves to everyone, unless it goes back behind what was seen.
func (t *target) public(ctx context.Context, drop *reporter.Drop) (*reporter.Public, error) {
	public, err := drop.Public(ctx)
	if err != nil {
		return nil, err
	}
	return public, t.memory.opened.Take(public)
}

func tellRefused(cmd *cobra.Command, public *reporter.Public) {
	if public.Refused > 0 {
		tell(cmd, "Left out, because they do not verify or are older ones: %d of the drop's charters.", public.Refused)
	}
}

// bureau chooses the bureau of these words; where none say which, it shows those of the only one.
func (t *target) bureau(cmd *cobra.Command, public *reporter.Public, words string) (*reporter.Bureau, error) {
	b, err := public.Choose(words)
	if err == nil && strings.TrimSpace(words) == "" {
		tell(cmd, "Bureau: %s. Compare its words with your card: %s", t.name(b), t.wordsOf(b))
		for _, older := range b.Charter.AllWords(t.language)[1:] {
			tell(cmd, "On an older card: %s", strings.Join(older, " "))
		}
	}
	return b, t.sayWhich(err, public)
}

// given returns the words of the bureau, or "".
func (t *target) given() string { return strings.TrimSpace(strings.Join(t.words, " ")) }

const (
	tries     = 3 // to give a word of the card
	cardWords = 4 // of the card that are asked for, or more
)

// proven returns the bureaus that something is about to be sealed to, in the order of their words: a drop can make up a bureau, and name it as it
// likes. At a terminal somebody has to give words from the card; they are asked for and not shown, since what is shown is nodded at.
func (t *target) proven(cmd *cobra.Command, public *reporter.Public) ([]*reporter.Bureau, error) {
	in, ok := cli.AtTerminal(cmd)
	if t.given() != "" || len(public.Bureaus) != 1 || !ok {
		return t.chosen(cmd, public)
	}
	b := public.Bureaus[0]
	cards := b.Cards()
	places := cards.Places(cardWords)
	tell(cmd, "Before it is sent, give %d words from your card. The first four letters of each are enough.", len(places))
	for _, place := range places {
		var err error
		if cards, err = askWord(cmd, in, place, cards); err != nil {
			return nil, err
		}
	}
	return []*reporter.Bureau{b}, nil
}

// askWord asks for one word of the card, and returns the cards that have it; a slip must not cost the text that was typed.
func askWord(cmd *cobra.Command, in *os.File, place int, cards reporter.Cards) (reporter.Cards, error) {
	err := reporter.ErrWords
	for range tries {
		fmt.Fprintf(cmd.ErrOrStderr(), "Word %d of the card: ", place)
		word, readErr := cli.Typed(cmd, in, func() (string, error) { return readLine(in) })
		fitting := cards.With(place, word)
		switch {
		case len(fitting) > 0:
			return fitting, nil
		case readErr != nil || strings.TrimSpace(word) == "":
			return nil, err
		}
		err = reporter.ErrOtherWords
		tell(cmd, "This is not word %d of this bureau. What you wrote is still here. Compare with your card: if it stands there so, this may be a forgery.", place)
	}
	return nil, err
}

// chosen returns the bureau of each --bureau, each once; the only one where there is none.
func (t *target) chosen(cmd *cobra.Command, public *reporter.Public) (chosen []*reporter.Bureau, err error) {
	words := t.words
	if len(words) == 0 {
		words = []string{""}
	}
	for _, w := range words {
		b, err := t.bureau(cmd, public, w)
		if err != nil {
			return nil, err
		}
		if slices.Contains(chosen, b) {
			return nil, cli.Hint(cli.Usage("one bureau is given twice"), "give each bureau once; words with spaces between them go in quotation marks")
		}
		chosen = append(chosen, b)
	}
	return chosen, nil
}

// readLine reads a line by the byte: what follows is not ours.
func readLine(in io.Reader) (string, error) {
	var line []byte
	for one := make([]byte, 1); ; line = append(line, one[0]) {
		if _, err := io.ReadFull(in, one); err != nil || one[0] == '\n' {
			return string(line), err
		}
	}
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
	if t.given() == "" && len(public.Bureaus) > 1 {
		return public.Bureaus, nil
	}
	b, err := t.bureau(cmd, public, t.given())
	return []*reporter.Bureau{b}, err
}

func (t *target) listed(public *reporter.Public) string {
	var lines strings.Builder
	for _, b := range public.Bureaus {
		fmt.Fprintf(&lines, "\n  %s: %s", t.name(b), t.wordsOf(b))
	}
	return lines.String()
}

func (t *target) name(b *reporter.Bureau) string { return line(b.Charter.Name.In(t.language)) }

func (t *target) wordsOf(b *reporter.Bureau) string {
	return strings.Join(b.Charter.Words(t.language), " ")
}

// noArguments refuses a code or a text on the command line, and does not repeat it: others on the machine can see it there.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return cli.Hint(cli.Usage("%s takes no arguments: others on this machine can see them", cmd.CommandPath()),
		"give the code at the prompt or as the first line of standard input, the text on standard input; then delete this line from your shell's history")
}

// tell writes one sentence to stderr.
func tell(cmd *cobra.Command, format string, args ...any) {
	fmt.Fprintf(cmd.ErrOrStderr(), format+"\n", args...)
}
