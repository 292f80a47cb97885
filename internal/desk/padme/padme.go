// Package padme rounds lengths up, so that a length tells only of which size something roughly is: Padmé (Nikitin and others, "Reducing Metadata Leakage from
// Encrypted Files and Communication with PURBs", 2019, §4), which leaves of a length its magnitude and a few bits and costs 12 % at most.
//
// It is arithmetic only. Only the desk imports it.
package padme

import "math/bits"

// Length returns the length to which n bytes are filled up, least at least.
func Length(n, least int64) int64 {
	if n <= least {
		return least
	}
	e := bits.Len64(uint64(n)) - 1
	last := int64(1)<<(e-bits.Len64(uint64(e))) - 1
	return (n + last) &^ last
}
