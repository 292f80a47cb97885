package vectors_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"luwte/crypto/board"
	"luwte/crypto/canon"
	"luwte/crypto/charter"
	"luwte/crypto/code"
	"luwte/crypto/day"
	"luwte/crypto/dispatch"
	"luwte/crypto/identity"
	"luwte/crypto/message"
	"luwte/crypto/open"
	"luwte/crypto/parcel"
	"luwte/crypto/quorum"
	"luwte/crypto/seal"
	"luwte/crypto/sign"
	"luwte/crypto/slots"
	"luwte/crypto/vectors"
	"luwte/crypto/words"
)

// secrets returns one of every kind, as text, from the vectors.
func secrets(t *testing.T) map[string]string {
	d := vectors.Load[vectors.Codes]("code.json").Derived[2]
	q := vectors.Load[vectors.Quorums]("quorum.json")
	raw := func(s string) string {
		b, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	return map[string]string{
		"code": d.Words, "code in Dutch": d.Dutch, "code in Dutch without spaces": strings.ReplaceAll(d.Dutch, " ", ""), "code without spaces": strings.ReplaceAll(d.Words, " ", ""), "code with strange marks": strings.ReplaceAll(d.Words, " ", "_"),
		"secret": d.Secret, "secret, raw": raw(d.Secret), "master": d.Master, "identity": d.Identity, "R": d.Recipient, "handle": d.Handle,
		"S": base64.StdEncoding.EncodeToString([]byte(raw(d.Slots))), "S in hex": d.Slots, "S, raw": raw(d.Slots), "MAC key": d.MACKey,
		"signing key": vectors.Load[vectors.Signatures]("sign.json").Seed,
		"share words": q.Shares[0].Words, "share words in Dutch without spaces": strings.ReplaceAll(q.Shares[0].Dutch, " ", ""), "share key": raw(q.Shares[0].Key),
		"share": q.Shares[0].Text[100:], "epoch seed": q.Epochs[0].Seed, "epoch identity": q.Epochs[0].Identity,
		"words": "They said they know where my daughter goes to school",
	}
}

// mangled returns ways in which a text can be damaged, or stand in the wrong place.
func mangled(s string) []string {
	quoted, _ := json.Marshal(s)
	return []string{
		s, " " + s, s + "\n", s + s, s[1:], s[:len(s)-1], strings.ToUpper(s), strings.ToLower(s), s[:len(s)/2] + "!" + s[len(s)/2:],
		string(quoted), "{" + string(quoted) + ":1}", `{"slots":` + string(quoted) + `}`, `{"made":` + string(quoted) + `}`, "age-encryption.org/v1\n-> " + s,
		strings.Replace(string(vectors.File("charter.bin")), "2026-11-22", s, 1),
		strings.Replace(vectors.Load[vectors.Parcels]("parcel.json").Plaintexts[0].Object, `"language":"`, `"language":"`+s, 1),
	}
}

// parsers are all that read foreign bytes or text.
func parsers(t *testing.T) map[string]func(string) error {
	id, err := code.New().Derive(charter.Fingerprint{})
	if err != nil {
		t.Fatal(err)
	}
	fails := func(_ any, err error) error { return err }
	return map[string]func(string) error{
		"charter":  func(s string) error { return fails(charter.Parse([]byte(s))) },
		"charters": func(s string) error { return fails(charter.ParseAll([]byte(s))) },
		"inbox":    func(s string) error { return fails(charter.ParseInbox(s)) },
		"bureau":   func(s string) error { return new(charter.Fingerprint).UnmarshalText([]byte(s)) },
		"board":    func(s string) error { return fails(board.Parse([]byte(s), charter.Fingerprint{}, nil)) },
		"dispatch": func(s string) error { return fails(dispatch.Parse([]byte(s))) },
		"message":  func(s string) error { return fails(message.Decode(counted(s, parcel.PlaintextSize))) },
		"note": func(s string) error {
			return fails(message.DecodeNote(counted(s, message.NotePlaintextSize), id.Slots, message.Place{}))
		},
		"answer":    func(s string) error { return fails(message.SplitAnswer(s + "\xff")) },
		"canonical": func(s string) error { return canon.Unmarshal([]byte(s), &message.Report{}) },
		"hash":      func(s string) error { return new(canon.Hex32).UnmarshalText([]byte(s)) },
		"day":       func(s string) error { return fails(day.Parse(s)) },
		"secret":    func(s string) error { return new(slots.Secret).UnmarshalText([]byte(s)) },
		"handle":    func(s string) error { return new(slots.Handle).UnmarshalText([]byte(s)) },
		"id":        func(s string) error { return fails(parcel.ParseID(s)) },
		"shape":     func(s string) error { return parcel.CheckShape([]byte(s)) },
		"key":       func(s string) error { return fails(sign.NewKey([]byte(s))) },
		"signature": func(s string) error { return sign.Verify([]byte(s), s, []byte(s), []byte(s)) },
		"recipient": seal.CheckRecipient,
		"word":      func(s string) error { return fails(words.Dutch().Find(s)) },
		"code":      func(s string) error { return fails(code.Parse(s)) },
		"share":     func(s string) error { return fails(quorum.ParseShare([]byte(s))) },
		"dealing":   func(s string) error { return fails(quorum.ParseDealing([]byte(s))) },
		"key words": func(s string) error { return fails(quorum.ParseWords(s)) },
		"seed":      func(s string) error { return fails(identity.FromSeed([]byte(s))) },
		"parcel":    func(s string) error { return fails(open.Parcel(id.Identity, []byte(s), charter.Fingerprint{}, 1)) },
		"sealed note": func(s string) error {
			return fails(open.Note(id.Identity, id.Slots, message.Place{}, append([]byte(s), make([]byte, max(0, board.NoteSize-len(s)))...)))
		},
	}
}

// counted puts text where the JSON of a plaintext stands.
func counted(s string, size int) []byte {
	p := make([]byte, size)
	copy(p[4:], s)
	p[2], p[3] = byte(len(s)>>8), byte(len(s))
	return p
}

// quotes says whether a text has 13 characters in succession of a secret, in whatever case or form fmt gives it. A word of a code that is not on
// the list is named, which is at most 12.
func quotes(text, secret string) bool {
	text = strings.ToLower(text)
	for _, form := range []string{secret, strings.TrimPrefix(fmt.Sprintf("%q", secret), `"`), fmt.Sprintf("%x", secret), fmt.Sprint([]byte(secret))} {
		form = strings.ToLower(form)
		for i := 0; i+13 <= len(form); i++ {
			if strings.Contains(text, form[i:i+13]) {
				return true
			}
		}
	}
	return false
}

func TestParsers_Secrets_AreNotQuotedInErrors(t *testing.T) {
	refused, all := 0, parsers(t)
	for kind, secret := range secrets(t) {
		for _, text := range mangled(secret) {
			for name, parse := range all {
				err := parse(text)
				if err == nil {
					continue
				}
				refused++
				if quotes(err.Error(), secret) {
					t.Errorf("parser %q quotes a %s: %v", name, kind, err)
				}
			}
		}
	}
	if refused < 4000 {
		t.Errorf("only %d refusals", refused)
	}
}

// printed are the ways of fmt.
var printed = []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%08v", "%t"}

func TestPrint_Secrets_AreNotShown(t *testing.T) {
	c, err := code.Parse(vectors.Load[vectors.Codes]("code.json").Derived[2].Words)
	if err != nil {
		t.Fatal(err)
	}
	master, err := c.Stretch()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := master.Keys(charter.FingerprintOf([]byte{2}))
	if err != nil {
		t.Fatal(err)
	}
	seed, _ := hex.DecodeString(vectors.Load[vectors.Signatures]("sign.json").Seed)
	key, err := sign.NewKey(seed)
	if err != nil {
		t.Fatal(err)
	}
	all := secrets(t)
	all["signing key, raw"], all["master, raw"] = string(seed), string(master[:])
	for name, shown := range map[string]any{"identity": keys.Identity, "S, raw": [32]byte(keys.Slots), "master, raw": [64]byte(master), "signing key, raw": key.Seed()} {
		if !quotes(fmt.Sprint(shown), all[name]) {
			t.Errorf("a %s that is printed is not found, so this test finds nothing", name)
		}
	}
	share, err := quorum.ParseShare([]byte(vectors.Load[vectors.Quorums]("quorum.json").Shares[0].Text))
	if err != nil {
		t.Fatal(err)
	}
	paper := share.PaperKey()
	all["share value"] = string(share.Root.Value)
	for _, v := range []any{*share, share, paper, &paper, share.Root, &share.Epochs[0], quorum.Secrets{Root: seed}, c, &c, master, &master, keys, &keys, keys.Slots, &keys.Slots, key, *key} {
		for _, verb := range printed {
			for _, in := range []any{v, []any{v}, map[string]any{"k": v}, struct{ V any }{v}, &struct{ V any }{v}} {
				text := fmt.Sprintf(verb, in)
				for kind, secret := range all {
					if quotes(text, secret) {
						t.Errorf("%s of %s shows a %s", verb, reflect.TypeOf(v), kind)
					}
				}
			}
		}
	}
}
