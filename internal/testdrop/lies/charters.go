package lies

import (
	"bytes"
	"net/http"
	"slices"

	"luwte/internal/testdrop"
)

// says answers with these bytes.
func says(data func(t *Truth) []byte) func(t *Truth) testdrop.Meddler {
	return func(t *Truth) testdrop.Meddler {
		said := data(t)
		return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { _, _ = w.Write(said) }
	}
}

// afterwards tells the truth the first time, and lies from then on.
func afterwards(tell func(t *Truth) testdrop.Meddler) func(t *Truth) testdrop.Meddler {
	return func(t *Truth) testdrop.Meddler {
		lie, asked := tell(t), 0
		return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			if asked++; asked == 1 {
				next.ServeHTTP(w, r)
				return
			}
			lie(w, r, next)
		}
	}
}

// flipped has one bit in the middle turned over.
func flipped(data []byte) []byte {
	data = bytes.Clone(data)
	data[len(data)/2] ^= 1
	return data
}

func chartersLies() []Lie {
	line := func(t *Truth) []byte { return t.Line }
	before := func(t *Truth) []byte { return t.before }
	other := func(t *Truth) []byte { return t.other }
	expired := func(t *Truth) []byte { return t.expired }
	both := func(t *Truth) []byte { return slices.Concat(t.other, t.Line) }
	return []Lie{
		lie(Charters, "that say nothing", NoBureau, says(func(*Truth) []byte { return nil })),
		lie(Charters, "that are a page", NoBureau, says(func(*Truth) []byte { return []byte("<html><h1>Type your code here</h1>\n") })),
		lie(Charters, "with a bit turned over", NoBureau, says(func(t *Truth) []byte { return flipped(t.Line) })),
		lie(Charters, "cut short", NoBureau, says(func(t *Truth) []byte { return t.Line[:len(t.Line)-1] })),
		lie(Charters, "of another bureau", Nothing, says(other)).reports(OtherWords).turns(OtherWords),
		lie(Charters, "of another bureau too", Through, says(both)),
		// A drop that was put back cannot be told from an honest one by who comes for the first time; nothing is sealed to a key that is not the bureau's.
		lie(Charters, "of last year", Through, says(func(t *Truth) []byte { return t.older })),
		lie(Charters, "that have expired", Through, says(expired)).reports(Closed),
		// The board, by a key that this charter does not name, gives it away; and so do the words of a new card.
		lie(Charters, "of the root key that was replaced", BadBoard, says(before)).reports(OtherWords).turns(OtherWords),
		lie(Charters, "doubled and with older ones", Through, says(func(t *Truth) []byte { return slices.Concat(t.older, t.Line, t.before, t.Line, t.expired) })),
		lie(Charters, "that go back at the second visit", Through, afterwards(says(func(t *Truth) []byte { return t.older }))),
		lie(Charters, "with eight MiB of others behind them", Strange, says(func(t *Truth) []byte { return slices.Concat(line(t), bytes.Repeat([]byte("x"), 8<<20)) })).heavy(),
	}
}
