package server

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"strings"
	"unicode"

	"luwte/crypto/charter"
)

// The plain page is for Tor Browser's level Safest, where scripts are off: why they are needed, what to save for sealing without a connection, and a
// form for each bureau that takes what was sealed. Unlike the page it differs from drop to drop; it is the same for every visitor, and has no script.

var (
	//go:embed plain.html
	plainSource string
	//go:embed plain.css
	plainStyle string

	plainPage   = template.Must(template.New("plain").Parse(strings.Replace(plainSource, "/* plain.css */", plainStyle, 1)))
	plainPolicy = "default-src 'none'; style-src '" + plainHash(plainStyle) + "'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

func plainHash(style string) string {
	sum := sha256.Sum256([]byte(style))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// plainBureau is a bureau as the plain page shows it.
type plainBureau struct {
	charter *charter.Charter
	Inbox   string
	Number  int // from 1
}

// maxPlainName is how much of a name is shown, in characters: a bureau must not crowd out the others.
const maxPlainName = 80

// maxMarks is how many marks a character of a name may bear, as the languages that have them need; a pile of them paints over the neighbours.
const maxMarks = 2

// Name is a bureau's name in a language, on one line and without characters that change how others are shown.
func (b plainBureau) Name(language string) string {
	marks := 0
	name := []rune(strings.Map(func(r rune) rune {
		if !unicode.In(r, unicode.Mn, unicode.Me) {
			marks = 0
		} else if marks++; marks > maxMarks {
			return -1
		}
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.C, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point):
			return unicode.ReplacementChar
		}
		return r
	}, b.charter.Name.In(language)))
	if len(name) > maxPlainName {
		name = append(name[:maxPlainName], '…')
	}
	return string(name)
}

// Words are the first words on the bureau's card, by which two of one name are told apart.
func (b plainBureau) Words(language string) string {
	return strings.Join(b.charter.Words(language)[:3], " ")
}

func (p *public) plainPage() []byte {
	var bureaus []plainBureau
	for i, in := range p.shown() {
		bureaus = append(bureaus, plainBureau{p.inboxes[in].charter, in.String(), i + 1})
	}
	var page bytes.Buffer
	if err := plainPage.Execute(&page, bureaus); err != nil {
		return nil // as nothing that a charter says can bring about
	}
	return page.Bytes()
}

// getPlain serves the plain page.
func (d *Drop) getPlain(*http.Request) answer { return d.public.Load().plainAnswer() }

func (p *public) plainAnswer() answer {
	if p.plain == nil {
		return sentence(refuseInternal)
	}
	return answer{status: http.StatusOK, kind: typeHTML, policy: plainPolicy, body: p.plain}
}
