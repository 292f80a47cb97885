package onionaddr_test

import (
	"errors"
	"strings"
	"testing"

	"luwte/internal/onionaddr"
)

// onionAddress is the tor project's own.
const onionAddress = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"

func TestParse_WithWhatCopyingBrings_IsTheAddress(t *testing.T) {
	for _, text := range []string{onionAddress, strings.ToUpper(onionAddress), " http://" + onionAddress + "/\n"} {
		if got, err := onionaddr.Parse(text); err != nil || got != onionAddress {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
}

func TestParse_AnyLetterChanged_IsRefused(t *testing.T) {
	for i := range len(onionAddress) {
		letter := "a"
		if onionAddress[i] == 'a' {
			letter = "b"
		}
		changed := onionAddress[:i] + letter + onionAddress[i+1:]
		if _, err := onionaddr.Parse(changed); !errors.Is(err, onionaddr.ErrAddress) {
			t.Errorf("%q: %v", changed, err)
		}
	}
	for _, text := range []string{"", "example.org", ".onion", onionAddress[1:], onionAddress + "/page", strings.TrimSuffix(onionAddress, ".onion")} {
		if _, err := onionaddr.Parse(text); !errors.Is(err, onionaddr.ErrAddress) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
