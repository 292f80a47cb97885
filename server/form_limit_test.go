package server_test

import (
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"luwte/crypto/parcel"
	"luwte/internal/testbureau"
	"luwte/server"
)

// TestPost_HostileForms: what a form may make the drop keep or do is bounded by what it sends.
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

// TestPost_FormWithLongField: what is bounded is what stands between contents, not the contents.
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
