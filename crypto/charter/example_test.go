package charter_test

import (
	"fmt"
	"strings"

	"luwte/crypto/charter"
	"luwte/internal/testbureau"
)

// A charter proves that it is of the bureau whose fingerprint it bears. Whether that is the bureau one means, the words of the printed card say.
func ExampleParse() {
	bureau := testbureau.New()
	line := bureau.CharterLine()
	c, err := charter.Parse(line)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Name["nl"], c.Serial, c.Bureau == bureau.Fingerprint())

	_, err = charter.Parse([]byte(strings.Replace(string(line), "Proefbureau", "Proefburo", 1)))
	fmt.Println(err)

	card := charter.Fingerprint{1, 2, 3}
	fmt.Println(strings.Join(card.Words("en")[:4], " "), "… and", len(card.Words("nl"))-4, "more")
	// Output:
	// Proefbureau 1 true
	// charter: signature does not verify
	// absurd avoid scale abandon … and 8 more
}
