package reporter_test

import (
	"slices"
	"testing"

	"luwte/crypto/charter"
	"luwte/internal/reporter"
)

func TestSignals_OfAHint_AreItsLinesWithADash(t *testing.T) {
	topic := charter.Topic{Hint: charter.Texts{"en": "What it is.\n- One sign.\n- Another.\nMore of it."}}
	hint, signals := reporter.Signals(topic, "nl")
	if hint != "What it is. More of it." || !slices.Equal(signals, []string{"One sign.", "Another."}) {
		t.Errorf("%q, %q", hint, signals)
	}
}

func TestBestTopic_AmongEquals_IsTheOneThatWeighsMost(t *testing.T) {
	for _, c := range []struct {
		counts []int
		want   int
	}{{nil, -1}, {[]int{0, 0}, -1}, {[]int{2, 1, 0}, 0}, {[]int{1, 1, 0, 0}, 1}, {[]int{1, 0, 1, 1}, 2}, {[]int{0, 0, 2}, 2}, {[]int{1}, 0}} {
		if got := reporter.BestTopic(c.counts); got != c.want {
			t.Errorf("%v: %d", c.counts, got)
		}
	}
}
