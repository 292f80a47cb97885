package main

import (
	"fmt"
	"math"
	"slices"
)

// series are the figures of a thing that was measured several times.
type series []float64

// median of nothing is NaN.
func (s series) median() float64 {
	if len(s) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(s))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// String is the median and, of several, the least and the greatest.
func (s series) String() string {
	switch len(s) {
	case 0:
		return ""
	case 1:
		return short(s[0])
	}
	return fmt.Sprintf("%s (%s–%s)", short(s.median()), short(slices.Min(s)), short(slices.Max(s)))
}

// short is a number in three digits or a few more.
func short(v float64) string {
	switch abs := math.Abs(v); {
	case abs >= 100:
		return fmt.Sprintf("%.0f", v)
	case abs >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// over divides figures that were measured in turns, pair by pair.
func (s series) over(reference series) series {
	ratios := make(series, min(len(s), len(reference)))
	for i := range ratios {
		ratios[i] = s[i] / reference[i]
	}
	return ratios
}
