package e2e

import (
	"bytes"
	"encoding/binary"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"luwte/crypto/charter"
	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/crypto/message"
	"luwte/crypto/parcel"
	"luwte/internal/desk/keyring"
	"luwte/internal/pouch"
)

// TestParcel_AgeCommand_OpensOursAndMakesOne: a parcel is an ordinary age file, both ways.
func TestParcel_AgeCommand_OpensOursAndMakesOne(t *testing.T) {
	t.Parallel() // most of the time goes by waiting for Tor, browsers and fsync
	w := newWorld(t, false)
	w.publish()
	w.send("opened by the age command")
	w.sync()
	w.openWithAge("opened by the age command")

	c := w.charter()
	epoch, ok := c.Epoch(day.Today())
	if !ok {
		t.Fatal("the charter has no epoch today")
	}
	keys, err := code.New().Derive(c.Bureau)
	if err != nil {
		t.Fatal(err)
	}
	plaintext, err := message.Encode(&message.Report{Head: message.Head{Bureau: c.Bureau, Epoch: epoch.Epoch}, Recipient: keys.Recipient, Slots: keys.Slots,
		Language: "en", Form: c.Form.Version, Topic: c.Form.Topics[0].ID, Answers: []message.Answer{}, Text: "sealed by the age command", Files: []message.FileRef{}})
	if err != nil {
		t.Fatal(err)
	}
	sealed := w.age(plaintext, "-r", epoch.Recipient)
	if len(sealed) != parcel.Size {
		t.Fatalf("the age command made %d bytes", len(sealed))
	}
	res, err := http.Post(w.url+"/v1/inboxes/"+c.Bureau.Inbox().String()+"/parcels", "application/octet-stream", bytes.NewReader(sealed))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusCreated {
		t.Fatalf("the drop says %s", res.Status)
	}
	w.collect()
	var all string
	for _, id := range w.cases() {
		all += w.show(id)
	}
	w.mustContain("the desk", all, "sealed by the age command", "opened by the age command")
}

// openWithAge opens the one parcel in the pouch with the age command and the bureau's identity, and looks for a text in it.
func (w *world) openWithAge(text string) {
	w.t.Helper()
	w.write("identity.txt", w.identity()+"\n")
	p, err := pouch.Open(w.path("pouch"))
	if err != nil {
		w.t.Fatal(err)
	}
	defer p.Close()
	if p.Count() != 1 {
		w.t.Fatalf("%d parcels in the pouch, expected one", p.Count())
	}
	for _, data := range p.Parcels() {
		plaintext := w.age(data, "-d", "-i", w.path("identity.txt"))
		n := binary.BigEndian.Uint32(plaintext)
		w.mustContain("what age opened", string(plaintext[4:4+n]), text, `"kind":"report"`)
	}
}

// identity returns the bureau's reception identity as age writes it.
func (w *world) identity() string {
	w.t.Helper()
	keys, err := keyring.Load(w.path("desk/keyring.age"), passphrase)
	if err != nil {
		w.t.Fatal(err)
	}
	id, err := keys.Identity(1)
	if err != nil {
		w.t.Fatal(err)
	}
	return id.String()
}

func (w *world) charter() *charter.Charter {
	w.t.Helper()
	line, err := os.ReadFile(w.path("charter.json"))
	if err != nil {
		w.t.Fatal(err)
	}
	c, err := charter.Parse(line)
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

func (w *world) age(stdin []byte, args ...string) []byte {
	w.t.Helper()
	cmd := exec.Command(program("age"), args...)
	cmd.Stdin = bytes.NewReader(stdin)
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	if err := cmd.Run(); err != nil {
		w.t.Fatalf("age %s: %v %s", strings.Join(args[:1], " "), err, stderr.String())
	}
	return out.Bytes()
}
