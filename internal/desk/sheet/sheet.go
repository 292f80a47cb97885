// Package sheet sets type on the pages of a PDF for a printer: the fonts, columns of paragraphs, QR codes. What it makes tells nothing that was not put
// in: no time, no author.
//
// It trusts what it is given. Only the desk's packages that print import it.
package sheet

import (
	"bytes"
	"fmt"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// noTime stands where the library insists on a time, until withoutTimes takes it out.
var noTime = time.Unix(0, 0).UTC()

// New returns an empty document with pages of this size, in millimetres, and the fonts of this package.
func New(width, height float64, language, title string) *fpdf.Fpdf {
	pdf := fpdf.NewCustom(&fpdf.InitType{OrientationStr: "P", UnitStr: "mm", Size: fpdf.SizeType{Wd: width, Ht: height}})
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(noTime)
	pdf.SetModificationDate(noTime)
	pdf.SetProducer("", true)
	pdf.SetTitle(title, true)
	pdf.SetLang(language)
	pdf.SetMargins(0, 0, 0)
	pdf.SetAutoPageBreak(false, 0)
	addFonts(pdf)
	return pdf
}

// withoutTimes blanks the two times, which are ours and say nothing, by as many spaces: the document's table of offsets stays right.
func withoutTimes(pdf []byte) []byte {
	for _, key := range []string{"CreationDate", "ModDate"} {
		entry := []byte("/" + key + " (D:" + noTime.Format("20060102150405") + ")")
		pdf = bytes.Replace(pdf, entry, bytes.Repeat([]byte(" "), len(entry)), 1)
	}
	return pdf
}

// Output returns the document's bytes.
func Output(pdf *fpdf.Fpdf) ([]byte, error) {
	var b bytes.Buffer
	if err := pdf.Output(&b); err != nil {
		return nil, fmt.Errorf("make a PDF: %w", err)
	}
	return withoutTimes(b.Bytes()), nil
}
