package main

import (
	"bytes"
	"slices"
	"strings"

	"luwte/crypto/canon"
	"luwte/crypto/charter"
	"luwte/crypto/label"
	"luwte/crypto/sign"
	"luwte/crypto/vectors"
)

// chains are charters of a bureau whose root was succeeded, and what is wrong with others.
type chains struct {
	*generator
	add           func(name, text, err string)
	second, third *sign.Key
	one, two      []charter.Predecessor // whom second and third succeed
}

func (g *generator) chains(add func(name, text, err string)) []vectors.OrderCase {
	c := &chains{generator: g, add: add, second: must(sign.GenerateKey()), third: must(sign.GenerateKey())}
	f := g.charter.Bureau
	c.one = must(charter.Succeed(f, nil, g.root, c.second.Public()))
	c.two = must(charter.Succeed(f, c.one, c.second, c.third.Public()))
	c.good(f)
	c.badStatements(f)
	c.badRoots(f)
	c.badMembers()
	return c.order()
}

// line signs a charter with these roots, whatever is wrong with it.
func (c *chains) line(serial uint64, chain []charter.Predecessor, root *sign.Key, change func(*charter.Charter)) string {
	made := *c.charter
	made.Format, made.Serial, made.Predecessors, made.Root = label.Charter, serial, chain, root.Public()
	if change != nil {
		change(&made)
	}
	object := bytes.TrimSuffix(must(canon.Marshal(made)), []byte("}"))
	signer := generator{bureau: bureau{root: root}}
	return signer.resign(string(object))
}

func (c *chains) good(f charter.Fingerprint) {
	c.add("one succession", c.line(4, c.one, c.second, nil), "")
	c.add("two successions", c.line(5, c.two, c.third, nil), "")
	c.add("a succession with a lower serial", c.line(1, c.one, c.second, nil), "")
	eight, key := []charter.Predecessor(nil), c.root
	for range charter.MaxPredecessors {
		next := must(sign.GenerateKey())
		eight = must(charter.Succeed(f, eight, key, next.Public()))
		key = next
	}
	c.add("eight successions", c.line(12, eight, key, nil), "")
	c.add("nine successions", c.line(13, append(eight, c.two[1]), c.third, nil), vectors.Malformed)
	c.add("two successions, signed by the second root", c.line(5, c.two, c.second, func(made *charter.Charter) { made.Root = c.third.Public() }), vectors.Signature)
	c.add("one succession, signed by the first root", c.line(4, c.one, c.root, func(made *charter.Charter) { made.Root = c.second.Public() }), vectors.Signature)
}

// stated is a chain of one whose statement is signed by key under a label, over these parts.
func (c *chains) stated(key *sign.Key, under string, parts ...[]byte) []charter.Predecessor {
	return []charter.Predecessor{{Root: c.root.Public(), Signature: must(key.Sign(under, slices.Concat(parts...)))}}
}

func (c *chains) badStatements(f charter.Fingerprint) {
	first, next, other := []byte{1}, c.second.Public(), charter.FingerprintOf(c.third.Public())
	altered := func(at int) []charter.Predecessor {
		signature := slices.Clone(c.one[0].Signature)
		signature[at] ^= 1
		return []charter.Predecessor{{Root: c.root.Public(), Signature: signature}}
	}
	for _, bad := range []struct {
		name  string
		chain []charter.Predecessor
	}{
		{"succession signed by the next root", c.stated(c.second, label.SignSuccession, f[:], first, next)},
		{"succession with its Ed25519 half altered", altered(0)},
		{"succession with its ML-DSA half altered", altered(64)},
		{"succession under the label of charters", c.stated(c.root, label.SignCharter, f[:], first, next)},
		{"succession in another bureau", c.stated(c.root, label.SignSuccession, other[:], first, next)},
		{"succession at another place", c.stated(c.root, label.SignSuccession, f[:], []byte{2}, next)},
		{"succession counted from 0", c.stated(c.root, label.SignSuccession, f[:], []byte{0}, next)},
		{"succession by another root", c.stated(c.root, label.SignSuccession, f[:], first, c.third.Public())},
		{"succession without a place", c.stated(c.root, label.SignSuccession, f[:], next)},
	} {
		c.add(bad.name, c.line(4, bad.chain, c.second, nil), vectors.Succession)
	}
	c.add("second root left out", c.line(5, c.one, c.third, nil), vectors.Succession)
}

func (c *chains) badRoots(f charter.Fingerprint) {
	c.add("successions in another order", c.line(5, []charter.Predecessor{c.two[1], c.two[0]}, c.third, nil), vectors.Bureau)
	c.add("first root left out", c.line(5, c.two[1:], c.third, nil), vectors.Bureau)
	c.add("successor without its predecessors", c.line(4, []charter.Predecessor{}, c.second, nil), vectors.Bureau)
	c.add("bureau of the newest root", c.line(4, c.one, c.second, func(made *charter.Charter) {
		made.Bureau = charter.FingerprintOf(c.second.Public())
	}), vectors.Bureau)
	c.add("root that succeeds itself", c.line(4, must(charter.Succeed(f, nil, c.root, c.root.Public())), c.root, nil), vectors.Roots)
	back := must(charter.Succeed(f, c.one, c.second, c.root.Public()))
	c.add("root that comes back", c.line(5, back, c.root, nil), vectors.Roots)
	c.add("dispatch key is the first of two roots", c.line(4, c.one, c.second, func(made *charter.Charter) { made.Dispatch = c.root.Public() }), vectors.Roots)
	c.add("dispatch key is the second of two roots", c.line(4, c.one, c.second, func(made *charter.Charter) { made.Dispatch = c.second.Public() }), vectors.Roots)
}

func (c *chains) badMembers() {
	good := c.line(4, c.one, c.second, nil)
	object, _, _ := strings.Cut(good, `"}],"serial"`)
	rest := strings.TrimPrefix(good, object)
	rest, _, _ = strings.Cut(rest, `,"signature":"`)
	signer := generator{bureau: bureau{root: c.second}}
	edit := func(name, from, to string) {
		whole := object + rest
		if strings.Count(whole, from) != 1 {
			panic(name + " stands not once")
		}
		c.add(name, signer.resign(strings.Replace(whole, from, to, 1)), vectors.Malformed)
	}
	edit("unknown member of a predecessor", `"}],"serial"`, `","extra":1}],"serial"`)
	edit("predecessor without a signature", object[strings.Index(object, `,"signature":"`):]+`"}]`, `}]`)
	edit("predecessor null", `"predecessors":[{`, `"predecessors":[null,{`)
	short := func(p charter.Predecessor) string { return c.line(4, []charter.Predecessor{p}, c.second, nil) }
	c.add("predecessor's root too short", short(charter.Predecessor{Root: c.one[0].Root[1:], Signature: c.one[0].Signature}), vectors.Malformed)
	c.add("predecessor's signature too long", short(charter.Predecessor{Root: c.one[0].Root, Signature: append([]byte{0}, c.one[0].Signature...)}), vectors.Malformed)
}

// order are pairs of charters. The thief's are what the thief of a root can sign.
func (c *chains) order() []vectors.OrderCase {
	f := c.charter.Bureau
	thief := must(charter.Succeed(f, nil, c.root, c.third.Public()))
	c.add("another succession of the first root", c.line(9, thief, c.third, nil), "")
	c.add("another succession of the second root", c.line(9, must(charter.Succeed(f, thief, c.third, c.second.Public())), c.second, nil), "")
	c.add("one succession, again", c.line(4, c.one, c.second, nil), "")
	c.add("one succession, renewed", c.line(5, c.one, c.second, nil), "")
	stranger := &generator{}
	stranger.makeBureau()
	c.add("of a stranger", string(stranger.line), "")
	const highest = "serial 2^53-1"
	return []vectors.OrderCase{
		{Known: "good", Next: "good", Error: vectors.Same},
		{Known: "good", Next: highest},
		{Known: highest, Next: "good", Error: vectors.Older},
		{Known: "good", Next: "one succession"},
		{Known: highest, Next: "a succession with a lower serial"},
		{Known: "good", Next: "two successions"},
		{Known: "one succession", Next: "two successions"},
		{Known: "one succession", Next: "one succession, renewed"},
		{Known: "one succession, renewed", Next: "one succession", Error: vectors.Older},
		{Known: "one succession", Next: "one succession, again", Error: vectors.Other},
		{Known: "one succession", Next: "good", Error: vectors.Succeeded},
		{Known: "a succession with a lower serial", Next: highest, Error: vectors.Succeeded},
		{Known: "two successions", Next: "one succession, renewed", Error: vectors.Succeeded},
		{Known: "one succession", Next: "another succession of the first root", Error: vectors.Rival},
		{Known: "another succession of the first root", Next: "one succession", Error: vectors.Rival},
		{Known: "one succession", Next: "another succession of the second root", Error: vectors.Rival},
		{Known: "two successions", Next: "another succession of the first root", Error: vectors.Rival},
		{Known: "good", Next: "of a stranger", Error: vectors.Foreign},
	}
}
