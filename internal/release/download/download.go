// Package download is the command verify-download, which all four programs have. The one that is installed checks what is to take its place.
//
// Only the programs of cmd/ import it, and the command that makes releases.
package download

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"luwte/crypto/sign"
	"luwte/crypto/words"
	"luwte/internal/cli"
	"luwte/internal/release"
)

type options struct {
	words, language string
}

// NewCommand returns the command for a program of this name.
func NewCommand(program string) *cobra.Command {
	o := &options{}
	cmd := &cobra.Command{
		Use: "verify-download --words WORDS DIR|FILE...", Short: "Check files of a release of Luwte before they are installed",
		Long: `verify-download checks the signature over the list of a release, with the key of these 12 words, and then files: a directory with all of a
release, in which nothing may be missing and nothing besides, or only the files that are named. Beside them must lie ` + release.ListFile + `,
` + release.SignatureFile + ` and ` + release.KeyFile + ` of the same release.

The words are those of the key with which Luwte's releases are signed. Take them from somewhere else than the download: from the release that you have,
from paper, from somebody you trust. Nothing is fetched or installed. The exit status is 0 only if everything is right.

It says of which day the release is: an older one, with its faults, is signed as well.`,
		Example: "  " + program + ` verify-download --words "WORDS" luwte-report_1.0.0_amd64.deb`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return remedy(run(cmd.OutOrStdout(), cmd.ErrOrStderr(), o, args))
		},
	}
	cmd.Flags().StringVar(&o.words, "words", "", "the 12 words of the key of releases, in quotation marks (required)")
	cmd.Flags().StringVar(&o.language, "language", "en", "tag of the language of the words that are printed: Dutch for nl")
	return cmd
}

var (
	// errWrong is returned when a file was found wrong; which, and why, has been printed.
	errWrong = errors.New("not all is as it was released: do not use these files")
	// errBesides is returned when all that is wrong are files which the list does not name, as in a directory of all downloads.
	errBesides = errors.New("what is named above is not of this release: do not use it")
	// errNotThere is returned when what was named is not there.
	errNotThere = errors.New("there is no such file or directory")
)

func run(stdout, stderr io.Writer, o *options, args []string) error {
	switch {
	case len(args) == 0:
		return cli.Hint(cli.Usage("there is nothing to check"), "name the directory of a release, or files that you downloaded of it")
	case strings.TrimSpace(o.words) == "":
		return cli.Hint(cli.Usage("--words is missing"), "give the 12 words of the key of releases, from elsewhere than the download, in quotation marks")
	}
	info, err := os.Stat(args[0])
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("%w: %s", errNotThere, args[0])
	case err != nil:
		return err
	}
	dir, whole := args[0], info.IsDir()
	if !whole {
		dir = filepath.Dir(args[0])
	}
	for _, a := range args[1:] {
		if whole || filepath.Dir(a) != dir {
			return cli.Hint(cli.Usage("these do not lie in one directory"), "name one directory, or files that lie in one")
		}
	}
	list, key, err := release.OpenDir(dir, o.words)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "Signed with the key of releases, %s.\nLuwte %s of %s, commit %s.\n",
		strings.Join(key.Words(o.language), " "), list.Version, list.Day, list.Commit)
	if whole {
		return report(stdout, stderr, list.CheckDir(dir), len(list.Files))
	}
	var found []error
	n := 0
	for _, a := range args {
		if release.About(filepath.Base(a)) && filepath.Dir(a) == filepath.Clean(dir) { // DIR/* names these too, and they have just been checked
			continue
		}
		n++
		if err := list.CheckFile(a); err != nil {
			found = append(found, err)
		}
	}
	return report(stdout, stderr, found, n)
}

func report(stdout, stderr io.Writer, found []error, n int) error {
	for _, err := range found {
		fmt.Fprintf(stderr, "wrong: %v\n", err)
	}
	other := func(err error) bool { return !errors.Is(err, release.ErrForeign) }
	switch {
	case len(found) > 0 && !slices.ContainsFunc(found, other):
		return errBesides
	case len(found) > 0:
		return errWrong
	}
	files := "files are"
	if n == 1 {
		files = "file is"
	}
	fmt.Fprintf(stdout, "%d %s as released.\n", n, files)
	return nil
}

// remedy adds to an error what to do about it.
func remedy(err error) error {
	var unknown *words.UnknownError
	switch {
	case errors.Is(err, errWrong):
		return cli.Hint(err, "download them again, from another place or over another connection; if they stay wrong, tell the maintainers")
	case errors.Is(err, errBesides):
		return cli.Hint(err, "if it is something else of yours, move it elsewhere; a file of the release keeps the name under which it was published")
	case errors.Is(err, errNotThere):
		return cli.Hint(err, "name the directory of a release, or files that you downloaded of it")
	case errors.Is(err, release.ErrKey), errors.Is(err, sign.ErrSignature), errors.Is(err, release.ErrList):
		return cli.Hint(err, "do not use these files; compare the words with those on paper or in the release that you have, and download the files again")
	case errors.Is(err, release.ErrUnsigned):
		return cli.Hint(err, "download %s and %s of the release into the same directory; a list without a signature shows damage, no forgery", release.SignatureFile, release.KeyFile)
	case errors.As(err, &unknown), errors.Is(err, release.ErrWords):
		return cli.Hint(err, "give all 12 words of the key of releases, with blanks between them, in quotation marks")
	case errors.Is(err, os.ErrNotExist):
		return cli.Hint(err, "the list %s must lie in the same directory as the files", release.ListFile)
	}
	return err
}
