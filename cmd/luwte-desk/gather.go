package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"luwte/crypto/quorum"
	"luwte/crypto/words"
	"luwte/internal/cli"
	"luwte/internal/desk"
	"luwte/internal/desk/keyring"
)

// gather asks custodians for their shares, one after another, until there are enough. What is wrong with one is said, and costs no more than
// that one: those given before stay. Nothing that is typed is shown.
func gather(cmd *cobra.Command, d *quorum.Dealing) (*quorum.Gathering, error) {
	watchAlone(cmd)
	fmt.Fprintf(cmd.ErrOrStderr(), "%d of %d custodians open this desk. Nothing that is typed here is shown.\n", d.K, d.N)
	return gatherMore(cmd, d, d.Gather())
}

// gatherMore goes on with shares that are there.
func gatherMore(cmd *cobra.Command, d *quorum.Dealing, g *quorum.Gathering) (*quorum.Gathering, error) {
	out := cmd.ErrOrStderr()
	for g.Missing() > 0 || misfit(cmd, g) {
		line, err := cli.Secret(cmd, fmt.Sprintf("Share %d of %d, its 24 words or the name of its file: ", len(g.Custodians())+1, max(d.K, len(g.Custodians())+1)))
		if err != nil {
			return nil, err
		}
		before := g.Custodians()
		if err := give(cmd, g, line); err != nil {
			if errors.Is(err, cli.ErrNoPassphrase) {
				return nil, err
			}
			fmt.Fprintf(out, "That share was not taken: %v. Try again; %s there already.\n", shareMistake(err), counted(len(before), "share")+areOrIs(len(before)))
			continue
		}
		fmt.Fprintf(out, "Taken: the share of custodian %d.\n", added(before, g.Custodians()))
	}
	return g, nil
}

// custodians asks for shares where an open desk needs them and has none.
func custodians(cmd *cobra.Command, d *desk.Desk) error {
	if d.HasCustodians() {
		return nil
	}
	return custodiansAgain(cmd, d)
}

// custodiansAgain asks for shares in any case, in a session too: it is for what hands the desk to others, which one who was left alone at an open session
// must not be able to do.
func custodiansAgain(cmd *cobra.Command, d *desk.Desk) error {
	if d.Dealing() == nil || d.HasCustodians() && sessionOf(cmd) == nil {
		return nil
	}
	g, err := gather(cmd, d.Dealing())
	if err != nil {
		return err
	}
	return d.Gathered(g)
}

func areOrIs(n int) string {
	if n == 1 {
		return " is"
	}
	return " are"
}

// added returns the one that is in after and not in before.
func added(before, after []int) int {
	for i, c := range after {
		if i >= len(before) || before[i] != c {
			return c
		}
	}
	return 0
}

// typedShare is what a custodian gave: a share, or its key alone.
type typedShare struct {
	key   quorum.Key
	share *quorum.Share // nil: from words
}

func (s *typedShare) add(g *quorum.Gathering) error {
	if s.share != nil {
		return g.AddShare(s.share)
	}
	return g.Add(s.key)
}

// give takes a share by the name of its file or by its words.
func give(cmd *cobra.Command, g *quorum.Gathering, line string) error {
	s, err := readShare(cmd, line)
	if err != nil {
		return err
	}
	return s.add(g)
}

func readShare(cmd *cobra.Command, line string) (*typedShare, error) {
	if info, err := os.Stat(line); err == nil && info.Mode().IsRegular() {
		s, err := loadShare(cmd, line)
		if err != nil {
			return nil, err
		}
		return &typedShare{s.PaperKey(), s}, nil
	}
	key, err := quorum.ParseWords(line)
	switch n := len(strings.Fields(line)); {
	case err == nil:
		return &typedShare{key: key}, nil
	case n == 0:
		return nil, errors.New("nothing was typed")
	case n < quorum.WordCount/2:
		return nil, fmt.Errorf("there is no such file, and a share has %d words", quorum.WordCount)
	}
	return nil, err
}

func loadShare(cmd *cobra.Command, file string) (*quorum.Share, error) {
	passphrase, err := cli.Secret(cmd, "Passphrase of this share, or its token's identity or file: ")
	if err != nil {
		return nil, err
	}
	if identity, ok := tokenIn(passphrase); ok {
		passphrase = identity
	}
	return keyring.LoadShare(file, passphrase)
}

// shareMistake says what is wrong with typed words without showing one: others may be looking.
func shareMistake(err error) error {
	var unknown *words.UnknownError
	var other *words.OtherListError
	switch {
	case errors.As(err, &unknown):
		return fmt.Errorf("word %d is on no list, and there is no such file", unknown.Position)
	case errors.As(err, &other):
		return fmt.Errorf("word %d is of another language than the others", other.Position)
	}
	return err
}
