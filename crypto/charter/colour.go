package charter

import (
	"math"
	"regexp"
	"strconv"
	"sync"
)

var colourForm = regexp.MustCompile(`^#[0-9a-f]{6}$`)

// ColourOK says whether a text can stand as a charter's colour: none, or #rrggbb whose contrast with white is at least 4.5:1.
func ColourOK(s string) bool {
	if s == "" {
		return true
	}
	if !colourForm.MatchString(s) {
		return false
	}
	rgb, err := strconv.ParseUint(s[1:], 16, 24)
	return err == nil && darkEnough(byte(rgb>>16), byte(rgb>>8), byte(rgb))
}

// maxLuminance is 1.05/4.5 − 0.05 = 11/60, the greatest relative luminance that white stands out from, in units of 10⁻¹³, rounded down.
const maxLuminance = 10_000_000_000_000 * 11 / 60

// darkEnough compares integers, so that no two programs differ: no luminance of the 2²⁴ is nearer to the bound than 7·10⁻⁹, and the
// rounding of linear moves none by more than 5·10⁻¹⁰.
func darkEnough(r, g, b byte) bool {
	t := linear()
	return 2126*t[r]+7152*t[g]+722*t[b] <= maxLuminance
}

// linear has for each sRGB byte its linear value in units of 10⁻⁹, rounded to the nearest integer (SPEC §2). None is nearer to a half than
// 4·10⁻⁴, far more than what powers differ by between machines.
var linear = sync.OnceValue(func() (t [256]int64) {
	for v := range t {
		c := float64(v) / 255
		if v <= 10 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		t[v] = int64(math.Round(1e9 * c))
	}
	return t
})
