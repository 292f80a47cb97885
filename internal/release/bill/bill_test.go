package bill_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"luwte/internal/release"
	"luwte/internal/release/bill"
)

const root = "../../.."

// machines are those of the Makefile; a release's own bill is made of what was built for them.
var machines = []string{"linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64", "windows-amd64"}

// TestLicences_OfEverythingBuiltIn_AreThereAndAllowed: every module of every program on every system, and every package of the page.
func TestLicences_OfEverythingBuiltIn_AreThereAndAllowed(t *testing.T) {
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil || !strings.Contains(string(makefile), "machines := "+strings.Join(machines, " ")+"\n") {
		t.Fatalf("the Makefile builds for other machines (%v)", err)
	}
	parts, err := bill.Packages(root)
	if err != nil || len(parts) < 7 {
		t.Fatalf("%d packages, %v", len(parts), err)
	}
	for _, m := range machines {
		system, machine, _ := strings.Cut(m, "-")
		modules, err := bill.Modules(root, system, machine)
		if err != nil || len(modules) < 15 {
			t.Fatalf("%s: %d modules, %v", m, len(modules), err)
		}
		parts = append(parts, modules...)
	}
	for _, p := range parts {
		if err := p.CheckLicence(); err != nil {
			t.Errorf("%v (texts: %d)", err, len(p.Texts))
		}
	}
	for _, name := range []string{"github.com/inconshreveable/mousetrap", "github.com/landlock-lsm/go-landlock", "filippo.io/age", "@noble/post-quantum"} { // of one system, of one program
		if !slices.ContainsFunc(parts, func(c bill.Component) bool { return c.Name == name }) {
			t.Errorf("%s is not seen", name)
		}
	}
}

func TestCheckLicence_NoneOrNotAllowed_IsRefused(t *testing.T) {
	for licence, right := range map[string]bool{
		"MIT": true, "BSD-3-Clause AND MIT": true, "BSD-3-Clause OR GPL-2.0-only": true, "(BSD-3-Clause OR GPL-2.0-only) AND MIT": true,
		"": false, "GPL": false, "GPL AND MIT": false, "BSD-4-Clause": false, "LGPL OR GPL": false, "MIT AND (LGPL OR GPL)": false, "MPL-2.0": false,
	} {
		c := bill.Component{Name: "x", Licence: licence}
		if err := c.CheckLicence(); (err == nil) != right || !right && !errors.Is(err, bill.ErrLicence) {
			t.Errorf("%q: %v", licence, err)
		}
	}
}

func TestIdentify_Texts_AreKnownByWhatTheySay(t *testing.T) {
	const (
		mit  = "MIT License\n\nPermission is hereby granted, free of charge, to any person obtaining\na copy of this software and associated documentation"
		bsd2 = "Redistribution and use in source and\nbinary forms, with or without modification, are permitted"
		bsd3 = bsd2 + "\nNeither the name of X nor the names of its contributors may be used to endorse or promote products derived from this software"
		isc  = "Permission to use, copy, modify, and distribute this software for any purpose with or without fee is hereby granted, provided that the above copyright notice"
	)
	for text, want := range map[string]string{
		mit: "MIT", bsd2: "BSD-2-Clause", bsd3: "BSD-3-Clause", isc: "ISC", bsd2 + " All advertising materials mentioning features": "BSD-4-Clause",
		mit + "\n" + bsd3: "MIT AND BSD-3-Clause", mit + " the GNU General Public License": "MIT AND GPL", "All rights reserved.": "", "": "",
		"/* SPDX-License-Identifier: BSD-3-Clause OR GPL-2.0-only */\n" + mit: "BSD-3-Clause OR GPL-2.0-only",
	} {
		if got := bill.Identify(text); got != want {
			t.Errorf("%q for %q, expected %q", got, text, want)
		}
	}
}

// A licence beside a package that is built in counts as well as that of its module; one beside another package does not.
func TestTextsOf_LicenceBesideAPackage_IsCollected(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"LICENSE": "a", "a/b/COPYING.txt": "b", "a/licence.go": "no", "c/LICENSE": "c", "NOTICE": "n", "LICENSES/x": "no"} {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	texts, err := bill.TextsOf(dir, []string{filepath.Join(dir, "a", "b"), filepath.Join(dir, "a")})
	want := []bill.Text{{"LICENSE", "a"}, {"NOTICE", "n"}, {"a/b/COPYING.txt", "b"}}
	if err != nil || !slices.Equal(texts, want) {
		t.Errorf("%v, %v", texts, err)
	}
}

// The test's own program is built as no release is; a directory without programs has no bill.
func TestRead_WhatIsNoRelease_IsRefused(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if _, err := bill.Read(dir, root); !errors.Is(err, bill.ErrNoProgram) {
		t.Errorf("an empty directory: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "luwte-desk-linux-amd64"), program, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := bill.Read(dir, root); !errors.Is(err, bill.ErrBuild) {
		t.Errorf("a program that is built otherwise: %v", err)
	}
}

func TestWrite_Twice_GivesTheSameBytesOfTheFormat(t *testing.T) {
	r := &bill.Release{
		Version: "1.0.0", Commit: strings.Repeat("a", 40),
		Programs: []bill.Program{{"luwte-desk-linux-amd64", strings.Repeat("b", 64), []string{"pkg:golang/x@v1"}}},
		Parts:    []bill.Component{{"pkg:golang/x@v1", "x", "v1", "h1:x", "MIT", []bill.Text{{"LICENSE", "Permission, and ©"}}}, {"pkg:npm/%40y/z@1", "@y/z", "1", "sha512-AAEC", "MIT OR GPL", nil}},
	}
	dirs := []string{t.TempDir(), t.TempDir()}
	for _, dir := range dirs {
		if err := r.Write(dir); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{bill.BillFile, bill.LicencesFile} {
		a, errA := release.HashFile(filepath.Join(dirs[0], name))
		b, errB := release.HashFile(filepath.Join(dirs[1], name))
		if err := errors.Join(errA, errB); err != nil || a != b {
			t.Errorf("%s differs (%v)", name, err)
		}
	}
	text, err := os.ReadFile(filepath.Join(dirs[0], bill.BillFile))
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(text, &doc); err != nil || doc["bomFormat"] != "CycloneDX" || doc["serialNumber"] != nil || strings.Contains(string(text), "timestamp") {
		t.Errorf("%v\n%s", err, text)
	}
	for _, s := range []string{`"content": "000102"`, `"expression": "MIT OR GPL"`, `"id": "MIT"`, `"value": "h1:x"`, `"dependsOn": [`} {
		if !strings.Contains(string(text), s) {
			t.Errorf("the bill does not have %s", s)
		}
	}
}
