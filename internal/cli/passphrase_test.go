package cli

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestCheckPassphrase_ShortOrAName_IsRefused(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("a file that is there", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	here, err := filepath.Abs("a file that is there")
	if err != nil {
		t.Fatal(err)
	}
	for p, want := range map[string]error{
		"": ErrEmptyPassphrase, "a": ErrShortPassphrase, "day": ErrShortPassphrase, "fourteen chars": ErrShortPassphrase, "ééééééééé": ErrShortPassphrase,
		"/media/stick/token.txt": ErrNotPassphrase, "/media/my stick/token.txt": ErrNotPassphrase, "keys/token-of-anna.txt": ErrNotPassphrase,
		"~/token-of-anna.txt": ErrNotPassphrase, `D:\token of anna.txt`: ErrNotPassphrase, `\\server\token of anna.txt`: ErrNotPassphrase,
		"a file that is there": ErrNotPassphrase, here: ErrNotPassphrase, "age-plugin-yubikey-1qqqqqqqqq": ErrNotPassphrase, " AGE-PLUGIN-YUBIKEY-1QQQQQ": ErrNotPassphrase,
		"AGE-PLUGIN-YUBIKEY-1QQQQQ": nil, "correct horse battery staple lamp tide": nil, "horse and/or battery staple lamp": nil, "fifteen letters": nil,
	} {
		if err := CheckPassphrase(p); !errors.Is(err, want) {
			t.Errorf("%q: %v, expected %v", p, err, want)
		}
	}
}
