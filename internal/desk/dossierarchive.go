package desk

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"strings"
	"time"

	"luwte/internal/desk/register"
	"luwte/internal/desk/safename"
)

// sum is a SHA-256 on its way.
type sum struct{ hash.Hash }

func newSum() sum         { return sum{sha256.New()} }
func (s sum) hex() string { return hex.EncodeToString(s.Sum(nil)) }

// archive writes a tar: the dossier, the originals and their clean copies, and the hashes of them all. Neither order nor times nor owners tell anything.
func (m *dossierMaking) archive(tx *register.Tx, w io.Writer) error {
	a := &archiving{m: m, tx: tx, tar: tar.NewWriter(w)}
	if err := a.add(DossierPDF, m.made.PDF); err != nil {
		return err
	}
	if err := a.add("dossier.txt", m.made.Text); err != nil {
		return err
	}
	for _, i := range m.takes {
		if err := a.file(i); err != nil {
			return err
		}
	}
	if err := a.add("SHA256SUMS", []byte(a.manifest())); err != nil {
		return err
	}
	return a.tar.Close()
}

// archiving is one archive under way.
type archiving struct {
	m      *dossierMaking
	tx     *register.Tx
	tar    *tar.Writer
	names  safename.Names
	hashes strings.Builder
}

func (a *archiving) add(name string, data []byte) error {
	return a.put(name, int64(len(data)), func(w io.Writer) error { _, err := w.Write(data); return err })
}

func (a *archiving) put(name string, size int64, fn func(io.Writer) error) error {
	h := &tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o600, Size: size, ModTime: time.Unix(0, 0)}
	if err := a.tar.WriteHeader(h); err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	s := newSum()
	if err := fn(io.MultiWriter(a.tar, s)); err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	fmt.Fprintf(&a.hashes, "%s  %s\n", s.hex(), name)
	return nil
}

// file puts an original into the archive, and its clean copies beside it. Names are as they stand in the dossier, made safe: a number in front, and no path.
func (a *archiving) file(i int) error {
	f := a.m.files[i]
	name := fmt.Sprintf("%02d-%s", i+1, safename.Clean(a.m.made.Names[a.place(i)]))
	err := a.put("originals/"+name, int64(f.Size), func(w io.Writer) error { _, _, err := a.m.join(a.tx, w, &f); return err })
	e := a.m.file.evidence(i+1, f.SHA256)
	if err != nil || e == nil {
		return err
	}
	for n, c := range e.Copies {
		data, err := a.m.d.cleanCopy(a.m.id, e, n+1)
		if err != nil {
			return err
		}
		if len(a.m.o.Passages) > 0 && a.m.redactor.Holds(string(data)) {
			return fmt.Errorf("%w: file %d", ErrFileHolds, i+1)
		}
		a.m.result.Copies++
		if err := a.add("clean/"+a.names.Of(name, c.Suffix), data); err != nil {
			return err
		}
	}
	return nil
}

// place is the place of a file among those that letters name: a letter whose record is damaged stands among the files, and names none.
func (a *archiving) place(i int) (n int) {
	for _, f := range a.m.files[:i] {
		n += rank1(f.Reason != unknownFiles)
	}
	return n
}

// manifest is what sha256sum -c checks; it passes over lines that begin with #.
func (a *archiving) manifest() string {
	m := a.m
	var b strings.Builder
	fmt.Fprintf(&b, "# luwte-desk: dossier of case %s, bureau %s, %s\n", m.id, m.d.bureau, m.d.today())
	fmt.Fprintf(&b, "# check with: sha256sum -c SHA256SUMS\n# files of the case: %d, in this archive: %d\n", len(m.files), len(m.takes))
	fmt.Fprintf(&b, "# passages redacted: %d, in places: %d; nothing of them is here, and the case itself was not changed\n", m.made.Passages, m.made.Places)
	return b.String() + a.hashes.String()
}
