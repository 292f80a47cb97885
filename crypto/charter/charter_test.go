package charter_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/crypto/sign"
	"luwte/crypto/vectors"
	"luwte/internal/fuzzing"
)

const cases = 118

var sentinels = map[string]error{
	vectors.Malformed: charter.ErrMalformed, vectors.Signature: sign.ErrSignature, vectors.Bureau: charter.ErrBureau, vectors.Succession: charter.ErrSuccession, vectors.Roots: charter.ErrRoots,
	vectors.Same: charter.ErrSame, vectors.Older: charter.ErrOlder, vectors.Other: charter.ErrOther, vectors.Succeeded: charter.ErrSucceeded, vectors.Rival: charter.ErrRival, vectors.Foreign: charter.ErrForeign,
}

func TestParse_Vectors_Agree(t *testing.T) {
	v := vectors.Load[vectors.Charters]("charter.json")
	for _, c := range v.Cases {
		t.Run(c.Name, func(t *testing.T) {
			_, err := charter.Parse([]byte(c.Text))
			vectors.Expect(t, c.Error, err, sentinels)
		})
	}
	vectors.ExpectCount(t, len(v.Cases), cases)
}

func TestParse_BaseCharter_SaysWhatItSays(t *testing.T) {
	v := vectors.Load[vectors.Charters]("charter.json")
	c, err := charter.Parse(vectors.File("charter.bin"))
	if err != nil {
		t.Fatal(err)
	}
	if c.Bureau.String() != v.Bureau || strings.Join(c.Bureau.Words("en"), " ") != v.Words || strings.Join(c.Bureau.Words("nl"), " ") != v.Dutch || c.Bureau.Inbox().String() != v.Inbox {
		t.Errorf("bureau %s %v %s, expected %s %s %s", c.Bureau, c.Bureau.Words("en"), c.Bureau.Inbox(), v.Bureau, v.Words, v.Inbox)
	}
	for _, e := range v.Epochs {
		d, err := day.Parse(e.Day)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := c.Epoch(d); got.Epoch != e.Epoch || ok != (e.Epoch != 0) {
			t.Errorf("on %s epoch %d, expected %d", e.Day, got.Epoch, e.Epoch)
		}
	}
	vectors.ExpectCount(t, len(v.Epochs), 6)
	if !bytes.Equal(c.Raw(), vectors.File("charter.bin")) {
		t.Error("Raw is not what was parsed")
	}
	if c.Expired(c.Expires+1) || !c.Expired(c.Expires+2) {
		t.Error("a charter expires later than a day after its last, or earlier")
	}
}

func TestParseAll_OneMalformed_IsRefused(t *testing.T) {
	line := vectors.File("charter.bin")
	if all, err := charter.ParseAll(append(line, line...)); err != nil || len(all) != 2 {
		t.Fatalf("two charters: %d, %v", len(all), err)
	}
	if _, err := charter.ParseAll(append(line, "{}\n"...)); err == nil {
		t.Fatal("a malformed second line was accepted")
	}
}

func TestIn_MissingLanguage_FallsBack(t *testing.T) {
	texts := charter.Texts{"nl": "ja", "en": "yes", "pap": "si"}
	for _, c := range []struct{ language, want string }{{"nl", "ja"}, {"pap", "si"}, {"fr", "yes"}} {
		if got := texts.In(c.language); got != c.want {
			t.Errorf("in %s: %q, expected %q", c.language, got, c.want)
		}
	}
	if got := (charter.Texts{"pap": "si", "nl": "ja"}).In("fr"); got != "ja" {
		t.Errorf("without English: %q, expected the first by its tag", got)
	}
}

func TestSign_NotUTF8_IsRefused(t *testing.T) {
	c, err := charter.Parse(vectors.File("charter.bin"))
	if err != nil {
		t.Fatal(err)
	}
	key, err := sign.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Sign(key); err != nil {
		t.Fatal(err)
	}
	c.Name["en"] = "Caf\xe9"
	if _, err := c.Sign(key); !errors.Is(err, charter.ErrMalformed) {
		t.Errorf("a charter that nobody accepts: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	v := vectors.Load[vectors.Charters]("charter.json")
	vectors.ExpectCount(f, len(v.Cases), cases)
	for _, c := range v.Cases {
		fuzzing.Add(f, 10, []byte(c.Text))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		c, err := charter.Parse(line)
		if err == nil && !bytes.Equal(c.Raw(), line) {
			t.Fatal("Raw differs from what was parsed")
		}
	})
}

func TestReminder_SixtyDaysBefore_BeginsAndGoesOn(t *testing.T) {
	c := charter.Charter{Expires: 1000, Epochs: []charter.Epoch{{Epoch: 1, From: 1, Until: 500}, {Epoch: 2, From: 400, Until: 900}}}
	if c.ReportsUntil() != 900 {
		t.Errorf("ends on day %d", c.ReportsUntil())
	}
	if c.Epochs[1].Until = 2000; c.ReportsUntil() != 1001 {
		t.Errorf("ends on day %d", c.ReportsUntil())
	}
	for today, want := range map[day.Day]string{0: "", 940: "", 941: "in 60 days", 1000: "in 1 days", 1001: "since 1972-09-28", 1100: "since 1972-09-28"} {
		if got := charter.Reminder(c.ReportsUntil(), today); want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("on day %d: %q", today, got)
		}
	}
}

// FuzzParseAll: a list of charters is whole lines that are charters each, and nothing else.
func FuzzParseAll(f *testing.F) {
	v := vectors.Load[vectors.Charters]("charter.json")
	var whole []byte
	for _, c := range v.Cases {
		if _, err := charter.Parse([]byte(c.Text)); err == nil && len(whole) < 20_000 {
			whole = append(whole, c.Text...)
		}
	}
	fuzzing.Add(f, 100, whole)
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := charter.ParseAll(data)
		if err != nil {
			return
		}
		var again []byte
		for _, c := range all {
			again = append(again, c.Raw()...)
		}
		if !bytes.Equal(again, data) {
			t.Fatal("the charters are not all of it")
		}
	})
}

func FuzzParseInbox(f *testing.F) {
	fuzzing.Add(f, 200, "00112233445566778899aabbccddeeff")
	f.Fuzz(func(t *testing.T, text string) {
		if in, err := charter.ParseInbox(text); err == nil && in.String() != text {
			t.Fatalf("%q is %s", text, in)
		}
	})
}
