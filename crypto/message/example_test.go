package message_test

import (
	"fmt"
	"strings"

	"luwte/crypto/message"
)

// A note has one size, and so a longer answer is several, cut between words.
func ExampleSplitAnswer() {
	parts, err := message.SplitAnswer(strings.Repeat("Wij onderzoeken het. ", 150))
	for i, p := range parts {
		fmt.Println(i+1, len(p), strings.HasSuffix(strings.TrimSpace(p), "het."))
	}
	fmt.Println(err)
	// Output:
	// 1 2272 false
	// 2 878 true
	// <nil>
}
