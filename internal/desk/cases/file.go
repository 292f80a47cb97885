package cases

import (
	"encoding/hex"
	"slices"

	"luwte/crypto/message"
	"luwte/crypto/parcel"
)

// newFile notes a file that a letter names, with the parcels of it that have come already.
func (r *Register) newFile(epoch uint64, ref message.FileRef) File {
	f := File{Name: ref.Name, Type: ref.Type, Size: ref.Size, SHA256: hex.EncodeToString(ref.SHA256[:])}
	for _, id := range ref.Parcels {
		part := Part{Parcel: mark(r.keys[epoch], labelSeenParcel, id[:])}
		for _, m := range r.marks(labelSeenParcel, id[:]) {
			if r.index.files[m] {
				part = Part{m, true}
			}
		}
		f.Parts = append(f.Parts, part)
	}
	return f
}

// found hands the pieces of files that waited for a letter to its case: the letter just added is the last of the case.
func (t *taking) found(c *Case) {
	l := c.Letters[len(c.Letters)-1]
	for _, f := range l.Files {
		for _, part := range f.Parts {
			if p := t.r.waiting[part.Parcel]; part.Have && p != nil {
				t.r.unwait(p)
				t.outcomes = append(t.outcomes, Outcome{FilePiece, p.Parcel, c.ID, l.Branch, f.Name, true})
			}
		}
	}
}

// file gives a piece of a file to every case with a letter that names it, or keeps it until such a letter comes.
func (t *taking) file(m *message.File, id parcel.ID) {
	var names []string
	for _, w := range t.r.marks(labelSeenParcel, id[:]) {
		for _, c := range t.r.index.wanted[w] {
			if !slices.Contains(names, c) {
				names = append(names, c)
			}
			t.have(t.r.cases[c], w)
		}
		delete(t.r.index.wanted, w)
	}
	if len(names) == 0 {
		t.wait(&Pending{Size: len(m.Body)}, "no report or follow-up names this piece of a file yet")
		return
	}
	t.r.index.parcels[t.parcel], t.r.index.files[t.parcel] = true, true
}

// have marks a parcel as come in every file of a case that names it.
func (t *taking) have(c *Case, wanted Mark) {
	for _, l := range c.Letters {
		for i := range l.Files {
			t.haveIn(c, l, &l.Files[i], wanted)
		}
	}
	t.r.settle(c)
}

func (t *taking) haveIn(c *Case, l *Letter, f *File, wanted Mark) {
	here := false
	for i, p := range f.Parts {
		if p.Parcel == wanted && !p.Have {
			f.Parts[i], here = Part{t.parcel, true}, true
		}
	}
	if !here {
		return
	}
	t.outcome(FilePiece, place{c.ID, l.Branch}, f.Name)
	if f.Whole() {
		c.event(t.by, DidComplete, l.Branch, f.Name)
	}
}
