package reporter

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"luwte/crypto/parcel"
	"luwte/internal/fuzzing"
	"luwte/internal/onionaddr"
	"luwte/internal/testbureau"
	"luwte/web"
)

// FuzzParseAddress: what is taken for a drop's address is an onion address or this machine's, and never another host.
func FuzzParseAddress(f *testing.F) {
	right := onionaddr.Of(make([]byte, 32))
	for _, text := range []string{right, "http://" + right + ":80/", "127.0.0.1:8080", "http://[::1]:1", "http://a@127.0.0.1/?q#f"} {
		fuzzing.Add(f, 150, text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		a, err := ParseAddress(text)
		if err != nil {
			return
		}
		if a.Onion != strings.Contains(a.host, right) && a.Onion {
			t.Fatalf("%q is %+v", text, a)
		}
		if again, err := ParseAddress(a.host); err != nil || again != a {
			t.Fatalf("%q is %+v, which is %+v, %v", text, a, again, err)
		}
	})
}

// FuzzLocal: files of charters and boards, of a drop or saved, give only bureaus whose charters and boards verify, and are what they were.
func FuzzLocal(f *testing.F) {
	b := testbureau.New()
	line, board := b.CharterLine(), b.Board(1, 4)
	fuzzing.Add(f, 60, bytes.Join([][]byte{line, board}, nil))
	fuzzing.Add(f, 60, bytes.Join([][]byte{testbureau.New().CharterLine(), line}, nil))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Local(data)
		if err != nil {
			return
		}
		if len(p.Bureaus) == 0 {
			t.Fatal("no bureau and no error")
		}
		for _, b := range p.Bureaus {
			if !bytes.Contains(data, b.Charter.Raw()) {
				t.Fatal("a charter that was not given")
			}
		}
	})
}

// FuzzReadPage: an answer is a page with a drop's own headers, or refused.
func FuzzReadPage(f *testing.F) {
	page := []byte("<!doctype html>")
	var whole bytes.Buffer
	whole.WriteString("HTTP/1.1 200 OK\r\n")
	for name, value := range pageHeaders {
		whole.WriteString(name + ": " + value + "\r\n")
	}
	whole.WriteString("Content-Security-Policy: " + web.Policy() + "\r\nContent-Length: " + strconv.Itoa(len(page)) + "\r\n\r\n")
	whole.Write(page)
	fuzzing.Add(f, 150, whole.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := readPage(bytes.NewReader(data))
		var header *HeaderError
		switch {
		case err == nil && !bytes.Contains(data, got):
			t.Fatal("a page that did not come")
		case errors.As(err, &header) && header.Name == "":
			t.Fatal("no header is named")
		}
	})
}

// FuzzReadSealed: a file of parcels is parcels, one after the other, or nothing of it is posted.
func FuzzReadSealed(f *testing.F) {
	const cut = "<PARCEL>" // long seeds make a fuzzer slow
	one := testbureau.Rubbish(1)
	fuzzing.Add(f, 40, []byte(cut+cut))
	fuzzing.Add(f, 10, []byte{})
	path := filepath.Join(f.TempDir(), "parcels")
	f.Fuzz(func(t *testing.T, data []byte) {
		data = bytes.ReplaceAll(data, []byte(cut), one)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		posted := 0
		err := ReadSealed(path, func(n, of int, sealed []byte) error {
			if posted++; n != posted || n > of || len(sealed) != parcel.Size {
				t.Errorf("parcel %d of %d has %d bytes", n, of, len(sealed))
			}
			return nil
		})
		if (err == nil) != (posted > 0 && posted*parcel.Size == len(data)) {
			t.Fatalf("%d posted of %d bytes, %v", posted, len(data), err)
		}
	})
}

// FuzzMemory: a file in which charters are remembered is read as it was written, or refused.
func FuzzMemory(f *testing.F) {
	m := NewMemory()
	p := &Public{}
	p.takeCharters(testbureau.New().CharterLine())
	if err := m.Take(p); err != nil {
		f.Fatal(err)
	}
	fuzzing.Add(f, 200, m.bytes())
	path := filepath.Join(f.TempDir(), "memory")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		m, err := OpenMemory(path)
		if err == nil && !bytes.Equal(m.bytes(), data) || err != nil && !errors.Is(err, ErrMemory) {
			t.Fatalf("%v", err)
		}
	})
}

// FuzzWords: the words of a card, as people type them.
func FuzzWords(f *testing.F) {
	words := testbureau.New().Fingerprint().Words("nl")
	fuzzing.Add(f, 150, strings.Join(words, " "))
	fuzzing.Add(f, 50, strings.ToUpper(words[0])+"-"+words[1])
	f.Fuzz(func(t *testing.T, text string) {
		read, list, err := readWords(text)
		if err != nil {
			return
		}
		for _, word := range read {
			if _, err := list.Find(word); err != nil {
				t.Fatalf("%q is on no list", word)
			}
			_ = SameWord(text, word)
		}
	})
}
