package courier_test

import (
	"errors"
	"strings"
	"testing"

	"luwte/crypto/canon"
	"luwte/internal/courier"
	"luwte/internal/fuzzing"
)

var (
	f     = strings.Repeat("ab", 32)
	id1   = strings.Repeat("01", 16)
	id2   = strings.Repeat("02", 16)
	right = `{"bureau":"` + f + `","roots":["` + f + `"],"serial":1,"number":2,"parcels":["` + id1 + `","` + id2 + `"]}`
)

func TestState_AnythingButTheOneEncoding_IsRefused(t *testing.T) {
	if _, err := courier.ParseState([]byte(right)); err != nil {
		t.Fatal(err)
	}
	for name, wrong := range map[string]string{
		"empty":           "",
		"html":            "<html></html>",
		"space":           strings.Replace(right, ",", ", ", 1),
		"trailing":        right + "\n",
		"unknown member":  strings.Replace(right, `"serial"`, `"x":1,"serial"`, 1),
		"case":            strings.Replace(right, `"serial"`, `"Serial"`, 1),
		"no roots":        strings.Replace(right, `["`+f+`"]`, "[]", 1),
		"another's root":  strings.Replace(right, `["`+f, `["`+strings.Repeat("cd", 32), 1),
		"no parcels":      strings.Replace(right, `["`+id1+`","`+id2+`"]`, "null", 1),
		"order":           strings.Replace(strings.Replace(strings.Replace(right, id1, "x", 1), id2, id1, 1), "x", id2, 1),
		"doubled":         strings.Replace(right, id2, id1, 1),
		"a path as an id": strings.Replace(right, id1, "../../../../../../../../../../ab", 1),
	} {
		if _, err := courier.ParseState([]byte(wrong)); !errors.Is(err, courier.ErrState) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzState(f *testing.F) {
	fuzzing.Add(f, 300, []byte(right))
	fuzzing.Add(f, 300, []byte(`{"bureau":"","roots":[],"serial":0,"number":0,"parcels":[]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := courier.ParseState(data)
		if err != nil {
			return
		}
		if again, err := canon.Marshal(s); err != nil || string(again) != string(data) {
			t.Errorf("%q became %q, %v", data, again, err)
		}
	})
}
