package ui

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"

	"luwte/internal/desk"
)

var madeRoutes = []route{
	{http.MethodGet, "/cases/{case}/made/{made}", (*UI).madeScreen},
	{http.MethodGet, "/cases/{case}/made/{made}/{file}", (*UI).madeFile},
	{http.MethodPost, "/cases/{case}/made/{made}", (*UI).forgetMade},
}

// madeHanded is the name of a file for another bureau.
const madeHanded = "handed.age"

// madeNames are all that is ever made, and whether it is sealed.
var madeNames = []struct {
	Name   string
	Sealed bool
}{{madeHanded, true}, {desk.DossierPDF, false}, {desk.DossierArchive, true}}

type madeData struct {
	Head  caseHead
	Made  string
	Files []madeLine
	Open  bool // one of them is not sealed
}

type madeLine struct {
	Name   string
	Sealed bool
	Size   uint64
}

// madeScreen offers what was made, to be saved where somebody wants it.
func (u *UI) madeScreen(w http.ResponseWriter, r *http.Request) error {
	id := piece(r, "case")
	if _, err := u.desk.CaseFile(id); err != nil {
		return err
	}
	dir, err := u.desk.Outgoing(piece(r, "made"))
	if err != nil {
		return err
	}
	d := madeData{Head: headOf(id, "/made"), Made: piece(r, "made")}
	for _, n := range madeNames {
		if info, err := os.Stat(filepath.Join(dir, n.Name)); err == nil {
			d.Files = append(d.Files, madeLine{n.Name, n.Sealed, uint64(info.Size())})
			d.Open = d.Open || !n.Sealed
		}
	}
	return u.show(w, r, "made", d)
}

// madeFile sends one to the browser, which saves it.
func (u *UI) madeFile(w http.ResponseWriter, r *http.Request) error {
	dir, err := u.desk.Outgoing(piece(r, "made"))
	if err != nil {
		return err
	}
	for _, n := range madeNames {
		if n.Name != piece(r, "file") {
			continue
		}
		f, err := os.Open(filepath.Join(dir, n.Name))
		if err != nil {
			return fmt.Errorf("%w: %w", desk.ErrOutgoing, err)
		}
		defer f.Close()
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Content-Disposition", `attachment; filename="`+n.Name+`"`)
		_, _ = io.Copy(w, f) // whoever asked is gone: it can be asked for again
		return nil
	}
	return errPage
}

// forgetMade takes it away from here.
func (u *UI) forgetMade(w http.ResponseWriter, r *http.Request) error {
	if err := u.desk.ForgetOutgoing(piece(r, "made")); err != nil {
		return err
	}
	return u.done(w, r, u.say("made.gone"), join("/cases", piece(r, "case")))
}
