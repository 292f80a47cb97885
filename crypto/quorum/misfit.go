package quorum

import (
	"iter"
	"slices"
)

// Misfits says whether the shares that are there open every secret, and whose do not fit the others. A custodian can seal another value for himself into the
// dealing, where only his own key shows it: his share is taken, and what comes out of k shares with his opens nothing. Nobody can tell from k shares
// whose is wrong; from more, those that open tell. It returns ErrTooFew, ErrMisfit where another share may open what these do not, or ErrDealing where
// all n are there.
func (g *Gathering) Misfits() (custodians []int, err error) {
	if g.Missing() > 0 {
		return nil, ErrTooFew
	}
	wrong := map[int]bool{}
	for _, p := range g.dealing.parts() {
		good := g.opening(p)
		if good == nil {
			err = ErrMisfit
			continue
		}
		for _, custodian := range g.Custodians() {
			if slices.Contains(good, custodian) {
				continue
			}
			with := slices.Sorted(slices.Values(append([]int{custodian}, good[1:]...)))
			if _, _, err := g.openBy(p, with); err != nil {
				wrong[custodian] = true
			}
		}
	}
	if err != nil && len(g.keys) == g.dealing.N {
		err = ErrDealing
	}
	for _, custodian := range g.Custodians() {
		if wrong[custodian] {
			custodians = append(custodians, custodian)
		}
	}
	return custodians, err
}

// opening returns the first k custodians whose values open a secret, or nil.
func (g *Gathering) opening(p sealedPart) []int {
	for set := range subsets(g.Custodians(), g.dealing.K) {
		if _, _, err := g.openBy(p, set); err == nil {
			return set
		}
	}
	return nil
}

// subsets yields every choice of k of all, in order: at most 126, of 9 custodians.
func subsets(all []int, k int) iter.Seq[[]int] {
	return func(yield func([]int) bool) {
		for bits := range 1 << len(all) {
			var set []int
			for i, v := range all {
				if bits>>i&1 == 1 {
					set = append(set, v)
				}
			}
			if len(set) == k && !yield(set) {
				return
			}
		}
	}
}
