package keyring

import (
	"errors"
	"fmt"
	"strings"

	"filippo.io/age"
)

// ErrToken is wrapped when a hardware token does not do what it is asked for.
var ErrToken = errors.New("the token does not answer")

// Tokens gives both ends of a hardware token by its identity, AGE-PLUGIN-…, as age plugins have them.
type Tokens func(identity string) (age.Recipient, age.Identity, error)

// tokens is set by the program: reaching a token means running its maker's program, and the desk runs none.
var tokens Tokens

// UseTokens says how tokens are reached, from now on.
func UseTokens(t Tokens) { tokens = t }

// TokenPrefix begins a token's identity.
const TokenPrefix = "AGE-PLUGIN-"

// IsToken says whether what was given for a passphrase is a token's identity.
func IsToken(passphrase string) bool { return strings.HasPrefix(passphrase, TokenPrefix) }

// Recipient is to what a passphrase, or a token, is sealed. It returns ErrToken.
func Recipient(passphrase string) (age.Recipient, error) {
	if IsToken(passphrase) {
		recipient, _, err := token(passphrase)
		return recipient, err
	}
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, fmt.Errorf("use passphrase: %w", err)
	}
	if workFactor != 0 {
		recipient.SetWorkFactor(workFactor)
	}
	return recipient, nil
}

// Identity is what opens what was sealed to Recipient. It returns ErrPassphrase or ErrToken.
func Identity(passphrase string) (age.Identity, error) {
	if IsToken(passphrase) {
		_, identity, err := token(passphrase)
		return identity, err
	}
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, ErrPassphrase
	}
	return identity, nil
}

func token(identity string) (age.Recipient, age.Identity, error) {
	if tokens == nil {
		return nil, nil, ErrToken
	}
	r, i, err := tokens(identity)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrToken, err)
	}
	return r, i, nil
}
