package referral_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"filippo.io/age"

	"luwte/crypto/charter"
	"luwte/crypto/label"
	"luwte/crypto/message"
	"luwte/crypto/referral"
	"luwte/crypto/sign"
	"luwte/internal/fuzzing"
)

const content = "the bytes of a file"

func document() *referral.Document {
	return &referral.Document{
		Kind: referral.KindCase, From: charter.Fingerprint{1}, To: charter.Fingerprint{2}, Epoch: 3, ID: referral.ID{9}, Number: 1, Made: 20000, Case: "4g3k2m1x", Language: "nl", Answers: true,
		Read: []int{}, Notes: []referral.Note{{Day: 20000, By: "Anna", Text: "Gebeld."}},
		Items: []referral.Item{
			{No: 1, Kind: message.KindReport, Day: 19999, Language: "nl", Form: 1, Topic: "leak", Questions: []message.Answer{{ID: "a", Question: "b", Values: []string{"c"}, Answer: "d"}},
				Text: "Een \u202e melding.", Files: []referral.File{
					{Name: "foto.jpg", Type: "image/jpeg", Size: uint64(len(content)), SHA256: sha256.Sum256([]byte(content)), Here: true},
					{Name: "niet.pdf", Size: 5},
				}},
			{No: 3, Kind: message.KindFollowup, Day: 20000, Language: "nl-" + strings.Repeat("abcdefgh-", 4)[:32] + "…", Text: "Cut.", Questions: []message.Answer{}, Files: []referral.File{}},
			{No: 4, Kind: referral.KindAnswer, Day: 20000, Text: "Dank u wel.", Questions: []message.Answer{}, Files: []referral.File{}},
		},
	}
}

func back() *referral.Document {
	d := document()
	d.Kind, d.Answers, d.Notes, d.Items = referral.KindAnswers, false, []referral.Note{}, d.Items[2:]
	return d
}

type parties struct {
	receiver *age.HybridIdentity
	sender   *sign.Key
}

func newParties(t testing.TB) parties {
	t.Helper()
	id, err1 := age.GenerateHybridIdentity()
	key, err2 := sign.GenerateKey()
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	return parties{id, key}
}

func (p parties) write(t testing.TB, d *referral.Document) []byte {
	t.Helper()
	var file bytes.Buffer
	err := referral.Write(&file, p.receiver.Recipient().String(), p.sender, d, func(item, n int, w io.Writer) error {
		_, err := io.WriteString(w, content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// read reads a file as a desk does, and returns what it was told and the files.
func (p parties) read(file []byte) (*referral.Reader, string, error) {
	r, err := referral.Open(bytes.NewReader(file), p.receiver)
	if err != nil {
		return nil, "", err
	}
	if err := r.Verify(p.sender.Public()); err != nil {
		return nil, "", err
	}
	var files bytes.Buffer
	err = r.Files(func(_, _ int, _ referral.File, content io.Reader) error {
		_, err := files.ReadFrom(content)
		return err
	})
	return r, files.String(), err
}

func TestWrite_CaseAndAnswers_ComeBackAsTheyWere(t *testing.T) {
	p := newParties(t)
	for _, d := range []*referral.Document{document(), back()} {
		file := p.write(t, d)
		r, files, err := p.read(file)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := d.Marshal()
		got, _ := r.Document.Marshal()
		if !bytes.Equal(want, got) || d.Kind == referral.KindCase && files != content {
			t.Errorf("%s: another document, or files %q", d.Kind, files)
		}
		if short := p.write(t, back()); len(short) != len(file) {
			t.Errorf("lengths %d and %d", len(short), len(file))
		}
	}
}

// seal makes a file of any plaintext.
func (p parties) seal(t testing.TB, plaintext []byte, others ...age.Recipient) []byte {
	t.Helper()
	var file bytes.Buffer
	w, err := age.Encrypt(&file, append([]age.Recipient{p.receiver.Recipient()}, others...)...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(plaintext); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// plaintext is what is inside of a file.
func (p parties) plaintext(t testing.TB, file []byte) []byte {
	t.Helper()
	r, err := age.Decrypt(bytes.NewReader(file), p.receiver)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestOpen_HostileFiles_AreRefusedWithTheReason: what is sealed again was altered by somebody who has the receiver's charter, which everybody has.
func TestOpen_HostileFiles_AreRefusedWithTheReason(t *testing.T) {
	p, other := newParties(t), newParties(t)
	file := p.write(t, document())
	text := p.plaintext(t, file)
	at := bytes.Index(text, []byte(content))
	altered := func(change func(b []byte) []byte) []byte { return p.seal(t, change(bytes.Clone(text))) }
	flip := func(i int) []byte { return altered(func(b []byte) []byte { b[i] ^= 1; return b }) }
	replaced := func(old, new string) []byte {
		return altered(func(b []byte) []byte { return bytes.Replace(b, []byte(old), []byte(new), 1) })
	}
	flipped := bytes.Clone(file)
	flipped[len(flipped)-9] ^= 1
	for name, c := range map[string]struct {
		file []byte
		want error
	}{
		"nothing":                      {nil, referral.ErrNotReferral},
		"a text":                       {[]byte(strings.Repeat("years of work\n", 200)), referral.ErrNotReferral},
		"cut in the header":            {file[:1000], referral.ErrNotReferral},
		"cut in the document":          {file[:3000], referral.ErrDamaged},
		"cut by a byte":                {file[:len(file)-1], referral.ErrDamaged},
		"cut by half":                  {file[:len(file)/2], referral.ErrDamaged},
		"a byte more":                  {append(bytes.Clone(file), 0), referral.ErrDamaged},
		"a flipped bit":                {flipped, referral.ErrDamaged},
		"sealed to another":            {other.write(t, document()), referral.ErrSealed},
		"signed by another":            {parties{p.receiver, other.sender}.write(t, document()), sign.ErrSignature},
		"to two recipients":            {p.seal(t, text, other.receiver.Recipient()), referral.ErrNotReferral},
		"a parcel":                     {p.seal(t, make([]byte, 260437)), referral.ErrNotReferral},
		"another's number":             {replaced(`"number":1`, `"number":2`), sign.ErrSignature},
		"the right to answer, taken":   {replaced(`"answers":true`, `"answers":null`), referral.ErrMalformed},
		"a bit of the signature":       {flip(at - 1), sign.ErrSignature},
		"a bit of a file":              {flip(at), referral.ErrDamaged},
		"a bit of the padding":         {flip(len(text) - 1), referral.ErrDamaged},
		"no padding":                   {altered(func(b []byte) []byte { return b[:at+len(content)] }), referral.ErrDamaged},
		"more padding":                 {altered(func(b []byte) []byte { return append(b, make([]byte, 262144)...) }), referral.ErrDamaged},
		"a length beyond all":          {altered(func(b []byte) []byte { binary.BigEndian.PutUint32(b[len(label.Referral):], 1<<31); return b }), referral.ErrMalformed},
		"a length beyond the end":      {altered(func(b []byte) []byte { binary.BigEndian.PutUint32(b[len(label.Referral):], 1<<24); return b }), referral.ErrDamaged},
		"a member twice":               {replaced(`{"kind":"case",`, `{"kind":"case","kind":"case",`), referral.ErrMalformed},
		"items in another order":       {replaced(`"no":4`, `"no":1`), referral.ErrMalformed},
		"a letter of no kind":          {replaced(`"kind":"report"`, `"kind":"reporX"`), referral.ErrMalformed},
		"an end after the document":    {altered(func(b []byte) []byte { return b[:at-10] }), referral.ErrDamaged},
		"files that end before theirs": {altered(func(b []byte) []byte { return b[:at+3] }), referral.ErrDamaged},
	} {
		if _, _, err := p.read(c.file); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, expected %v", name, err, c.want)
		}
	}
}

func TestWrite_WhatBreaksTheFormat_IsRefused(t *testing.T) {
	p := newParties(t)
	for name, change := range map[string]func(d *referral.Document){
		"no kind":                       func(d *referral.Document) { d.Kind = "parcel" },
		"to itself":                     func(d *referral.Document) { d.To = d.From },
		"no number":                     func(d *referral.Document) { d.Number = 0 },
		"since itself":                  func(d *referral.Document) { d.Since = d.Number },
		"a list that is null":           func(d *referral.Document) { d.Items[0].Files = nil },
		"answers that are read by none": func(d *referral.Document) { d.Read = []int{2, 2} },
		"a letter goes back":            func(d *referral.Document) { *d = *back(); d.Items = document().Items[:1] },
		"an empty answer":               func(d *referral.Document) { d.Items[2].Text = "" },
		"no letter at all":              func(d *referral.Document) { d.Items = []referral.Item{} },
		"another file":                  func(d *referral.Document) { d.Items[0].Files[0].SHA256[0] ^= 1 },
		"files beyond all":              func(d *referral.Document) { d.Items[0].Files[0].Size = referral.MaxFiles + 1 },
		"a topic that a terminal obeys": func(d *referral.Document) { d.Items[0].Topic = "leak\x1b[2J" },
		"a topic without end":           func(d *referral.Document) { d.Items[0].Topic = strings.Repeat("x", 33) },
		"a language on two lines":       func(d *referral.Document) { d.Items[0].Language = "nl\nen" },
		"a language without end":        func(d *referral.Document) { d.Items[0].Language = "nl" + strings.Repeat("-abcdefgh", 5) },
		"a case's language":             func(d *referral.Document) { d.Language = "\u202enl" },
		"a question's id":               func(d *referral.Document) { d.Items[0].Questions[0].ID = "a b" },
		"an option's id":                func(d *referral.Document) { d.Items[0].Questions[0].Values[0] = "=1+1" },
		"more questions than a form has": func(d *referral.Document) {
			d.Items[0].Questions = slices.Repeat(d.Items[0].Questions, 101)
		},
		"more files than a letter has": func(d *referral.Document) { d.Items[0].Files = slices.Repeat(d.Items[0].Files[1:], 101) },
		"more notes than anybody writes": func(d *referral.Document) {
			d.Notes = slices.Repeat(d.Notes, referral.MaxItems+1)
		},
		"more letters than a case has": func(d *referral.Document) {
			for len(d.Items) <= referral.MaxItems {
				next := d.Items[len(d.Items)-1]
				next.No++
				d.Items = append(d.Items, next)
			}
		},
		"what is not UTF-8": func(d *referral.Document) { d.Items[0].Text = "\xff" },
	} {
		d := document()
		change(d)
		err := referral.Write(io.Discard, p.receiver.Recipient().String(), p.sender, d, func(_, _ int, w io.Writer) error {
			_, err := io.WriteString(w, content)
			return err
		})
		if !errors.Is(err, referral.ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	classic, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{"", "age1pq1", classic.Recipient().String(), strings.ToUpper(p.receiver.Recipient().String())} {
		if err := referral.Write(io.Discard, to, p.sender, document(), nil); !errors.Is(err, referral.ErrRecipient) {
			t.Errorf("%q: %v", to, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, d := range []*referral.Document{document(), back()} {
		object, err := d.Marshal()
		if err != nil {
			f.Fatal(err)
		}
		fuzzing.Add(f, 100, object)
		fuzzing.Add(f, 100, bytes.Replace(object, []byte(`"no":4`), []byte(`"no":5`), 1))
	}
	fuzzing.Add(f, 100, []byte(`{"kind":"case"}`))
	f.Fuzz(func(t *testing.T, object []byte) {
		d, err := referral.Parse(object)
		if err != nil {
			if !errors.Is(err, referral.ErrMalformed) {
				t.Fatal(err)
			}
			return
		}
		if again, err := d.Marshal(); err != nil || !bytes.Equal(again, object) {
			t.Fatalf("%q became %q, %v", object, again, err)
		}
		if slices.ContainsFunc(d.Items, func(i referral.Item) bool { return i.No < 1 }) {
			t.Fatal("a number below 1")
		}
	})
}

// FuzzOpen: what somebody has sealed to a bureau, who has its charter and no other's key: it is read to its end or refused, and no change passes for the sender's.
func FuzzOpen(f *testing.F) {
	p := newParties(f)
	for _, d := range []*referral.Document{document(), back()} {
		fuzzing.Add(f, 60, p.plaintext(f, p.write(f, d)), false)
		fuzzing.Add(f, 20, p.write(f, d), true)
	}
	f.Fuzz(func(t *testing.T, data []byte, sealed bool) {
		if !sealed {
			data = p.seal(t, data)
		}
		r, _, err := p.read(data)
		if err != nil {
			return
		}
		if object, err := r.Document.Marshal(); err != nil || !slices.ContainsFunc([]*referral.Document{document(), back()}, func(d *referral.Document) bool {
			want, err := d.Marshal()
			return err == nil && bytes.Equal(want, object)
		}) {
			t.Fatalf("another document verifies: %q, %v", object, err)
		}
	})
}
