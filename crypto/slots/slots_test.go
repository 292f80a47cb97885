package slots_test

import (
	"fmt"
	"strings"
	"testing"

	"luwte/crypto/slots"
)

func TestFormat_Secret_IsNotPrinted(t *testing.T) {
	s := slots.Secret{0xab, 0xcd}
	printed := fmt.Sprintf("%v %x %s %+v %#v", s, s, s, struct{ S slots.Secret }{s}, &s)
	if strings.Contains(printed, "ab") || strings.Contains(printed, "171") || strings.Count(printed, "[secret]") != 5 {
		t.Errorf("printed as %s", printed)
	}
}

func TestUnmarshalText_Mangled_IsRefusedAndNotQuoted(t *testing.T) {
	good, err := slots.Secret{1, 2, 3}.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"", string(good[1:]), " " + string(good), string(good) + "\n", strings.TrimRight(string(good), "="), "!" + string(good[1:])} {
		err := new(slots.Secret).UnmarshalText([]byte(text))
		if err == nil || len(text) > 8 && strings.Contains(err.Error(), text[2:8]) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestDerived_Values_Differ(t *testing.T) {
	s := slots.Secret{1}
	mac := s.MACKey()
	seen := map[string]bool{s.Handle().String(): true, fmt.Sprintf("%x", mac[:16]): true}
	for _, nonce := range [][32]byte{{}, {1}} {
		for i := range slots.Count {
			seen[fmt.Sprintf("%x", s.Label(nonce, i))] = true
		}
	}
	if len(seen) != 2+2*slots.Count {
		t.Errorf("%d distinct values of %d", len(seen), 2+2*slots.Count)
	}
}
