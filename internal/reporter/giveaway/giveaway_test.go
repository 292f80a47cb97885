package giveaway_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"luwte/internal/fuzzing"
	"luwte/internal/reporter/giveaway"
)

// cases are the page's too.
func cases(t *testing.T) (c struct {
	StandsOut []struct{ Kind, Text, Begins string }
	Harmless  []string
}) {
	t.Helper()
	data, err := os.ReadFile("../../../web/test/giveaway.json")
	if err == nil {
		err = json.Unmarshal(data, &c)
	}
	if err != nil || len(c.StandsOut) < 30 || len(c.Harmless) < 8 {
		t.Fatalf("%d and %d cases, %v", len(c.StandsOut), len(c.Harmless), err)
	}
	return c
}

func TestFind_WhatThePageFinds_IsFound(t *testing.T) {
	for _, c := range cases(t).StandsOut {
		got := giveaway.Find(c.Text)
		if len(got) != 1 || got[0].Kind != c.Kind || !strings.HasPrefix(got[0].Text, c.Begins) {
			t.Errorf("%q: %q, expected %s, %q", c.Text, got, c.Kind, c.Begins)
		}
	}
}

func TestFind_WhatThePagePassesOver_IsPassedOver(t *testing.T) {
	for _, text := range cases(t).Harmless {
		if got := giveaway.Find(text); len(got) > 0 {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func TestFind_Several_AreEachSaidOnceInAFixedOrder(t *testing.T) {
	got := giveaway.Find("Om 14:35 belde hij. Ik ben Jan. Mail jan@example.nl of jan@example.nl, alleen ik weet het. Om 14:35!")
	want := []giveaway.Found{{"name", "Ik ben Jan"}, {"only", "alleen ik"}, {"email", "jan@example.nl"}, {"time", "14:35"}}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	for _, f := range giveaway.Find("1112223330 en 12 111222333, of 06 12 34 56 78.") {
		if f.Kind == "bsn" && f.Text != "111222333" {
			t.Errorf("%q", f)
		}
	}
}

func FuzzFind(f *testing.F) {
	fuzzing.Add(f, 200, "Om 14:35 belde hij. Ik ben Jan.")
	fuzzing.Add(f, 200, "é\xff12 maart\x00 06-12345678 ÿ@ÿ.é")
	f.Fuzz(func(t *testing.T, text string) {
		for _, found := range giveaway.Find(text) {
			if !strings.Contains(text, found.Text) || !slices.Contains(giveaway.Kinds, found.Kind) {
				t.Errorf("%q", found)
			}
		}
	})
}
