package open_test

import (
	"fmt"

	"filippo.io/age"

	"luwte/crypto/charter"
	"luwte/crypto/code"
	"luwte/crypto/message"
	"luwte/crypto/open"
	"luwte/crypto/seal"
)

// A report from the reporter's machine to the bureau: sealed to its recipient of this epoch, opened with the identity, and refused by whom it is not for.
func ExampleParcel() {
	bureau := charter.Fingerprint{1}
	reception, err := age.GenerateHybridIdentity()
	if err != nil {
		fmt.Println(err)
		return
	}
	keys, err := code.New().Derive(bureau)
	if err != nil {
		fmt.Println(err)
		return
	}
	sealed, err := seal.Parcel(reception.Recipient().String(), &message.Report{
		Head: message.Head{Bureau: bureau, Epoch: 7}, Recipient: keys.Recipient, Slots: keys.Slots,
		Language: "nl", Form: 1, Topic: "approached", Answers: []message.Answer{}, Text: "Ik ben benaderd.", Files: []message.FileRef{},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	opened, err := open.Parcel(reception, sealed, bureau, 7)
	fmt.Println(len(sealed), opened.(*message.Report).Text, err)

	_, err = open.Parcel(reception, sealed, charter.Fingerprint{2}, 7)
	fmt.Println(err)
	// Output:
	// 262144 Ik ben benaderd. <nil>
	// message is for another bureau or epoch
}
