package evidence_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"testing/iotest"

	"luwte/internal/desk/evidence"
	"luwte/internal/fuzzing"
)

var files = []struct {
	name  string
	data  func(t *testing.T) []byte
	class evidence.Class
	codes string
}{
	{"brief.pdf", text("<!DOCTYPE html><html><script>alert(1)</script>"), evidence.HTML, "mismatch, saved html"},
	{"page.html", text("<html><body onload=alert(1)>"), evidence.HTML, "saved html"},
	{"logo.svg", text(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), evidence.SVG, "saved svg"},
	{"logo.png", text(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), evidence.SVG, "mismatch, saved svg"},
	{"brief.docm", archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), evidence.Office, "saved office, macros"},
	{"brief.docx", archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), evidence.Office, "saved office, macros"},
	{"brief.xlsx", archive("[Content_Types].xml", "xl/workbook.xml"), evidence.Office, "saved office"},
	{"brief.rtf", text(`{\rtf1{\object\objdata 01}}`), evidence.Office, "saved office, macros"},
	{"brief.doc", text("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)), evidence.Office, "saved office"},
	{"all.zip", archive("a.txt"), evidence.Archive, "saved archive"},
	{"photo.jpg", archive("a.txt"), evidence.Archive, "mismatch, saved archive"},
	{"bomb.zip", zipBomb, evidence.Archive, "saved archive"},
	{"foto.jpg", text("MZ\x90\x00\x03\x00\x00\x00"), evidence.Executable, "mismatch, saved executable"},
	{"run", text("\x7fELF\x02\x01\x01\x00"), evidence.Executable, "saved executable"},
	{"read.txt", text("#!/bin/sh\nrm -rf /\n"), evidence.Script, "mismatch, saved script"},
	{"data.xml", text(`<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>`), evidence.XML, "saved xml"},
	{"empty.pdf", text(""), evidence.Empty, "saved empty"},
	{"noise", text("\x00\x01\x02\x03\x04"), evidence.Unknown, "saved other"},
	{"scan.jpg", text("%PDF-1.7\n1 0 obj<</S/JavaScript>>"), evidence.PDF, "mismatch, active"},
	{"photo.png", func(t *testing.T) []byte { return append(pngOf(t), zipOf(t, "a.exe")...) }, evidence.PNG, "polyglot"},
	{"photo.jpg", pngOf, evidence.PNG, "mismatch"},
	{"NOTE.TXT", text("Beste mevrouw,"), evidence.Text, ""},
	{"note.csv", text("a;b\n1;2\n"), evidence.Text, ""},
	{"note", text("{\"a\": 1}"), evidence.Text, ""},
}

func text(s string) func(*testing.T) []byte { return func(*testing.T) []byte { return []byte(s) } }

func archive(names ...string) func(*testing.T) []byte {
	return func(t *testing.T) []byte { return zipOf(t, names...) }
}

func TestExamine_EachKind_IsToldByContent(t *testing.T) {
	for _, f := range files {
		data := f.data(t)
		got, err := evidence.Examine(f.name, iotest.OneByteReader(bytes.NewReader(data[:min(len(data), 2000)])))
		if len(data) > 2000 {
			got, err = evidence.Examine(f.name, bytes.NewReader(data))
		}
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(data)
		if got.Class != f.class || got.Size != int64(len(data)) || got.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("%s: %s, %s, %d, %s", f.name, got.Class, got.Type, got.Size, got.SHA256)
		}
		var codes []string
		for _, r := range got.Remarks {
			codes = append(codes, r.Code)
		}
		if joined := strings.Join(codes, ", "); joined != f.codes {
			t.Errorf("%s: %q, expected %q", f.name, joined, f.codes)
		}
	}
}

// TestClean_WhatIsOnlySaved_IsNotRead: Clean does not so much as touch a file that is only saved.
func TestClean_WhatIsOnlySaved_IsNotRead(t *testing.T) {
	for _, f := range files {
		found, err := evidence.Examine(f.name, bytes.NewReader(f.data(t)))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(f.codes, "saved") {
			continue
		}
		var c evidence.Cleaner
		remarks, err := c.Clean(t.Context(), found, nil, func(evidence.Copy) error { t.Errorf("%s was copied", f.name); return nil })
		if err != nil || len(remarks) > 0 {
			t.Errorf("%s: %v, %v", f.name, remarks, err)
		}
	}
}

func TestRemark_InBothLanguages_SaysWhatItIs(t *testing.T) {
	found, err := evidence.Examine("brief.pdf", strings.NewReader("<html>"))
	if err != nil {
		t.Fatal(err)
	}
	for language, want := range map[string]string{
		"nl": "De naam eindigt op .pdf, maar de inhoud is een webpagina (HTML).", "en": "The name ends in .pdf, but the content is a web page (HTML).",
	} {
		if got := found.Remarks[0].In(language); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s", language, got)
		}
	}
}

// FuzzExamine: no bytes make it panic, and no bytes make it take time out of proportion.
func FuzzExamine(f *testing.F) {
	for _, file := range files[:6] {
		fuzzing.Add(f, 5, file.name, []byte("<html>%PDF-PK\x05\x06"))
	}
	for _, start := range []string{"PK\x03\x04", "\x89PNG\r\n\x1a\n", "%PDF-1.7", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "\xff\xd8\xff", "RIFF\x00\x00\x00\x00WEBP", "{\"a\":", "<?xml "} {
		fuzzing.Add(f, 5, "a.pdf", []byte(start))
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		got, err := evidence.Examine(name, bytes.NewReader(data))
		if err != nil || got.Size != int64(len(data)) || got.Type == "" || got.Class.In("nl") == "" {
			t.Errorf("%+v, %v", got, err)
		}
		for _, r := range got.Remarks {
			if r.In("nl") == "" || r.In("en") == "" || strings.Contains(r.In("en"), "%!") {
				t.Errorf("%s is said as %q", r.Code, r.In("en"))
			}
		}
	})
}
