//go:build race

package cases_test

// The race detector makes everything ten times slower: of four parcels and of five it sees a part.
func init() { deep = depth{map[int]int{4: 11, 5: 89}, 1000, 60} }
