package pouch_test

import (
	"fmt"
	"os"
	"path/filepath"

	"luwte/crypto/parcel"
	"luwte/internal/pouch"
	"luwte/internal/testbureau"
)

// The courier writes one file onto the stick; the desk verifies it to the last byte before it believes that it is a pouch, and its parcels when it opens them.
func ExampleWrite() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	bureau := testbureau.New()
	sealed, _ := bureau.Report("Ik ben benaderd.")
	path := filepath.Join(dir, "pouch")

	fetch := func(parcel.ID) ([]byte, error) { return sealed, nil }
	if err := pouch.Write(path, bureau.Fingerprint(), nil, []parcel.ID{parcel.IDOf(sealed)}, fetch); err != nil {
		fmt.Println(err)
		return
	}
	p, err := pouch.Open(path)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p.Count(), p.Has(parcel.IDOf(sealed)), p.Bureau == bureau.Fingerprint(), p.Close())

	if err := os.Truncate(path, 100_000); err != nil { // the stick was taken out too soon
		fmt.Println(err)
	}
	_, err = pouch.Open(path)
	fmt.Println(err != nil)
	// Output:
	// 1 true true <nil>
	// true
}
