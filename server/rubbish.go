package server

import "luwte/crypto/parcel"

const (
	// maxRubbish is how much of a form may be no parcels, in bytes; it is read no further. A photograph that was chosen by mistake does not keep
	// the sealed file after it from being taken.
	maxRubbish = 1 << 20
	// freeRubbish is how much of it costs nothing, in bytes: a form's own fields.
	freeRubbish = 16 << 10
)

// rubbish takes what stands in a form besides parcels: other fields, and files that are none of ours. It keeps nothing. Each parcel's worth of it
// costs the visitor one parcel that he may send: otherwise it would be the cheapest way to hold a place.
type rubbish struct {
	visit   *visit
	n, paid int      // bytes
	refused *refusal // why no more of the form is read
}

// Write returns an error, which refused is too, if no more may come.
func (w *rubbish) Write(p []byte) (int, error) {
	if w.add(len(p)); w.refused != nil {
		return 0, w.refused
	}
	return len(p), nil
}

// add counts so many bytes.
func (w *rubbish) add(n int) {
	if w.n += n; w.n > maxRubbish {
		w.refused = refuseRubbish
	}
	for ; w.refused == nil && w.n > freeRubbish+w.paid; w.paid += parcel.Size {
		if !w.visit.parcel() {
			w.refused = refuseMany
		}
	}
}
