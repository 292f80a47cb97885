package cases

import (
	"cmp"
	"encoding/hex"
	"slices"
	"strings"

	"luwte/crypto/message"
	"luwte/crypto/parcel"
)

func newFile(ref message.FileRef) File {
	return File{Name: ref.Name, Type: ref.Type, Size: ref.Size, SHA256: hex.EncodeToString(ref.SHA256[:])}
}

// markOfPiece returns the mark under which a piece's bytes are kept, if it has come, or else its mark in this epoch.
func (r *Register) markOfPiece(epoch uint64, id parcel.ID) Mark {
	ours := r.mark(epoch, labelSeenParcel, id[:])
	if m, ok := r.index.files[ours]; ok || len(r.index.files) == 0 {
		return cmp.Or(m, ours)
	}
	for _, e := range r.epochs { // it came before this epoch began, and so has no mark in it
		if m, ok := r.index.files[r.mark(e, labelSeenParcel, id[:])]; ok {
			return m
		}
	}
	return ours
}

// here says whether a piece has come.
func (r *Register) here(m Mark) bool {
	_, ok := r.index.files[m]
	return ok
}

// found hands the pieces of files that waited for a letter to its case: the letter just added is the last of the case.
func (t *taking) found(c *Case) {
	branch := c.Letters[len(c.Letters)-1].Branch
	for _, f := range t.wants.Files {
		for _, m := range f.Parcels {
			piece, ok := t.r.index.files[m]
			if ok {
				t.r.given[Given{c.ID, piece}] = true
			}
			if p := t.r.waiting[piece]; p != nil {
				t.r.unwait(p)
				t.r.claim(p.Parcel, p.Marks)
				t.outcomes = append(t.outcomes, Outcome{Kind: FilePiece, Parcel: p.Parcel, Case: c.ID, Branch: branch, Reason: f.Name, Waited: true})
			}
		}
	}
}

// claim remembers a piece that a letter names.
func (r *Register) claim(parcel Mark, marks []Mark) {
	r.indexPiece(parcel, marks)
	r.changed[prefixPiece+string(parcel)] = &Piece{marks}
}

// file, of which only the size is looked at, gives a piece of a file to every letter that names it, or keeps it until such a letter comes.
func (t *taking) file(m *message.File, id parcel.ID) {
	marks := t.r.marks(labelSeenParcel, id[:])
	var wanted []wanting
	for _, m := range marks {
		wanted = append(wanted, t.r.index.wanted[m]...)
		delete(t.r.index.wanted, m)
	}
	if len(wanted) == 0 {
		t.wait(&Pending{Size: int(m.Size), Marks: marks}, "no report or follow-up names this piece of a file yet")
		return
	}
	t.r.claim(t.parcel, marks)
	slices.SortStableFunc(wanted, func(a, b wanting) int { return cmp.Or(strings.Compare(a.c.ID, b.c.ID), cmp.Compare(a.l.No, b.l.No)) })
	for i, w := range wanted {
		t.r.given[Given{w.c.ID, t.parcel}] = true
		t.have(w, i == 0 || wanted[i-1].w != w.w)
		if i == len(wanted)-1 || wanted[i+1].c != w.c {
			t.r.settle(w.c)
		}
	}
}

// have notes that a piece has come. A file may name the same one several times; that it came is said once.
func (t *taking) have(w wanting, first bool) {
	if first {
		t.outcome(FilePiece, place{w.c.ID, w.l.Branch}, w.w.Name)
	}
	if w.w.missing--; w.w.missing == 0 {
		t.r.event(w.c, t.by, DidComplete, w.l.Branch, w.w.Name)
		t.r.come(w.c, w.l, w.w)
	}
}
