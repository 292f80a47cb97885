package cases

import (
	"cmp"
	"slices"
	"strings"

	"luwte/crypto/message"
)

// MaxWanted bounds what letters may make the desk look out for: pieces named that have not come, and one for each file. A letter
// can name 7 000 pieces, so without a bound a drop's worth of letters would fill the memory. 262 144 pieces are 64 GiB. If there
// are more, the desk gives up the files of the letter that names most: an honest one has a few, and its pieces come before it.
const MaxWanted = 1 << 18

// nameShown is how much of a file's name receipts and outcomes show, in bytes. File systems' names have 255 at most.
const nameShown = 120

// Wants are the files of a letter that have not come whole.
type Wants struct {
	Files []*Want `json:",omitempty"`
	Lost  int     `json:",omitempty"` // files that were given up
}

// Want is a file of which pieces have not come.
type Want struct {
	Name    string // cut short
	Parcels []Mark // those that had not come when the letter was put into its case

	missing int
}

// holder is what has wants: a letter of a case, or a follow-up that waits.
type holder struct {
	c *Case
	l *Letter
	p *Pending
}

// wanting is a file of a letter that waits for a piece.
type wanting struct {
	c *Case
	l *Letter
	w *Want
}

func (w *Want) cost() int { return 1 + len(w.Parcels) }

func (w *Wants) cost() (n int) {
	for _, f := range w.Files {
		n += f.cost()
	}
	return n
}

// count returns how many files are not whole.
func (w *Wants) count() int { return len(w.Files) + w.Lost }

// namedFiles notes the files that a message names: for the record of its words, and what is wanted if nothing has come.
func (r *Register) namedFiles(epoch uint64, refs []message.FileRef) (files []File, all Wants) {
	for _, ref := range refs {
		f, want := newFile(ref), &Want{Name: cut(ref.Name, nameShown)}
		for _, id := range ref.Parcels {
			m := r.markOfPiece(epoch, id)
			f.Parts, want.Parcels = append(f.Parts, Part{Parcel: m}), append(want.Parcels, m)
		}
		files, all.Files = append(files, f), append(all.Files, want)
	}
	return files, all
}

// lacking returns what of some files has not come.
func (r *Register) lacking(all Wants) Wants {
	lacking := Wants{Lost: all.Lost}
	for _, f := range all.Files {
		want := &Want{Name: f.Name}
		for _, m := range f.Parcels {
			if !r.here(m) {
				want.Parcels = append(want.Parcels, m)
			}
		}
		if len(want.Parcels) > 0 {
			lacking.Files = append(lacking.Files, want)
		}
	}
	return lacking
}

// lookOut waits for what a letter of a case lacks.
func (r *Register) lookOut(c *Case, l *Letter) {
	for _, w := range l.Wants.Files {
		for _, m := range w.Parcels {
			if !r.here(m) {
				w.missing++
				r.index.wanted[m] = append(r.index.wanted[m], wanting{c, l, w})
			}
		}
	}
	r.hold(&l.Wants, holder{c: c, l: l})
}

func (r *Register) hold(w *Wants, by holder) {
	if len(w.Files) > 0 {
		r.index.hungry[w] = by
		r.index.wants += w.cost()
	}
}

func (r *Register) letGo(w *Wants) {
	if _, ok := r.index.hungry[w]; ok {
		delete(r.index.hungry, w)
		r.index.wants -= w.cost()
	}
}

// come says that a file has come whole.
func (r *Register) come(c *Case, l *Letter, w *Want) {
	r.letGo(&l.Wants)
	l.Wants.Files = slices.DeleteFunc(l.Wants.Files, func(o *Want) bool { return o == w })
	r.hold(&l.Wants, holder{c: c, l: l})
	r.touchLetter(c, l)
}

// boundWants gives files up until no more than MaxWanted is looked out for.
func (r *Register) boundWants() {
	for r.index.wants > MaxWanted {
		var most *Wants
		for w := range r.index.hungry {
			if most == nil || r.compareWants(w, most) > 0 {
				most = w
			}
		}
		r.giveUp(most)
	}
}

func (r *Register) compareWants(a, b *Wants) int {
	return cmp.Or(cmp.Compare(a.cost(), b.cost()), strings.Compare(string(r.index.hungry[a].parcel()), string(r.index.hungry[b].parcel())))
}

func (h holder) parcel() Mark {
	if h.p != nil {
		return h.p.Parcel
	}
	return h.l.Parcel
}

func (r *Register) giveUp(w *Wants) {
	by, files := r.index.hungry[w], w.Files
	r.letGo(w)
	w.Files, w.Lost = nil, w.Lost+len(files)
	if by.p != nil {
		r.touchPending(by.p)
		return
	}
	r.touchLetter(by.c, by.l)
	for _, f := range files {
		for _, m := range f.Parcels {
			r.index.wanted[m] = slices.DeleteFunc(r.index.wanted[m], func(o wanting) bool { return o.l == by.l })
			if len(r.index.wanted[m]) == 0 {
				delete(r.index.wanted, m)
			}
		}
	}
}
