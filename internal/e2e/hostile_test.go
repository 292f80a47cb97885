package e2e

import (
	"crypto/sha256"
	"strings"

	"luwte/crypto/charter"
	"luwte/crypto/code"
	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/crypto/seal"
	"luwte/crypto/slots"
	"luwte/internal/reporter"
	"luwte/internal/testdrop"
)

// controls is what would turn words around, hide them, or move a terminal's cursor.
const controls = "recht\u202elaas\u202c \u2066naar\u2069 \u200f\u200b\ufeff \u0007\u001b[31mrood\u001b[0m \u0000 \r\u0008 \u0085\u2028\u2029 e\u0301 \U0001F600"

// hostileDrafts are reports as the reporter's own client sends them.
func (w *world) hostileDrafts() []reporter.Draft {
	w.t.Helper()
	evil := hostileHTML("client")
	return []reporter.Draft{
		{Language: "nl", Topic: "leak", Given: reporter.Given{"receiver": {evil}}, Text: evil, Files: []*reporter.File{
			w.chosenText("<img class=escaped src=x onerror=window.ran=1>.html", evil),
			w.chosenText("tekening.svg", `<svg xmlns="http://www.w3.org/2000/svg" class="escaped" onload="window.ran='svg'"><script>window.ran='svg'</script></svg>`),
			w.chosenText("omge\u202edraaid\u202c.txt", evil+controls),
		}},
		{Language: "nl", Topic: "approached", Given: reporter.Given{"asked": {strings.ReplaceAll(controls, "\x00", "")}}, Text: controls},
		{Language: "nl", Topic: "breach", Text: strings.Repeat("lang", 62_500)}, // 250 kB without a place to break
		{Language: "nl", Topic: "breach", Text: strings.Repeat("regel <b class=escaped>\n", 10_000)},
	}
}

// postHostile posts parcels that no client of ours would make, and that keep to the format all the same.
func (w *world) postHostile(c *charter.Charter) {
	w.t.Helper()
	evil := hostileHTML("parcel")
	names := []string{"../../../etc/passwd", `C:\Windows\win.ini`, "/root/x", "..", "", ".", "con\x00.txt", strings.Repeat("n", 4000), evil, "a\nb\r\nc", "luwte.\u202egpj.exe"}
	var refs []message.FileRef
	var parcels [][]byte
	for _, name := range names {
		body := []byte("inhoud van " + name)
		piece := w.sealed(c, &message.File{Head: headOf(c), Body: body})
		parcels = append(parcels, piece)
		refs = append(refs, message.FileRef{Name: name, Type: evil, Size: uint64(len(body)), SHA256: sha256.Sum256(body), Parcels: []parcel.ID{parcel.IDOf(piece)}})
	}
	answers := []message.Answer{
		{ID: "no-such-question", Question: evil, Values: []string{"no-such-option"}, Answer: evil},
		{ID: "danger", Question: "", Values: []string{}, Answer: controls},
		{ID: "danger", Question: "Nog eens?", Values: []string{"yes", "no", "yes"}, Answer: ""},
		{ID: "long", Question: strings.Repeat("v", 20_000), Values: []string{}, Answer: strings.Repeat("a", 20_000)},
	}
	first := keysOf(w, c)
	report := &message.Report{Head: headOf(c), Recipient: first.Recipient, Slots: first.Slots, Language: "xx-klingon", Form: 99, Topic: "no-such-topic",
		Answers: answers, Text: evil, Files: refs}
	parcels = append(parcels, w.sealed(c, report))
	// Two that took it up, so that the case is forked; and one of whose report nobody knows.
	for _, from := range []slots.Secret{first.Slots, first.Slots, keysOf(w, c).Slots} {
		next := keysOf(w, c)
		parcels = append(parcels, w.sealed(c, &message.Followup{Head: headOf(c), Handle: from.Handle(), Recipient: next.Recipient, Slots: next.Slots,
			Siblings: []slots.Handle{}, Read: []int{}, Language: "nl", Text: evil + controls, Files: []message.FileRef{}}))
	}
	d := testdrop.Drop{URL: w.url}
	d.Post(w.t, c.Bureau.Inbox(), parcels...)
}

func headOf(c *charter.Charter) message.Head {
	return message.Head{Bureau: c.Bureau, Epoch: c.Epochs[0].Epoch}
}

func keysOf(w *world, c *charter.Charter) code.Keys {
	w.t.Helper()
	keys, err := code.New().Derive(c.Bureau)
	if err != nil {
		w.t.Fatal(err)
	}
	return keys
}

func (w *world) sealed(c *charter.Charter, m message.Message) []byte {
	w.t.Helper()
	p, err := seal.Parcel(c.Epochs[0].Recipient, m)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}
