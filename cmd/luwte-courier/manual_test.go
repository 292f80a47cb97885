package main

import (
	"testing"

	"luwte/internal/cli/manualtest"
)

func TestManual_EachCommandAndFlag_StandsInItAndIsCompleted(t *testing.T) {
	manualtest.Check(t, newRoot)
}
