package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/reporter"
	"luwte/web"
)

// errPage is returned when a drop serves another page than it should.
var errPage = errors.New("the page that this drop serves is not the right one")

const doNotUse = "do not use it: the drop may have been taken over, or is of another release; use luwte-report or a saved page that was compared, " +
	"and tell the bureau in another way"

type verifyOptions struct {
	target
	hash, page string
}

func newVerifyCommand() *cobra.Command {
	o := &verifyOptions{}
	cmd := &cobra.Command{
		Use: "verify --drop URL", Short: "Compare the page that a drop serves with the release's",
		Long: `Fetches the page as Tor Browser does and compares its SHA-256 with that of the page of this release, or with --hash, or with a page that
you saved and trust, --page. The headers must be those of a drop of this release: others can lead a browser elsewhere. It also says which
bureaus the drop shows, with the words that stand on their cards, and whether their charters list this page; with --bureau the drop must show the bureau with these words.

The exit status is 0 only if the page is the right one, and the bureau is there. It says what was served now, to this visit: a drop that was taken
over could serve another page at another time. The sound way is to save a page that was compared, and to use that file.

--json prints {"sha256": hex, "expected": hex, "matches": bool, "bureaus": [{"name": text, "words": [12 words], "lists": bool, "pages": n}]}: lists
says whether the bureau's charter lists this page among its pages.`,
		Example: `  luwte-report verify --drop http://ADDRESS.onion --bureau "WORDS"`,
		Args:    noArguments,
		RunE:    func(cmd *cobra.Command, args []string) error { return runVerify(cmd, o) },
	}
	o.add(cmd)
	cmd.Flags().StringVar(&o.hash, "hash", "", "SHA-256 of the page in hex, from release notes")
	cmd.Flags().StringVar(&o.page, "page", "", "file of a page that you trust")
	cmd.MarkFlagsMutuallyExclusive("hash", "page")
	return cmd
}

// verified is what was found, in the form of --json.
type verified struct {
	SHA256   string           `json:"sha256"`
	Expected string           `json:"expected"`
	Matches  bool             `json:"matches"`
	Bureaus  []verifiedBureau `json:"bureaus"`
}

type verifiedBureau struct {
	Name  string   `json:"name"`
	Words []string `json:"words"`
	Lists bool     `json:"lists"`
	Pages int      `json:"pages"`
}

func runVerify(cmd *cobra.Command, o *verifyOptions) error {
	expected, err := o.expected()
	if err == nil {
		err = o.oneBureau()
	}
	if err != nil {
		return err
	}
	return o.reach(cmd, func(ctx context.Context, drop *reporter.Drop) error {
		page, err := drop.Page(ctx) // first, as a browser does
		var header *reporter.HeaderError
		if errors.As(err, &header) {
			return cli.Hint(fmt.Errorf("%w: %w", errPage, header), "%s", doNotUse)
		}
		if err != nil {
			return err
		}
		public, err := o.public(ctx, drop)
		if err != nil {
			return err
		}
		v := o.compare(reporter.PageHash(page), expected, public)
		if err := o.print(cmd.OutOrStdout(), v); err != nil {
			return err
		}
		if o.given() != "" {
			if _, err := public.Choose(o.given()); err != nil {
				return err
			}
		}
		return v.err()
	})
}

var hexHash = regexp.MustCompile(`^[0-9a-f]{64}$`)

// expected returns the hash that the page should have.
func (o *verifyOptions) expected() (string, error) {
	switch {
	case o.page != "":
		data, err := os.ReadFile(o.page)
		return reporter.PageHash(data), cli.Hint(err, "--page names a page that you saved before")
	case o.hash != "" && !hexHash.MatchString(strings.ToLower(o.hash)):
		return "", cli.Hint(cli.Usage("--hash is not a SHA-256"), "copy all 64 digits, 0 to 9 and a to f")
	case o.hash != "":
		return strings.ToLower(o.hash), nil
	}
	return web.Hash(), nil
}

func (o *verifyOptions) compare(hash, expected string, public *reporter.Public) verified {
	v := verified{SHA256: hash, Expected: expected, Matches: hash == expected, Bureaus: []verifiedBureau{}}
	for _, b := range public.Bureaus {
		pages := b.Charter.Pages
		v.Bureaus = append(v.Bureaus, verifiedBureau{o.name(b), b.Charter.Words(o.language), slices.Contains(pages, hash), len(pages)})
	}
	return v
}

func (o *verifyOptions) print(w io.Writer, v verified) error {
	if o.json {
		return cli.JSON(w, v)
	}
	fmt.Fprintf(w, "Page at this drop: SHA-256 %s\n", v.SHA256)
	if v.Matches {
		fmt.Fprintln(w, "It is the page that it should be.")
	} else {
		fmt.Fprintf(w, "It should be:      SHA-256 %s\n", v.Expected)
	}
	for _, b := range v.Bureaus {
		says := "its charter lists this page"
		if !b.Lists {
			says = fmt.Sprintf("its charter lists %d other pages and not this one", b.Pages)
		}
		if b.Pages == 0 {
			says = "its charter lists no page"
		}
		fmt.Fprintf(w, "Bureau %s: %s.\n  Words on its card: %s\n", b.Name, says, strings.Join(b.Words, " "))
	}
	return nil
}

// err says what to do about a page that is another one.
func (v verified) err() error {
	if v.Matches {
		return nil
	}
	for _, b := range v.Bureaus {
		if b.Lists {
			return cli.Hint(errPage, "%s lists it, so it may be of another release: compare its SHA-256 with that release's notes, with --hash; until then do not use it", b.Name)
		}
	}
	return cli.Hint(errPage, "%s", doNotUse)
}
