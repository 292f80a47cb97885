package release_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"luwte/crypto/day"
	"luwte/crypto/sign"
	"luwte/crypto/words"
	"luwte/internal/fuzzing"
	"luwte/internal/release"
)

const commit = "0123456789abcdef0123456789abcdef01234567"

// made is a signed release of three small files.
func made(t *testing.T) (dir, said string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range map[string]string{"luwte-desk-linux-amd64": "desk", "luwte-page.html": "page", "luwte-report_1.0.0_amd64.deb": "deb"} {
		write(t, dir, name, text)
	}
	key, err := sign.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	return dir, signed(t, dir, key)
}

// signed lists and signs what is in a directory.
func signed(t *testing.T, dir string, key *sign.Key) (said string) {
	t.Helper()
	made, err := day.Parse("2026-11-23")
	if err != nil {
		t.Fatal(err)
	}
	list, err := release.ListDir(dir, release.List{Version: "1.0.0", Commit: commit, Day: made})
	if err != nil {
		t.Fatal(err)
	}
	text, err := list.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	signature, err := release.Sign(key, text)
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, release.ListFile, string(text))
	write(t, dir, release.SignatureFile, string(signature))
	write(t, dir, release.KeyFile, string(key.Public()))
	return strings.Join(release.FingerprintOf(key.Public()).Words("nl"), " ")
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestOpenDir_AsItWasSigned_IsRight(t *testing.T) {
	dir, said := made(t)
	list, key, err := release.OpenDir(dir, strings.ToUpper(said))
	if err != nil || len(list.Files) != 3 || list.Version != "1.0.0" || list.Commit != commit || list.Day.String() != "2026-11-23" {
		t.Fatalf("%+v, %v", list, err)
	}
	if found := list.CheckDir(dir); found != nil {
		t.Error(found)
	}
	if err := key.Match(strings.Join(key.Words("en"), "-")); err != nil {
		t.Error(err)
	}
}

func TestOpenDir_AnythingTouched_IsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		touch func(dir string)
		want  error
	}{
		"a hash in the list":         {func(dir string) { change(t, dir, release.ListFile, 100) }, sign.ErrSignature},
		"the commit":                 {func(dir string) { change(t, dir, release.ListFile, 30) }, sign.ErrSignature},
		"the signature's first half": {func(dir string) { change(t, dir, release.SignatureFile, 5) }, sign.ErrSignature},
		"the signature's other half": {func(dir string) { change(t, dir, release.SignatureFile, 3000) }, sign.ErrSignature},
		"a byte after the signature": {func(dir string) {
			write(t, dir, release.SignatureFile, read(t, dir, release.SignatureFile)+"x")
		}, sign.ErrSignature},
		"a line after the list": {func(dir string) {
			write(t, dir, release.ListFile, read(t, dir, release.ListFile)+strings.Repeat("0", 64)+"  x\n")
		}, sign.ErrSignature},
		"the key":             {func(dir string) { change(t, dir, release.KeyFile, 40) }, release.ErrKey},
		"a byte more of key":  {func(dir string) { write(t, dir, release.KeyFile, read(t, dir, release.KeyFile)+"x") }, release.ErrKey},
		"another key":         {func(dir string) { signed(t, dir, newKey(t)) }, release.ErrKey},
		"no signature":        {func(dir string) { os.Remove(filepath.Join(dir, release.SignatureFile)) }, release.ErrUnsigned},
		"no key":              {func(dir string) { os.Remove(filepath.Join(dir, release.KeyFile)) }, release.ErrUnsigned},
		"no list":             {func(dir string) { os.Remove(filepath.Join(dir, release.ListFile)) }, os.ErrNotExist},
		"a link for the list": {func(dir string) { linked(t, dir, release.ListFile) }, release.ErrKind},
	} {
		t.Run(name, func(t *testing.T) {
			dir, said := made(t)
			c.touch(dir)
			if _, _, err := release.OpenDir(dir, said); !errors.Is(err, c.want) {
				t.Errorf("%v, expected %v", err, c.want)
			}
		})
	}
}

func newKey(t *testing.T) *sign.Key {
	t.Helper()
	key, err := sign.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// change turns a bit of one byte, of those that stay what they should look like.
func change(t *testing.T, dir, name string, at int) {
	t.Helper()
	text := []byte(read(t, dir, name))
	text[at] ^= 1
	write(t, dir, name, string(text))
}

// linked puts a link to the same bytes in a file's place.
func linked(t *testing.T, dir, name string) {
	t.Helper()
	elsewhere := t.TempDir()
	write(t, elsewhere, name, read(t, dir, name))
	if err := errors.Join(os.Remove(filepath.Join(dir, name)), os.Symlink(filepath.Join(elsewhere, name), filepath.Join(dir, name))); err != nil {
		t.Fatal(err)
	}
}

func TestOpenDir_WordsThatAreNot_AreRefused(t *testing.T) {
	dir, said := made(t)
	other := strings.Join(release.FingerprintOf(newKey(t).Public()).Words("nl"), " ")
	given := strings.Fields(said)
	for text, want := range map[string]error{
		"": release.ErrWords, "zoo": release.ErrWords, strings.Join(given[:11], " "): release.ErrWords, said + " " + given[0]: release.ErrWords,
		other: release.ErrKey, strings.Join(append(given[1:], given[0]), " "): release.ErrKey, strings.Join(given[:11], " ") + " qqqqqq": words.ErrUnknown,
	} {
		if _, _, err := release.OpenDir(dir, text); !errors.Is(err, want) {
			t.Errorf("%q: %v, expected %v", text, err, want)
		}
	}
}

func TestCheckDir_FileTouchedMissingOrBesides_IsNamed(t *testing.T) {
	for name, c := range map[string]struct {
		touch func(dir string)
		want  error
	}{
		"luwte-page.html":        {func(dir string) { write(t, dir, "luwte-page.html", "Page") }, release.ErrAltered},
		"luwte-desk-linux-amd64": {func(dir string) { os.Remove(filepath.Join(dir, "luwte-desk-linux-amd64")) }, release.ErrMissing},
		"besides.deb":            {func(dir string) { write(t, dir, "besides.deb", "deb") }, release.ErrForeign},
		"sha256sums":             {func(dir string) { write(t, dir, "sha256sums", "of other files") }, release.ErrForeign},
		`"\x1b[2Jall is well"`:   {func(dir string) { write(t, dir, "\x1b[2Jall is well", "") }, release.ErrForeign},
		"luwte-report_1.0.0_amd64.deb": {func(dir string) {
			linked(t, dir, "luwte-report_1.0.0_amd64.deb")
		}, release.ErrKind},
	} {
		dir, said := made(t)
		c.touch(dir)
		list, _, err := release.OpenDir(dir, said)
		if err != nil {
			t.Fatal(err)
		}
		found := list.CheckDir(dir)
		if len(found) != 1 || !errors.Is(found[0], c.want) || !strings.HasPrefix(found[0].Error(), name+": ") {
			t.Errorf("%s: %v, expected %v", name, found, c.want)
		}
		if err := list.CheckFile(filepath.Join(dir, name)); !errors.Is(err, c.want) {
			t.Errorf("%s alone: %v, expected %v", name, err, c.want)
		}
	}
}

// Signed by the right key, and yet no list of a release.
func TestParseList_NotTheOneForm_IsRefused(t *testing.T) {
	dir, _ := made(t)
	right := read(t, dir, release.ListFile)
	lines := strings.SplitAfter(right, "\n")
	first := lines[0]
	hash := lines[1][:64]
	if _, err := release.ParseList([]byte(right)); err != nil {
		t.Fatal(err)
	}
	wrong := map[string]string{
		"empty": "", "a comment alone": first, "cut": right[:len(right)-1], "no comment": strings.Join(lines[1:], ""), "carriage returns": strings.ReplaceAll(right, "\n", "\r\n"),
		"order": first + lines[2] + lines[1], "twice": first + lines[1] + lines[1], "empty line": right + "\n", "second comment": right + "# x\n", "upper case": first + strings.ToUpper(hash) + "  a\n",
		"short hash": first + hash[1:] + "  a\n", "binary": first + hash + " *a\n", "other cases": first + hash + "  A\n" + hash + "  a\n", "no such day": strings.Replace(right, "2026-11-23", "2026-02-30", 1),
		"short commit": strings.Replace(right, commit, commit[1:], 1), "too long": first + hash + "  " + strings.Repeat("a", 101) + "\n",
	}
	for _, name := range []string{"", ".", "..", "../a", "a/b", "/etc/passwd", `..\a`, `C:a`, "-rf", ".hidden", "a b", "a\x00", "a\u202e", "é", "SHA256SUMS", "sha256sums.SIG", "luwte-release.pub", "a\\nb"} {
		wrong["name "+name] = first + hash + "  " + name + "\n"
	}
	for what, text := range wrong {
		if _, err := release.ParseList([]byte(text)); !errors.Is(err, release.ErrList) {
			t.Errorf("%s: %v", what, err)
		}
		if _, err := release.Sign(newKey(t), []byte(text)); !errors.Is(err, release.ErrList) {
			t.Errorf("%s was signed: %v", what, err)
		}
	}
}

// FuzzParseList: a list has one form.
func FuzzParseList(f *testing.F) {
	fuzzing.Add(f, 300, []byte("# Luwte 1.0.0, commit "+commit+", 2026-11-23\n"+strings.Repeat("a1", 32)+"  luwte-desk-linux-arm64\n"+strings.Repeat("00", 32)+"  luwte-page.html\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		list, err := release.ParseList(text)
		if err != nil {
			return
		}
		again, err := list.Marshal()
		if err != nil || string(again) != string(text) {
			t.Fatalf("%q, %v", again, err)
		}
	})
}

func TestListDir_WhatCannotBeReleased_IsRefused(t *testing.T) {
	for name, make := range map[string]func(dir string) error{
		"directory": func(dir string) error { return os.Mkdir(filepath.Join(dir, "sub"), 0o700) },
		"link":      func(dir string) error { return os.Symlink("/etc/passwd", filepath.Join(dir, "passwd")) },
	} {
		dir := t.TempDir()
		if err := make(dir); err != nil {
			t.Fatal(err)
		}
		if _, err := release.ListDir(dir, release.List{}); !errors.Is(err, release.ErrKind) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
