package server_test

import (
	"bytes"
	"net/http"
	"testing"

	"luwte/internal/fuzzing"
	"luwte/internal/testbureau"
)

// FuzzPost_Form: whatever comes as a form is answered with a page that says yes or no, and what it says arrived is there.
func FuzzPost_Form(f *testing.F) {
	marks := map[string][]byte{"one": []byte("<ONE>"), "two": []byte("<TWO>"), "parcel": bytes.Repeat([]byte("p"), 5000), "nothing": nil}
	for _, parts := range []string{"one", "field one two", "one+two", "one text two", "nothing", "cut"} {
		fuzzing.Add(f, 30, form(marks, parts))
	}
	d := newFuzzedDrop(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		for mark, data := range map[string][]byte{"<ONE>": testbureau.Rubbish(1), "<TWO>": testbureau.Rubbish(2)} { // the fuzzer is slow with long seeds
			body = bytes.ReplaceAll(body, []byte(mark), data)
		}
		got, err := try(t.Context(), &http.Transport{}, "POST", "http://"+d.front+d.inboxPath("/parcels"), bytes.NewReader(body),
			"Content-Type", "multipart/form-data; boundary=b")
		if err != nil {
			t.Fatal(err)
		}
		arrived, whole := bytes.Contains(got.body, []byte("arrived.")), bytes.Contains(got.body, []byte("<h1>Received</h1>"))
		switch got.status {
		case http.StatusCreated:
			if !arrived || !whole {
				t.Errorf("201 says %s", got.body)
			}
		case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusTooManyRequests:
			if whole {
				t.Errorf("%d says %s", got.status, got.body)
			}
		default:
			t.Errorf("status %d", got.status)
		}
	})
}
