package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"luwte/crypto/charter"
	"luwte/internal/cli"
	"luwte/internal/desk"
)

// wordsOptions are what a new bureau says of itself.
type wordsOptions struct {
	name, about     string
	colour          string
	language        string
	nameIn, aboutIn map[string]string
}

func (o *wordsOptions) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.name, "name", "", "the bureau's name (required)")
	cmd.Flags().StringVar(&o.about, "about", "", "what the page says about the bureau (default: words in Dutch and English)")
	cmd.Flags().StringVar(&o.language, "language", "nl", "language of --name and --about")
	cmd.Flags().StringToStringVar(&o.nameIn, "name-in", nil, "the name in a further language, as en=NAME")
	cmd.Flags().StringToStringVar(&o.aboutIn, "about-in", nil, "the words about the bureau in a further language, as en=TEXT")
	cmd.Flags().StringVar(&o.colour, "colour", "", "the page's colour, as #0d5c63; white must stand out from it (default: the page's own)")
}

type initOptions struct {
	deskOptions
	words wordsOptions
	json  bool
}

func newInitCommand() *cobra.Command {
	o := &initOptions{}
	cmd := &cobra.Command{
		Use: "init --dir DIR --name NAME", Short: "Make a bureau: its keys and an empty register",
		Long: `Makes the root key, the dispatch key, the identity that opens reports, and an empty register, and prints the twelve words of the
bureau's fingerprint, which belong on the card that tells officials of the channel.

The keys are sealed under a new passphrase. Whoever loses it, or keyring.age, can open nothing any more.

--json prints {"dir": text, "fingerprint": hex, "fingerprint_words": [12 words], "fingerprint_words_nl": [12 words], "inbox": hex}.`,
		Example: `  luwte-desk init --dir bureau --name "Bureau Integriteit" --name-in en="Integrity Office"`,
		Args:    cli.ExactArgs(),
		RunE:    func(cmd *cobra.Command, args []string) error { return runInit(cmd, o) },
	}
	o.add(cmd)
	o.words.add(cmd)
	cmd.Flags().BoolVar(&o.json, "json", false, "print JSON")
	return cmd
}

func runInit(cmd *cobra.Command, o *initOptions) error {
	if err := o.check(cmd); err != nil {
		return err
	}
	s, err := o.words.settings()
	if err != nil {
		return err
	}
	if desk.Exists(o.dir) {
		return remedy(desk.ErrThere)
	}
	passphrase, err := cli.Passphrase(cmd, *o.passphraseFile, true)
	if err != nil {
		return err
	}
	f, err := desk.Init(o.dir, passphrase, o.actor, s)
	if err != nil {
		return initRemedy(err)
	}
	return o.print(cmd, f)
}

func initRemedy(err error) error {
	if errors.Is(err, charter.ErrMalformed) {
		return cli.Hint(err, "a name is one line; names and words must not be empty nor hold control characters; languages are tags such as nl or en")
	}
	return remedy(err)
}

// settings are those of a new bureau, with the words that were given.
func (o *wordsOptions) settings() (desk.Settings, error) {
	if o.name == "" {
		return desk.Settings{}, cli.Hint(cli.Usage("--name is missing"), `give the bureau's name: --name "Bureau Integriteit"`)
	}
	name := charter.Texts{o.language: o.name}
	for tag, text := range o.nameIn {
		name[tag] = text
	}
	s, err := desk.NewSettings(name)
	if err != nil {
		return s, err
	}
	s.Colour = o.colour
	if o.about != "" {
		s.About = charter.Texts{o.language: o.about}
	}
	for tag, text := range o.aboutIn {
		s.About[tag] = text
	}
	return s, nil
}

func (o *initOptions) print(cmd *cobra.Command, f charter.Fingerprint) error {
	if o.json {
		return printJSON(cmd, struct {
			Dir string `json:"dir"`
			fingerprintJSON
		}{o.dir, newFingerprintJSON(f)})
	}
	_, err := fmt.Fprintf(cmd.OutOrStdout(), `The bureau is made. Its fingerprint, for the card, in Dutch and in English words:

    %s
    %s

    %s
    %s

Keep copies of %[5]s/keyring.age and of the passphrase, apart from each other.
Next: luwte-desk charter --dir %[5]s --onion ADDRESS > charter.json
`, half(f, "nl", 0), half(f, "nl", 6), half(f, "en", 0), half(f, "en", 6), o.dir)
	return err
}

// half returns 6 of the 12 words.
func half(f charter.Fingerprint, language string, from int) string {
	return strings.Join(f.Words(language)[from:from+6], " ")
}

// fingerprintJSON is how a bureau is named in JSON.
type fingerprintJSON struct {
	Fingerprint        string   `json:"fingerprint"`
	FingerprintWords   []string `json:"fingerprint_words"`
	FingerprintWordsNL []string `json:"fingerprint_words_nl"`
	Inbox              string   `json:"inbox"`
}

func newFingerprintJSON(f charter.Fingerprint) fingerprintJSON {
	return fingerprintJSON{f.String(), f.Words("en"), f.Words("nl"), f.Inbox().String()}
}
