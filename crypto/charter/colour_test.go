package charter_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"testing"

	"luwte/crypto/charter"
	"luwte/crypto/vectors"
)

func TestColourOK_Vectors_Agree(t *testing.T) {
	v := vectors.Load[vectors.Charters]("charter.json")
	for _, c := range v.Colours {
		if got := charter.ColourOK(c.Text); got != (c.Error == "") {
			t.Errorf("%s, %q: %v", c.Name, c.Text, got)
		}
	}
	vectors.ExpectCount(t, len(v.Colours), 28)
}

// TestColourOK_AllColours_AreTheSpecifications compares every colour with WCAG's own formula, and their map with that of the vectors, which
// the page's test compares too.
func TestColourOK_AllColours_AreTheSpecifications(t *testing.T) {
	var linear [256]float64
	for v := range linear {
		c := float64(v) / 255
		if linear[v] = c / 12.92; c > 0.04045 {
			linear[v] = math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	every := make([]byte, 1<<21)
	for rgb := range 1 << 24 {
		r, g, b := byte(rgb>>16), byte(rgb>>8), byte(rgb)
		ok := charter.DarkEnough(r, g, b)
		if ok {
			every[rgb/8] |= 0x80 >> (rgb % 8)
		}
		contrast := 1.05 / (0.2126*linear[r] + 0.7152*linear[g] + 0.0722*linear[b] + 0.05)
		if ok != (contrast >= 4.5) {
			t.Fatalf("#%06x, contrast %v: %v", rgb, contrast, ok)
		}
	}
	sum := sha256.Sum256(every)
	if got, want := hex.EncodeToString(sum[:]), vectors.Load[vectors.Charters]("charter.json").AllColours; got != want {
		t.Errorf("the map of all colours has the hash %s, and in the vectors %s", got, want)
	}
	if charter.ColourOK(fmt.Sprintf("#%06X", 0xab)) {
		t.Error("capitals were accepted")
	}
}
