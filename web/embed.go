// Package web carries the page that a drop serves: one HTML file with its script and style inside, built by `npm run build`.
//
// The page is the same for every drop in the world; what differs is in the charters. It trusts nothing that a drop sends but what is
// signed under a bureau's root key. The drop imports it, and the
// reporter's client, which compares a served page with its own.
package web

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"html"
	"slices"
	"strings"
)

//go:embed dist/index.html
var page []byte

const (
	policyStart = `<meta http-equiv="Content-Security-Policy" content="`
	policyEnd   = `">`
)

var policy = policyOf(string(page))

// Page returns the bytes of the page, a copy of the caller's own, to be served as `text/html; charset=utf-8`.
func Page() []byte { return slices.Clone(page) }

// Policy returns the value for the Content-Security-Policy header: the policy in the page's own meta element, which names script and
// style by their hashes, and frame-ancestors, which browsers heed in a header only.
func Policy() string { return policy }

// Hash returns the SHA-256 of the page in lower-case hex, as in the release notes and in the charters' pages.
func Hash() string {
	sum := sha256.Sum256(page)
	return hex.EncodeToString(sum[:])
}

// policyOf panics on a page without a policy: such a build must not start.
func policyOf(page string) string {
	_, rest, found := strings.Cut(page, policyStart)
	value, _, closed := strings.Cut(rest, policyEnd)
	if !found || !closed {
		panic("web: the page has no content security policy; build it again with `npm run build`")
	}
	return html.UnescapeString(value) + "; frame-ancestors 'none'"
}
