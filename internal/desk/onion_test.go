package desk

import (
	"errors"
	"strings"
	"testing"
)

// onionAddress is the tor project's own.
const onionAddress = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"

func TestParseOnion_WithWhatCopyingBrings_IsTheAddress(t *testing.T) {
	for _, text := range []string{onionAddress, strings.ToUpper(onionAddress), " http://" + onionAddress + "/\n"} {
		if got, err := parseOnion(text); err != nil || got != onionAddress {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	if got, err := parseOnion(""); err != nil || got != "" {
		t.Errorf("empty: %q, %v", got, err)
	}
}

func TestParseOnion_AnyLetterChanged_IsRefused(t *testing.T) {
	for i := range len(onionAddress) {
		letter := "a"
		if onionAddress[i] == 'a' {
			letter = "b"
		}
		changed := onionAddress[:i] + letter + onionAddress[i+1:]
		if _, err := parseOnion(changed); !errors.Is(err, ErrOnion) {
			t.Errorf("%q: %v", changed, err)
		}
	}
	for _, text := range []string{"example.org", ".onion", onionAddress[1:], onionAddress + "/page", strings.TrimSuffix(onionAddress, ".onion")} {
		if _, err := parseOnion(text); !errors.Is(err, ErrOnion) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
