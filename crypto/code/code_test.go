package code_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"luwte/crypto/charter"
	"luwte/crypto/code"
	"luwte/crypto/vectors"
	"luwte/internal/fuzzing"
)

func TestDerive_Vectors_Agree(t *testing.T) {
	v := vectors.Load[vectors.Codes]("code.json")
	for _, d := range v.Derived {
		c, err := code.Parse(d.Words)
		if err != nil {
			t.Fatal(err)
		}
		var f charter.Fingerprint
		if err := f.UnmarshalText([]byte(d.Bureau)); err != nil {
			t.Fatal(err)
		}
		master, err := c.Stretch()
		if err != nil {
			t.Fatal(err)
		}
		keys, err := c.Derive(f)
		if err != nil {
			t.Fatal(err)
		}
		mac := keys.Slots.MACKey()
		got := vectors.Derived{Secret: d.Secret, Words: strings.Join(c.Words("en"), " "), Dutch: strings.Join(c.Words("nl"), " "), Bureau: f.String(), Master: hex.EncodeToString(master[:]),
			Identity: keys.Identity.String(), Recipient: keys.Recipient, Slots: hex.EncodeToString(keys.Slots[:]),
			Handle: keys.Slots.Handle().String(), MACKey: hex.EncodeToString(mac[:]), Nonce: d.Nonce}
		nonce, _ := hex.DecodeString(d.Nonce)
		for i := range d.Labels {
			l := keys.Slots.Label([32]byte(nonce), i)
			got.Labels = append(got.Labels, hex.EncodeToString(l[:]))
		}
		if fmt.Sprint(got) != fmt.Sprint(d) {
			t.Errorf("got  %v\nwant %v", got, d)
		}
	}
	vectors.ExpectCount(t, len(v.Derived), 3)
}

func TestParse_Vectors_Agree(t *testing.T) {
	sentinels := map[string]error{vectors.Count: code.ErrCount, vectors.Check: code.ErrCheck}
	v := vectors.Load[vectors.Codes]("code.json")
	for _, r := range v.Read {
		c, err := code.Parse(r.Text)
		if r.Position > 0 {
			if got := mistake(err); got != (vectors.Reading{Error: r.Error, Position: r.Position, Language: r.Language, Nearest: r.Nearest}) {
				t.Errorf("%q: %v, expected %v", r.Text, got, r)
			}
			continue
		}
		vectors.Expect(t, r.Error, err, sentinels)
		for _, language := range []string{"en", "nl"} {
			if again, _ := code.Parse(strings.Join(c.Words(language), " ")); err == nil && again != c {
				t.Errorf("%q: another code when its words in %s are read", r.Text, language)
			}
		}
	}
	vectors.ExpectCount(t, len(v.Read), readings)
}

const readings = 38

// mistake returns what an error says of a word.
func mistake(err error) vectors.Reading {
	var unknown *code.UnknownWordError
	var other *code.OtherListError
	switch {
	case errors.As(err, &unknown):
		return vectors.Reading{Error: vectors.Unknown, Position: unknown.Position, Nearest: unknown.Nearest[0]}
	case errors.As(err, &other):
		return vectors.Reading{Error: vectors.OtherList, Position: other.Position, Language: other.Language, Nearest: other.Nearest[0]}
	}
	return vectors.Reading{Error: fmt.Sprint(err)}
}

func TestNew_Codes_DifferAndRead(t *testing.T) {
	a, b := code.New(), code.New()
	if a == b {
		t.Fatal("two new codes are equal")
	}
	if again, err := code.Parse(strings.Join(a.Words("en"), " ")); err != nil || again != a {
		t.Fatalf("a new code does not read back: %v", err)
	}
}

func TestFormat_Code_IsNotPrinted(t *testing.T) {
	c := code.New()
	printed := fmt.Sprintf("%v %s %x %+v %#v %v", c, c, c, c, c, struct{ C code.Code }{c})
	for _, w := range append(c.Words("en"), c.Words("nl")...) {
		if strings.Contains(printed, w) {
			t.Fatalf("a code was printed: %s", printed)
		}
	}
	if strings.Count(printed, "[code]") != 6 {
		t.Fatalf("printed otherwise than as [code]: %s", printed)
	}
}

func TestParse_OneWordWrong_ChecksFindNearlyAll(t *testing.T) {
	w := code.New().Words("en")
	slipped := 0
	for i := range w {
		for _, other := range []string{"abandon", "zoo", "middle", "able", "salt", "trip", "ocean", "verb"} {
			if other == w[i] {
				continue
			}
			wrong := append([]string{}, w...)
			wrong[i] = other
			if _, err := code.Parse(strings.Join(wrong, " ")); err == nil {
				slipped++
			} else if !errors.Is(err, code.ErrCheck) {
				t.Fatal(err)
			}
		}
	}
	if slipped > 6 { // of 64, one in 256 is expected
		t.Errorf("%d of 64 wrong codes passed the check bits", slipped)
	}
}

func FuzzParse(f *testing.F) {
	v := vectors.Load[vectors.Codes]("code.json")
	vectors.ExpectCount(f, len(v.Read), readings)
	for _, r := range v.Read {
		fuzzing.Add(f, 6, r.Text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := code.Parse(text)
		if err != nil {
			return
		}
		for _, language := range []string{"en", "nl"} {
			if again, err := code.Parse(strings.Join(c.Words(language), "-")); err != nil || again != c {
				t.Fatalf("%q reads, and its own words in %s do not: %v", text, language, err)
			}
		}
	})
}
