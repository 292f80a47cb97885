package lies

import (
	"bytes"
	"net/http"

	"luwte/crypto/board"
	"luwte/internal/testdrop"
)

// boardHead is what a board has before its first entry, and boardEntry an entry's length (SPEC §3).
const (
	boardHead  = 14 + 32 + 8 + 32 + 4 + 4 + 1
	boardEntry = 16 + board.NoteSize
)

func boardLies() []Lie {
	now := func(t *Truth) []byte { return bytes.Clone(t.boards.now) }
	entry := func(data []byte, n int) []byte { return data[boardHead+n*boardEntry:][:boardEntry] }
	bad := func(name string, data func(t *Truth) []byte) Lie {
		return lie(Board, name, BadBoard, says(data)).reports(Through)
	}
	return []Lie{
		bad("that says nothing", func(*Truth) []byte { return nil }),
		bad("that is a page", func(*Truth) []byte { return []byte("<html><h1>Type your code here</h1>") }),
		bad("with a bit turned over", func(t *Truth) []byte { return flipped(t.boards.now) }),
		bad("whose signature is another", func(t *Truth) []byte {
			data := now(t)
			data[len(data)-1] ^= 1
			return data
		}),
		bad("cut short", func(t *Truth) []byte { return now(t)[:len(t.boards.now)-1] }),
		bad("with a byte more", func(t *Truth) []byte { return append(now(t), 0) }),
		bad("with an entry doubled", func(t *Truth) []byte {
			data := now(t)
			copy(entry(data, 3), entry(t.boards.now, 2))
			return data
		}),
		bad("with an entry of another board", func(t *Truth) []byte {
			data := now(t)
			copy(entry(data, 0), entry(t.boards.older, 0))
			return data
		}),
		bad("with a note of another board", func(t *Truth) []byte {
			data := now(t)
			copy(entry(data, 5)[16:], entry(t.boards.older, 5)[16:])
			return data
		}),
		bad("that says to be larger", func(t *Truth) []byte {
			data := now(t)
			data[boardHead-1]++
			return data
		}),
		bad("of a newer number", func(t *Truth) []byte {
			data := now(t)
			data[14+32+7]++
			return data
		}),
		bad("of another bureau", func(t *Truth) []byte { return t.boards.other }),
		bad("by the key that was replaced", func(t *Truth) []byte { return t.boards.byOldKey }),
		bad("larger than any", func(*Truth) []byte { return make([]byte, board.MaxSize+1) }).onPage(Strange).heavy(),
		// It has not run out: who has not seen a newer one cannot know. What stands on it is the bureau's.
		lie(Board, "of last week", Through, says(func(t *Truth) []byte { return t.boards.older })),
		lie(Board, "that has run out", OldBoard, says(func(t *Truth) []byte { return t.boards.runOut })).reports(Through).turns(Through),
		lie(Board, "that is another for the next visitor", Through, afterwards(says(func(t *Truth) []byte { return flipped(t.boards.now) }))),
		lie(Board, "that is not there", Nothing, func(*Truth) testdrop.Meddler {
			return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { w.WriteHeader(http.StatusNotFound) }
		}).reports(Through),
	}
}
