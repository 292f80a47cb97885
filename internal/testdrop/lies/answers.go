package lies

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"luwte/crypto/parcel"
	"luwte/internal/testdrop"
)

// fates are how an answer can fail, by what it answers: a parcel may have arrived whatever comes back.
func fates(to string) (status, lost, strange string) {
	if to == Parcels {
		return Unsure, Unsure, Unsure
	}
	return Refused, Lost, Strange
}

// Answers are lies that the answer to any request can be told with. Of requests that are none of this package's, Look says whether one goes through all the same.
func Answers(to string) []Lie {
	status, lost, strange := fates(to)
	endless := lie(to, "without end", strange, raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", []byte("1000\r\n"+strings.Repeat("x", 0x1000)+"\r\n"))).heavy()
	if to == Board { // the other bureaus are as they were
		endless.Look, endless.Turn, endless.Report = BadBoard, BadBoard, Through
	}
	all := []Lie{
		endless,
		lie(to, "with headers that nobody asked for", Through, headers),
		lie(to, "sent away", lost, func(*Truth) testdrop.Meddler {
			return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { testdrop.Cut(w) }
		}),
		lie(to, "of another kind", Through, honestly(func(h http.Header) { h.Set("Content-Type", "text/html") })),
		lie(to, "longer than its length", lost, raw("HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\nshort", nil)),
		lie(to, "that is no HTTP", lost, raw("Type your code here\r\n\r\n", nil)).onPage(map[string]string{Charters: NoBureau, Board: BadBoard, Parcels: Unsure}[to]), // browsers take it for HTTP/0.9
		lie(to, "of two lengths", lost, raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nshorts", nil)),
		lie(to, "with headers without end", lost, raw("HTTP/1.1 200 OK\r\n", []byte("X-More: "+strings.Repeat("x", 1000)+"\r\n"))),
		lie(to, "with a header without end", lost, raw("HTTP/1.1 200 OK\r\nX-More: ", []byte(strings.Repeat("x", 1000)))),
		lie(to, "with hints without end", lost, raw("", []byte("HTTP/1.1 103 Early Hints\r\nLink: </v1/hint>; rel=preload; as=fetch\r\n\r\n"))),
		lie(to, "without a byte", lost, func(*Truth) testdrop.Meddler { return silent }).slow(),
		lie(to, "a byte now and then", lost, func(*Truth) testdrop.Meddler { return drip }).slow(),
		lie(to, "a header's byte now and then", lost, func(*Truth) testdrop.Meddler { return dripHeader }).slow(),
		lie(to, "with words behind it", Through, wordsBehind(pause)),
		lie(to, "with words at once behind it", Through, wordsBehind(0)),
	}
	if to != Parcels {
		p := lie(to, "packed", NoBureau, packed).onPage(Through) // a browser asks for it
		if to == Board {
			p.Look, p.Turn, p.Report = BadBoard, BadBoard, Through
		}
		all = append(all, p)
	}
	for _, s := range []int{204, 401, 403, 407, 451, 500, 503} {
		all = append(all, lie(to, fmt.Sprintf("with status %d", s), status, func(*Truth) testdrop.Meddler {
			return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
				w.Header().Set("WWW-Authenticate", `Basic realm="Type your code here"`)
				w.Header().Set("Retry-After", "1")
				w.WriteHeader(s)
			}
		}))
	}
	for name, location := range redirects { // of which a browser tells the page nothing else
		all = append(all, lie(to, "sent on to "+name, status, redirected(http.StatusFound, location)).onPage(strange),
			lie(to, "sent on whole to "+name, status, redirected(http.StatusTemporaryRedirect, location)).onPage(strange))
	}
	return all
}

// redirects are where a drop may send its visitors, with ELSEWHERE for a place on this machine that must not be visited.
var redirects = map[string]string{
	"the clear net":          "http://ELSEWHERE/v1/charters",
	"another onion service":  "http://2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion/v1/charters",
	"a file":                 "file:///etc/passwd",
	"itself with a question": "/v1/charters?visitor=17",
	"nowhere":                "",
}

func redirected(status int, location string) func(t *Truth) testdrop.Meddler {
	return func(t *Truth) testdrop.Meddler {
		return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
			w.Header().Set("Location", strings.ReplaceAll(location, "ELSEWHERE", t.Elsewhere))
			w.WriteHeader(status)
		}
	}
}

// honestly answers as the drop does, with other headers.
func honestly(change func(h http.Header)) func(t *Truth) testdrop.Meddler {
	return func(*Truth) testdrop.Meddler {
		return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			status, body := testdrop.Recorded(next, r)
			change(w.Header())
			w.WriteHeader(status)
			_, _ = w.Write(body)
		}
	}
}

// headers are all by which a browser can be led, marked or made to remember.
func headers(t *Truth) testdrop.Meddler {
	return honestly(func(h http.Header) {
		for name, value := range map[string]string{
			"Set-Cookie": "visitor=17; Max-Age=9999999", "Strict-Transport-Security": "max-age=9999999; includeSubDomains", "Refresh": "0; url=http://" + t.Elsewhere + "/",
			"Link":                    "<http://" + t.Elsewhere + "/a.css>; rel=preload; as=style, <http://" + t.Elsewhere + ">; rel=preconnect",
			"Content-Security-Policy": "default-src *; report-uri http://" + t.Elsewhere + "/report", "ETag": `"visitor-17"`, "Last-Modified": "Mon, 01 Jan 2024 00:00:17 GMT",
			"Cache-Control": "public, max-age=9999999", "Alt-Svc": `h2="` + t.Elsewhere + `"; ma=9999999`, "Onion-Location": "http://" + t.Elsewhere + "/",
			"Reporting-Endpoints": `default="http://` + t.Elsewhere + `/"`, "Accept-CH": "Sec-CH-UA-Model, Device-Memory, Viewport-Width", "Content-Disposition": "attachment",
			"Accept-Ranges": "bytes", "SourceMap": "http://" + t.Elsewhere + "/map", "Service-Worker-Allowed": "/", "Content-Location": "http://" + t.Elsewhere + "/",
		} {
			h.Set(name, value)
		}
	})(t)
}

// raw answers with these bytes, then with others again and again until the visitor leaves, or with the connection's end.
func raw(head string, again []byte) func(t *Truth) testdrop.Meddler {
	return func(t *Truth) testdrop.Meddler {
		return func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
			conn := hijacked(w, r)
			defer conn.Close()
			_, err := io.WriteString(conn, head)
			for err == nil && again != nil {
				var n int
				n, err = conn.Write(again)
				t.Endless.Add(int64(n))
			}
		}
	}
}

// hijacked returns the connection of a request that has been read.
func hijacked(w http.ResponseWriter, r *http.Request) net.Conn {
	_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, 2*parcel.Size))
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		testdrop.Cut(w)
	}
	return conn
}

func silent(w http.ResponseWriter, r *http.Request, _ http.Handler) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
	testdrop.Cut(w)
}

// pause is between two bytes of a slow answer: well below what a client waits in silence.
const pause = 20 * time.Millisecond

func drip(w http.ResponseWriter, r *http.Request, _ http.Handler) {
	_, _ = io.Copy(io.Discard, r.Body)
	for r.Context().Err() == nil {
		_, _ = io.WriteString(w, "x")
		_ = http.NewResponseController(w).Flush()
		time.Sleep(pause)
	}
}

func dripHeader(w http.ResponseWriter, r *http.Request, _ http.Handler) {
	conn := hijacked(w, r)
	defer conn.Close()
	_, err := io.WriteString(conn, "HTTP/1.1 200 OK\r\nX-More: ")
	for err == nil {
		_, err = io.WriteString(conn, "x")
		time.Sleep(pause)
	}
}

// packed answers with gzip, whether it was asked for or not.
func packed(*Truth) testdrop.Meddler {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		_, body := testdrop.Recorded(next, r)
		var small bytes.Buffer
		z := gzip.NewWriter(&small)
		_, _ = z.Write(body)
		_ = z.Close()
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(small.Bytes())
	}
}

// wordsBehind answers as the drop does, and then with words that nobody asked for.
func wordsBehind(after time.Duration) func(*Truth) testdrop.Meddler {
	return func(*Truth) testdrop.Meddler {
		return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(body))
			status, said := testdrop.Recorded(next, r)
			conn := hijacked(w, r)
			defer conn.Close()
			answer := fmt.Sprintf("HTTP/1.1 %d OK\r\nContent-Length: %d\r\n\r\n%s", status, len(said), said)
			if after > 0 {
				_, _ = io.WriteString(conn, answer)
				answer = ""
				time.Sleep(after)
			}
			_, _ = io.WriteString(conn, answer+"HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\nType your code here or it will be lost\r\n")
			time.Sleep(pause)
		}
	}
}
