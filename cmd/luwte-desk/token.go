package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"

	"filippo.io/age"
	"filippo.io/age/plugin"
	"github.com/spf13/cobra"

	"luwte/internal/cli"
	"luwte/internal/desk/keyring"
)

// errIdentity does not quote what was typed: it may be a passphrase in the wrong place.
var errIdentity = errors.New("not the identity of a token")

// tokens reaches hardware tokens by age's plugin protocol: the program age-plugin-NAME of the PATH, which asks for what it needs at our terminal.
func tokens(cmd *cobra.Command) keyring.Tokens {
	out := cmd.ErrOrStderr()
	ui := &plugin.ClientUI{
		DisplayMessage: func(name, message string) error {
			_, err := fmt.Fprintf(out, "%s: %s\n", name, message)
			return err
		},
		RequestValue: func(name, prompt string, secret bool) (string, error) {
			ask := cli.Line
			if secret {
				ask = cli.Secret
			}
			return ask(cmd, fmt.Sprintf("%s: %s ", name, prompt))
		},
		Confirm: func(name, prompt, yes, no string) (bool, error) {
			if no == "" {
				_, err := cli.Line(cmd, fmt.Sprintf("%s: %s (%s: Enter) ", name, prompt, yes))
				return true, err
			}
			answer, err := cli.Line(cmd, fmt.Sprintf("%s: %s (%s or %s) ", name, prompt, yes, no))
			return strings.EqualFold(strings.TrimSpace(answer), yes), err
		},
		WaitTimer: func(name string) { fmt.Fprintf(out, "Waiting for %s. Does it want to be touched?\n", name) },
	}
	return func(identity string) (age.Recipient, age.Identity, error) {
		i, err := plugin.NewIdentity(identity, ui)
		if err != nil {
			return nil, nil, errIdentity
		}
		return i.Recipient(), i, nil
	}
}

// tokenIn returns a token's identity from what was typed: the identity, or the name of a file with it, such as plugins write.
func tokenIn(typed string) (string, bool) {
	if keyring.IsToken(typed) {
		return typed, true
	}
	const most = 64 << 10
	if info, err := os.Stat(typed); err != nil || !info.Mode().IsRegular() || info.Size() > most {
		return "", false
	}
	data, err := os.ReadFile(typed)
	if err != nil {
		return "", false
	}
	for lines := bufio.NewScanner(bytes.NewReader(data)); lines.Scan(); {
		if keyring.IsToken(lines.Text()) {
			return lines.Text(), true
		}
	}
	return "", false
}
