package quorum_test

import (
	"bytes"
	"fmt"

	"luwte/crypto/charter"
	"luwte/crypto/quorum"
)

// Two of three custodians open what none of them has alone. What one of them types is words from paper.
func ExampleDeal() {
	bureau := charter.Fingerprint{1}
	secrets := &quorum.Secrets{Root: bytes.Repeat([]byte{1}, quorum.RootSize), Desk: bytes.Repeat([]byte{2}, quorum.DeskSize)}
	dealing, shares, err := quorum.Deal(bureau, secrets, 2, 3, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	paper := fmt.Sprint(shares[2].PaperKey().Words("nl"))

	g := dealing.Gather()
	fmt.Println(g.AddShare(shares[0]), g.AddShare(shares[0]))
	_, err = g.Root()
	fmt.Println(err)

	third, err := quorum.ParseWords(paper)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(g.Add(third), g.Custodians())
	root, err := g.Root()
	fmt.Println(bytes.Equal(root, secrets.Root), err)
	// Output:
	// <nil> this custodian's share is there already
	// there are too few shares
	// <nil> [1 3]
	// true <nil>
}
