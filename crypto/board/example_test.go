package board_test

import (
	"fmt"

	"luwte/crypto/board"
	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/crypto/message"
	"luwte/crypto/open"
	"luwte/internal/testbureau"
)

// What a look is: download the whole board, check it, compute the labels of one's code, and open what stands there. The other fifteen entries are decoys.
func ExampleParse() {
	bureau, mine := testbureau.New(), code.New()
	downloaded := bureau.BoardFor(1, day.Today(), day.Today()+7, testbureau.Letter{To: mine, Note: message.Note{Kind: message.KindAnswer, Slot: 1, Text: "Dank u."}})

	b, err := board.Parse(downloaded, bureau.Fingerprint(), bureau.Key.Public())
	if err != nil {
		fmt.Println(err)
		return
	}
	keys, err := mine.Derive(bureau.Fingerprint())
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := range 3 {
		sealed, there := b.Find(keys.Slots.Label(b.Nonce, i))
		if !there {
			fmt.Println("slot", i, "is empty")
			continue
		}
		note, err := open.Note(keys.Identity, keys.Slots, message.Place{Bureau: b.Bureau, Nonce: b.Nonce, Slot: i}, sealed)
		fmt.Println("slot", i, "says", note.Text, err)
	}
	fmt.Println(len(b.Entries), "entries; old in a month:", b.Old(day.Today()+30))
	// Output:
	// slot 0 is empty
	// slot 1 says Dank u. <nil>
	// slot 2 is empty
	// 16 entries; old in a month: true
}
