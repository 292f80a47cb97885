package bill

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// ErrLicence is returned when a component has no licence, one that is not known, or one under which Luwte cannot hand it on.
var ErrLicence = errors.New("no licence under which it can be handed on with Luwte")

// allowed are the licences that what is built in may have, by their SPDX names. All let a work under EUPL-1.2 contain it when their texts go along.
var allowed = []string{"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "Unlicense"}

// textName is how files are called that say under which conditions something may be handed on, and not files of source.
var textName = regexp.MustCompile(`(?i)^(licen[cs]e|copying|copyright|unlicense|notice|patents)([_-][^.]*)?(\.(txt|md|rst|[a-z]*bsd|mit|apache))?$`)

// marks are passages that only one licence has, in lower case and with single blanks.
var marks = []struct{ licence, passage string }{
	{"Apache-2.0", "apache license version 2.0, january 2004"},
	{"MIT", "permission is hereby granted, free of charge, to any person obtaining a copy of this software"},
	{"CC0-1.0", "cc0 1.0 universal"},
	{"Unlicense", "this is free and unencumbered software released into the public domain"},
	{"MPL-2.0", "mozilla public license version 2.0"},
	{"AGPL", "gnu affero general public license"},
	{"GPL", "gnu general public license"},
	{"LGPL", "gnu lesser general public license"},
}

const (
	bsd      = "redistribution and use in source and binary forms"
	names    = "be used to endorse or promote products derived from"
	adverts  = "all advertising materials mentioning features"
	isc      = "distribute this software for any purpose with or without fee is hereby granted"
	retained = "provided that the above copyright notice"
)

var spdx = regexp.MustCompile(`SPDX-License-Identifier: ([A-Za-z0-9.+() -]+[A-Za-z0-9.+)])`)

// identify returns the SPDX expression of a licence's text: what the text says itself, else all licences whose passages are in it, else "".
func identify(text string) string {
	if said := spdx.FindStringSubmatch(text); said != nil {
		return said[1]
	}
	text = strings.ToLower(strings.Join(strings.Fields(text), " "))
	var found []string
	for _, m := range marks {
		if strings.Contains(text, m.passage) {
			found = append(found, m.licence)
		}
	}
	has := func(passage string) bool { return strings.Contains(text, passage) }
	switch {
	case has(bsd) && has(adverts):
		found = append(found, "BSD-4-Clause")
	case has(bsd) && has(names):
		found = append(found, "BSD-3-Clause")
	case has(bsd):
		found = append(found, "BSD-2-Clause")
	}
	switch {
	case has(isc) && has(retained):
		found = append(found, "ISC")
	case has(isc):
		found = append(found, "0BSD")
	}
	return strings.Join(found, " AND ")
}

// licenceOf returns the SPDX expression of all texts together, "" if there is no licence among them or one that is not known.
func licenceOf(texts []Text) string {
	var all []string
	for _, t := range texts {
		name := strings.ToLower(path.Base(t.Name))
		if strings.HasPrefix(name, "notice") || strings.HasPrefix(name, "patents") {
			continue // they add to a licence
		}
		found := identify(t.Text)
		if found == "" {
			return ""
		}
		if strings.Contains(found, " OR ") {
			found = "(" + found + ")"
		}
		all = append(all, strings.Split(found, " AND ")...)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	if len(all) == 1 {
		return strings.Trim(all[0], "()")
	}
	return strings.Join(all, " AND ")
}

// CheckLicence returns nil if the component may be handed on with Luwte, else ErrLicence. Of licences that one may choose from, one has to be allowed.
func (c *Component) CheckLicence() error {
	for _, all := range strings.Split(c.Licence, " AND ") {
		choice := strings.Split(strings.Trim(all, "()"), " OR ")
		if !slices.ContainsFunc(choice, func(l string) bool { return slices.Contains(allowed, l) }) {
			return fmt.Errorf("%s %s: %w: %q", c.Name, c.Version, ErrLicence, c.Licence)
		}
	}
	return nil
}

// licences is the text with the licences of everything that is built in.
func (r *Release) licences() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "Luwte's programs and its page contain what others wrote, under the licences below. Luwte itself is under EUPL-1.2.\n")
	for _, c := range r.Parts {
		var in []string
		for _, p := range r.Programs {
			if slices.Contains(p.Parts, c.Ref) {
				in = append(in, family(p.Name))
			}
		}
		fmt.Fprintf(&b, "\n%s\n%s %s\nin %s\n%s\n", strings.Repeat("=", 80), c.Name, c.Version, strings.Join(slices.Compact(in), ", "), c.Licence)
		for _, t := range c.Texts {
			fmt.Fprintf(&b, "\n---- %s\n\n%s\n", t.Name, strings.TrimSpace(strings.ReplaceAll(t.Text, "\r\n", "\n")))
		}
	}
	return b.Bytes()
}

// family is the name of a program without the system and machine that it is for.
func family(name string) string {
	if name == PageFile {
		return "the page"
	}
	return strings.Join(strings.SplitN(name, "-", 3)[:2], "-")
}
