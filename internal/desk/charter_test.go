package desk

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/internal/onionaddr"
)

// onionAddress is the tor project's own; nothing is sent to it.
const onionAddress = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"

func (w *world) charter(onion *string) *charter.Charter {
	w.t.Helper()
	c, err := w.desk.Charter(Change{Onion: onion})
	w.must(err)
	if _, err := charter.Parse(c.Raw()); err != nil {
		w.t.Fatal(err)
	}
	return c
}

func TestCharter_NothingChanged_IsTheSameBytes(t *testing.T) {
	w := newWorld(t)
	first := w.charter(nil)
	w.days(100)
	w.reopen()
	if again := w.charter(nil); !bytes.Equal(first.Raw(), again.Raw()) {
		t.Error("other bytes")
	}
	if out := w.export(); !bytes.Equal(out.CharterRaw, first.Raw()) {
		t.Error("the dispatch has another charter")
	}
}

func TestCharter_OnionChanged_GetsTheNextSerial(t *testing.T) {
	w := newWorld(t)
	w.charter(nil)
	onion, none := onionAddress, ""
	second := w.charter(&onion)
	third := w.charter(nil)
	if second.Serial != 2 || second.Onion != onionAddress || third.Serial != 2 {
		t.Errorf("serials %d, %d, onion %q", second.Serial, third.Serial, second.Onion)
	}
	if fourth := w.charter(&none); fourth.Serial != 3 || fourth.Onion != "" {
		t.Errorf("serial %d, onion %q", fourth.Serial, fourth.Onion)
	}
	bad := "example.onion"
	if _, err := w.desk.Charter(Change{Onion: &bad}); err != onionaddr.ErrAddress {
		t.Error(err)
	}
}

func TestCharter_ColourChanged_GetsTheNextSerial(t *testing.T) {
	w := newWorld(t)
	w.charter(nil)
	for _, colour := range []string{"#0D5C63", "0d5c63", " #0d5c63\n"} {
		c, err := w.desk.Charter(Change{Colour: &colour})
		w.must(err)
		if c.Serial != 2 || c.Colour != "#0d5c63" {
			t.Errorf("%q: serial %d, colour %q", colour, c.Serial, c.Colour)
		}
	}
	for _, bad := range []string{"#ffcc00", "navy", "#055", "#"} {
		if _, err := w.desk.Charter(Change{Colour: &bad}); err != ErrColour {
			t.Errorf("%q: %v", bad, err)
		}
	}
	w.reopen()
	if c := w.charter(nil); c.Serial != 2 || c.Colour != "#0d5c63" {
		t.Errorf("serial %d, colour %q after what was refused", c.Serial, c.Colour)
	}
	none := ""
	if c, err := w.desk.Charter(Change{Colour: &none}); err != nil || c.Serial != 3 || c.Colour != "" {
		t.Error("the colour was not taken out", err)
	}
}

func TestCharter_PagesChanged_GetsTheNextSerial(t *testing.T) {
	w := newWorld(t)
	w.charter(nil)
	a, b := strings.Repeat("0a", 32), strings.Repeat("f1", 32)
	for _, pages := range [][]string{{a, b}, {b, " " + strings.ToUpper(a) + "\n", b}} {
		c, err := w.desk.Charter(Change{Pages: &pages})
		w.must(err)
		if c.Serial != 2 || !slices.Equal(c.Pages, []string{a, b}) {
			t.Errorf("%q: serial %d, pages %q", pages, c.Serial, c.Pages)
		}
	}
	many := make([]string, charter.MaxPages+1)
	for i := range many {
		many[i] = fmt.Sprintf("%064x", i)
	}
	for _, bad := range [][]string{{"page.html"}, {a[1:]}, {""}, many} {
		if _, err := w.desk.Charter(Change{Pages: &bad}); err != ErrPages {
			t.Errorf("%q: %v", bad, err)
		}
	}
	w.reopen()
	if c := w.charter(nil); c.Serial != 2 || !slices.Equal(c.Pages, []string{a, b}) {
		t.Errorf("serial %d, pages %q after what was refused", c.Serial, c.Pages)
	}
	if c, err := w.desk.Charter(Change{Pages: &[]string{}}); err != nil || c.Serial != 3 || len(c.Pages) != 0 {
		t.Error("the pages were not taken out", err)
	}
}

func TestCharter_AboutToExpire_IsRenewed(t *testing.T) {
	w := newWorld(t)
	first := w.charter(nil)
	w.days(charterDays - renewDays)
	if c := w.charter(nil); c.Serial != 1 {
		t.Errorf("serial %d with %d days to run", c.Serial, renewDays)
	}
	w.days(1)
	if c := w.charter(nil); c.Serial != 2 || c.Expires <= first.Expires {
		t.Errorf("serial %d, expires %v", c.Serial, c.Expires)
	}
}

func TestCharter_OfANewBureau_TakesReportsTodayAndForAYear(t *testing.T) {
	w := newWorld(t)
	c := w.charter(nil)
	today := day.Today()
	for _, d := range []day.Day{today - 1, today, today + charterDays} {
		if _, ok := c.Epoch(d); !ok || c.Expired(d) {
			t.Errorf("no epoch on %v, or expired", d)
		}
	}
	if c.Retention.Parcels != 13 || c.Retention.Answers != 26 || len(c.Form.Topics) != 4 {
		t.Errorf("%+v", c.Retention)
	}
}
