// Package fuzzing lets make test do a little of what make fuzz does for hours: a native fuzz target runs over its seeds in every test, and with Add over a
// number of mutations of each as well. They need no instrumented build, which would take most of the time there is, and are the same each time, so that a
// failure comes again.
//
// Tests alone import it.
package fuzzing

import (
	"bytes"
	"flag"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"testing"
)

// Add adds a seed, which has the types of the target's arguments, and n mutations of it. While fuzzing it adds the seed alone.
func Add(f *testing.F, n int, seed ...any) {
	f.Helper()
	f.Add(seed...)
	if fuzzing := flag.Lookup("test.fuzz"); fuzzing != nil && fuzzing.Value.String() != "" {
		return
	}
	h := fnv.New64a()
	fmt.Fprintf(h, "%s %v", f.Name(), seed)
	r := rand.New(rand.NewPCG(h.Sum64(), 0))
	for range n {
		f.Add(mutate(r, seed)...)
	}
}

// mutate changes one value of a seed, or several times.
func mutate(r *rand.Rand, seed []any) []any {
	changed := slices.Clone(seed)
	for range 1 + r.IntN(3) {
		i := r.IntN(len(changed))
		switch v := changed[i].(type) {
		case []byte:
			changed[i] = Bytes(r, v)
		case string:
			changed[i] = string(Bytes(r, []byte(v)))
		case bool:
			changed[i] = !v
		case int:
			changed[i] = []int{v + 1, v - 1, -v, 0, 1 << 31, r.Int()}[r.IntN(6)]
		default:
			panic(fmt.Sprintf("fuzzing: %T", v))
		}
	}
	return changed
}

// odd are bytes that mean something to some parser.
var odd = []string{"\x00", "\xff", "\xff\xff\xff\xff", "\x7f\xff\xff\xff", "\x00\x00\x00\x00", "\r\n", "\n", "\"", "\\", "\\u0000", "{", "}", "[", "]", ",", ":", "-", "=", "/", "..", "%00", "e9",
	"0", "-1", "99999999999999999999", "null", "true", "\u00e9", "e\u0301", "\u202e", "\u2028", "\ufeff", "\xc0\x80", "\xed\xa0\x80", " ", "\t"}

// Bytes returns one mutation of data, which stays as it is.
func Bytes(r *rand.Rand, data []byte) []byte {
	at, length := r.IntN(len(data)+1), 0
	if at < len(data) {
		length = 1 + r.IntN(min(len(data)-at, 1<<r.IntN(9)))
	}
	piece := data[at : at+length]
	switch r.IntN(8) {
	case 0: // cut off
		return bytes.Clone(data[:at])
	case 1: // left out
		return slices.Concat(data[:at], data[at+length:])
	case 2: // twice
		return slices.Concat(data[:at+length], data[at:])
	case 3: // elsewhere
		to := r.IntN(len(data) + 1)
		return slices.Concat(data[:to], piece, data[to:])
	case 4: // replaced
		return slices.Concat(data[:at], []byte(odd[r.IntN(len(odd))]), data[at+length:])
	case 5: // put in
		return slices.Concat(data[:at], []byte(odd[r.IntN(len(odd))]), data[at:])
	}
	changed := bytes.Clone(data) // a bit, or a byte
	if at < len(changed) {
		if changed[at] ^= 1 << r.IntN(8); r.IntN(2) == 0 {
			changed[at] = byte(r.Uint32())
		}
	}
	return changed
}
