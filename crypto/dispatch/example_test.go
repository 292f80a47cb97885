package dispatch_test

import (
	"fmt"

	"luwte/crypto/dispatch"
	"luwte/crypto/parcel"
	"luwte/internal/testbureau"
)

// A dispatch is the whole public state of an inbox: one that was skipped is not missed, and one that is repeated does nothing.
func ExampleDispatch_Newer() {
	bureau := testbureau.New()
	line := bureau.CharterLine()
	held, err := dispatch.Parse(bureau.Dispatch(line, 4))
	if err != nil {
		fmt.Println(err)
		return
	}
	position := held.Charter.Position()
	for _, number := range []uint64{3, 4, 6} {
		next, err := dispatch.Parse(bureau.Dispatch(line, number, parcel.ID{1}))
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(number, next.Newer(position, held.Number), "releases", len(next.Kept))
	}
	// Output:
	// 3 false releases 1
	// 4 false releases 1
	// 6 true releases 1
}
