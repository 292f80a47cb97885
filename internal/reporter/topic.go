package reporter

import (
	"slices"
	"strings"

	"luwte/crypto/charter"
)

// signalMark begins a line of a topic's hint that is a signal: something by which one recognises that it is one's own case.
const signalMark = "- "

// Signals returns a topic's hint without its signals, on one line, and the signals.
func Signals(t charter.Topic, language string) (hint string, signals []string) {
	var rest []string
	for _, line := range strings.Split(t.Hint.In(language), "\n") {
		if signal, ok := strings.CutPrefix(line, signalMark); ok {
			signals = append(signals, signal)
		} else {
			rest = append(rest, line)
		}
	}
	return strings.Join(rest, " "), signals
}

// BestTopic returns the index of the topic of which most signals were recognised, by how many of each; among equals the one that weighs
// most, which forms put last but for "something else". It is -1 if none was.
func BestTopic(recognised []int) int {
	if len(recognised) == 0 {
		return -1
	}
	most := slices.Max(recognised)
	if most == 0 {
		return -1
	}
	for i := len(recognised) - 2; i >= 0; i-- {
		if recognised[i] == most {
			return i
		}
	}
	return len(recognised) - 1
}
