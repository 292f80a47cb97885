package server_test

import (
	"bytes"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"luwte/crypto/charter"
	"luwte/internal/testbureau"
	"luwte/server"
	"luwte/web"
)

// plainLanguages are those of the plain page: all is on it once in each.
var plainLanguages = []string{"nl", "en", "pap"}

func TestGetPlain_EveryLinkAndForm_LeadsToWhatItSays(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	if saved := d.do("GET", "/v1/bureaus", nil).body; !bytes.Equal(saved, d.line) {
		t.Errorf("before there is a board, %d bytes are saved", len(saved))
	}
	d.put(d.bureau.Dispatch(d.line, 1)).want(t, http.StatusNoContent, "")
	got := d.do("GET", "/plain", nil)
	page := string(got.body)
	if got.status != http.StatusOK || got.header.Get("Content-Security-Policy") != plainPolicy(got.body) {
		t.Errorf("status %d, headers %v", got.status, got.header)
	}
	if other := d.do("GET", "/plain", nil, "Accept-Language", "pap", "User-Agent", "another"); !bytes.Equal(got.body, other.body) {
		t.Error("two visitors get different pages")
	}
	saves := map[string][]byte{"page.html": web.Page(), "bureaus.dat": append(d.line, d.do("GET", d.inboxPath("/board"), nil).body...)}
	links := regexp.MustCompile(`<a href="([^"#]+)" download="([^"]+)">([^<]*)</a>`).FindAllStringSubmatch(page, -1)
	if len(links) != len(saves)*len(plainLanguages) {
		t.Errorf("the links are %q", links)
	}
	for _, link := range links {
		if link[2] != link[3] || !bytes.Equal(d.do("GET", link[1], nil).body, saves[link[2]]) {
			t.Errorf("what is saved as %s from %s is not that", link[2], link[1])
		}
	}
	for _, language := range plainLanguages {
		if words := strings.Join(d.bureau.Fingerprint().Words(language)[:3], " "); !strings.Contains(page, words+" …</small>") {
			t.Errorf("the words of the card are not shown in %s", language)
		}
	}
	form := regexp.MustCompile(`<form action="([^"]+)" method="post" enctype="multipart/form-data">`).FindAllStringSubmatch(page, -1)
	if len(form) != len(plainLanguages) || form[0][1] != d.inboxPath("/parcels") {
		t.Errorf("the forms are %q", form)
	}
	if strings.Contains(page, "<script") {
		t.Error("there is a script")
	}
}

func TestGetPlain_NoBureau_SaysSo(t *testing.T) {
	d := newEmptyDrop(t, server.DefaultLimits)
	d.do("GET", "/plain", nil).want(t, http.StatusOK, "No bureau takes reports here yet")
}

// TestGetPlain_HostileName: a bureau's name cannot become markup, hide the others by its length, or change the direction of what is beside it.
func TestGetPlain_HostileName_HarmsNobody(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	hostile := testbureau.New()
	const markup = `</bdi></form><script>alert(1)</script><form action="http://evil"><a href="javascript:x">`
	hostile.Charter.Name = charter.Texts{
		"nl":  markup,
		"en":  "\u200f\u061crtl two lines" + strings.Repeat("\u0316long ", 30000),
		"pap": "שם " + strings.Repeat("א", 200),
	}
	other := d.of(hostile)
	d.add(other.line)
	page := string(d.do("GET", "/plain", nil).body)
	for _, part := range []string{"<script", `"http://evil"`, `href="javascript`, "\u200f", "\u061c"} {
		if strings.Contains(page, part) {
			t.Errorf("the page has %q", part)
		}
	}
	names := regexp.MustCompile(`<bdi>(.*?)</bdi>`).FindAllStringSubmatch(page, -1)
	if len(names) != 2*len(plainLanguages) {
		t.Fatalf("%d names", len(names))
	}
	if forms := strings.Count(page, "<form "); forms != 2*len(plainLanguages) || strings.Count(page, "</form>") != forms {
		t.Errorf("%d forms", forms)
	}
	if len(page) > 20000 {
		t.Errorf("the page has %d bytes", len(page))
	}
	if !strings.Contains(page, "<bdi>Proefbureau</bdi>") || !strings.Contains(page, "&lt;script&gt;") || !strings.Contains(page, "two lines") {
		t.Error("a name is not shown as what it is")
	}
}

// TestGetPlain_NameOfPiledMarks: marks above and below a letter stand on the lines of others.
func TestGetPlain_NameOfPiledMarks_KeepsTwoOnALetter(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	hostile := testbureau.New()
	hostile.Charter.Name = charter.Texts{
		"nl":  "e" + strings.Repeat("\u0316\u20dd", 40) + "n",
		"en":  strings.Repeat("\u0316", 80),
		"pap": "ệ Vi\u1ec7t e\u0323\u0302 \u115f" + strings.Repeat("\u0316\u115f", 30), // U+115F is seen nowhere
	}
	d.add(hostile.CharterLine())
	page := string(d.do("GET", "/plain", nil).body)
	for _, name := range []string{"e\u0316\u20ddn", "\u0316\u0316", "ệ Vi\u1ec7t e\u0323\u0302 \ufffd" + strings.Repeat("\u0316\ufffd", 30)} {
		if !strings.Contains(page, "<bdi>"+name+"</bdi>") {
			t.Errorf("no name is %q: %q", name, regexp.MustCompile(`<bdi>(.*?)</bdi>`).FindAllString(page, -1))
		}
	}
}
