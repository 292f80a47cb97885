package server_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"luwte/crypto/parcel"
	"luwte/internal/testbureau"
	"luwte/server"
)

// TestPost_FormOfHeadersOrEmptyParts: what a form may make the drop keep or do is bounded by what it sends.
func TestPost_FormOfHeadersOrEmptyParts_IsRefusedCheaply(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	const part = "--b\r\nContent-Disposition: form-data; name=parcel\r\n"
	for name, c := range map[string]struct {
		body   string
		status int
	}{
		"empty parts":            {strings.Repeat(part+"\r\n\r\n", 20000) + "--b--\r\n", http.StatusRequestEntityTooLarge},
		"many headers":           {part + strings.Repeat("X-A: "+strings.Repeat("y", 900)+"\r\n", 2000), http.StatusBadRequest},
		"a long header":          {part + "X-A: " + strings.Repeat("y", 2<<20), http.StatusBadRequest},
		"much before the first":  {strings.Repeat("words\r\n", 300000) + part, http.StatusBadRequest},
		"headers in the second":  {part + "\r\n\r\n" + part + strings.Repeat("X-A: "+strings.Repeat("y", 900)+"\r\n", 2000), http.StatusBadRequest},
		"one long word, no line": {strings.Repeat("y", 2<<20), http.StatusBadRequest},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			got := d.do("POST", d.inboxPath("/parcels"), strings.NewReader(c.body), "Content-Type", "multipart/form-data; boundary=b")
			runtime.ReadMemStats(&after)
			got.want(t, c.status, "Not sent")
			if mib := (after.TotalAlloc - before.TotalAlloc) >> 20; mib > 8 {
				t.Errorf("it made the drop allocate %d MiB", mib)
			}
		})
	}
}

// TestPost_FormWithALongFieldAndSeveralParcels: what is bounded is what stands between contents, not the contents.
func TestPost_FormWithALongFieldAndSeveralParcels_IsKept(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	var body strings.Builder
	fmt.Fprintf(&body, "--b\r\nContent-Disposition: form-data; name=words\r\n\r\n%s\r\n", strings.Repeat("long ", 50000))
	var ids []parcel.ID
	for n := range uint64(20) {
		data := testbureau.Rubbish(n)
		ids = append(ids, parcel.IDOf(data))
		fmt.Fprintf(&body, "--b\r\nContent-Disposition: form-data; name=parcel; filename=x\r\nX-A: %s\r\n\r\n%s\r\n", strings.Repeat("y", 3000), data)
	}
	body.WriteString("--b--\r\n")
	got := d.do("POST", d.inboxPath("/parcels"), strings.NewReader(body.String()), "Content-Type", "multipart/form-data; boundary=b")
	got.want(t, http.StatusCreated, "Received")
	d.wantState(1, 0, ids...)
}

// TestPost_FormOfRubbish: what is no parcel must not be a cheaper way to hold a place than parcels are.
func TestPost_FormOfRubbish_IsReadNoFurtherThanItIsPaidFor(t *testing.T) {
	const size = 280 << 20
	d := newDrop(t, limits(func(l *server.Limits) { l.Burst, l.Rate = 5, 0.001 }))
	const part, end = "--b\r\nContent-Disposition: form-data; name=%s\r\n\r\n%s", "\r\n--b--\r\n"
	one := testbureau.Rubbish(1)
	first := fmt.Sprintf(part, "parcel", one) + "\r\n"
	for _, c := range []struct {
		name, before, field, has string
		status                   int
	}{
		// 5 tokens: one for the parcel, four for a megabyte
		{"after a parcel", first, "parcel", "<li>File 1: arrived.</li><li>File 2: This is not a sealed report: choose the file that the page or luwte-report has made.</li>" +
			"<li>The rest did not arrive. Too much in this form is no sealed report", http.StatusUnsupportedMediaType},
		{"the next one", "", "parcel", "<h1>Not sent</h1><ul><li>File 1: This is not a sealed report: choose the file that the page or luwte-report has made.</li>" +
			"<li>Too many at once", http.StatusUnsupportedMediaType},
		{"in another field", "", "words", "<h1>Not sent</h1><ul><li>Too many at once", http.StatusTooManyRequests},
	} {
		t.Run(c.name, func(t *testing.T) {
			head := c.before + fmt.Sprintf(part, c.field, "")
			got, sent := d.postLong(t, len(head)+size+len(end), io.MultiReader(strings.NewReader(head), io.LimitReader(letters{}, size), strings.NewReader(end)))
			got.want(t, c.status, c.has)
			if sent > size/4 { // what the system holds in between is some megabytes
				t.Errorf("%d bytes went", sent)
			}
		})
	}
	d.wantState(1, 0, parcel.IDOf(one))
}

// TestPost_FormOfShortParcels: one that is a byte too short costs as much as a whole one.
func TestPost_FormOfShortParcels_IsRefusedWithTheTokensSpent(t *testing.T) {
	d := newDrop(t, limits(func(l *server.Limits) { l.Burst, l.Rate = 2, 0.001 }))
	fixtures := map[string][]byte{"one": testbureau.Rubbish(1), "short": testbureau.Rubbish(2)[:parcel.Size-1]}
	got := d.do("POST", d.inboxPath("/parcels"), readerOf(form(fixtures, "short short short one")), "Content-Type", "multipart/form-data; boundary=b")
	got.want(t, http.StatusBadRequest, "<li>File 3: This is no sealed report, or not all of it: choose the file that the page or luwte-report has made.</li><li>Too many at once")
	d.wantState(1, 0)
}

// TestPost_FormWithAPhotographFirst: a file chosen by mistake, within what a form may have of it.
func TestPost_FormWithAPhotographFirst_TakesTheParcelAfterIt(t *testing.T) {
	d := newDrop(t, server.DefaultLimits)
	fixtures := map[string][]byte{"one": testbureau.Rubbish(1), "photograph": bytes.Repeat([]byte("photograph"), 90_000)}
	got := d.do("POST", d.inboxPath("/parcels"), readerOf(form(fixtures, "photograph one")), "Content-Type", "multipart/form-data; boundary=b")
	got.want(t, http.StatusUnsupportedMediaType, "<li>File 2: arrived.</li></ul>")
	d.wantState(1, 0, parcel.IDOf(fixtures["one"]))
}

// postLong posts a form that may not be read to its end, and returns the answer and how many bytes went.
func (d *drop) postLong(t *testing.T, length int, body io.Reader) (got reply, sent int64) {
	conn, err := net.Dial("tcp", d.front)
	must(t, err)
	defer conn.Close()
	fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: d\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: %d\r\n\r\n", d.inboxPath("/parcels"), length)
	done := make(chan int64)
	go func() {
		n, _ := io.Copy(conn, body)
		done <- n
	}()
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	must(t, err)
	text, err := io.ReadAll(resp.Body)
	must(t, err)
	must(t, conn.Close())
	return reply{resp.StatusCode, resp.Header, text}, <-done
}

// letters is an endless text.
type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}
