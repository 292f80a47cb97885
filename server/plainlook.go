package server

import (
	"bytes"
	"slices"
)

var (
	lineEnd = []byte("\r\n")
	headEnd = []byte("\r\n\r\n")

	plainMethod  = []byte("GET ")
	plainVersion = []byte(" HTTP/1.1")
)

// plainHeaders are what browsers, luwte-report and curl send with a look, none of which changes the answer. With any other header, or one that is written
// otherwise than they do, it is no plain look.
var plainHeaders = []string{
	"accept", "accept-encoding", "accept-language", "cache-control", "cookie", "dnt", "pragma", "priority", "referer",
	"sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site", "sec-fetch-user", "sec-gpc", "upgrade-insecure-requests", "user-agent",
}

// parseLook returns the path of a request that is a whole GET without a body, with one Host and nothing else that net/http would treat in any way of its own. It says
// no in every case of doubt: then net/http decides. FuzzParseLook compares the two. It copies nothing of the request.
func parseLook(request []byte) (path []byte, ok bool) {
	if bytes.Index(request, headEnd) != len(request)-len(headEnd) || !bytes.HasPrefix(request, plainMethod) {
		return nil, false
	}
	line, rest, _ := bytes.Cut(request, lineEnd)
	path, ok = bytes.CutSuffix(line[len(plainMethod):], plainVersion)
	if !ok || len(path) == 0 || path[0] != '/' {
		return nil, false
	}
	hosts := 0
	for len(rest) > len(lineEnd) {
		line, rest, _ = bytes.Cut(rest, lineEnd)
		name, value, found := bytes.Cut(line, []byte(": "))
		switch {
		case !found || !printable(value):
			return nil, false
		case named(name, "host"):
			if hosts++; !plainHost(value) {
				return nil, false
			}
		case named(name, "connection"):
			if string(value) != "keep-alive" {
				return nil, false
			}
		case !slices.ContainsFunc(plainHeaders, func(known string) bool { return named(name, known) }):
			return nil, false
		}
	}
	return path, hosts == 1
}

// named says whether a header's name is the one that is given in small letters.
func named(name []byte, known string) bool {
	if len(name) != len(known) {
		return false
	}
	for i, c := range name {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != known[i] {
			return false
		}
	}
	return true
}

func printable(value []byte) bool {
	return !slices.ContainsFunc(value, func(c byte) bool { return c < ' ' || c > '~' })
}

// plainHost says whether a value is made of what names and addresses are made of.
func plainHost(value []byte) bool {
	return len(value) > 0 && !slices.ContainsFunc(value, func(c byte) bool {
		return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '.' && c != '-' && c != ':'
	})
}
