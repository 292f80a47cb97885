package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"luwte/crypto/charter"
	"luwte/crypto/vectors"
)

// colours are the colours next to the bound, on each axis and where they come nearest to it, and texts that are no colour.
func colours() []vectors.LineCase {
	c := func(name, text, err string) vectors.LineCase {
		return vectors.LineCase{Name: name, Text: text, Error: err}
	}
	return []vectors.LineCase{
		c("none", "", ""),
		c("black", "#000000", ""),
		c("white", "#ffffff", vectors.Malformed),
		c("lightest grey", "#767676", ""),
		c("grey beyond", "#777777", vectors.Malformed),
		c("pure red", "#ff0000", vectors.Malformed),
		c("lightest red", "#ee0000", ""),
		c("red beyond", "#ef0000", vectors.Malformed),
		c("lightest green", "#008a00", ""),
		c("green beyond", "#008b00", vectors.Malformed),
		c("pure blue", "#0000ff", ""),
		c("lightest yellow", "#7a7a00", ""),
		c("yellow beyond", "#7b7b00", vectors.Malformed),
		c("lightest cyan", "#008484", ""),
		c("cyan beyond", "#008585", vectors.Malformed),
		c("lightest magenta", "#d100d1", ""),
		c("magenta beyond", "#d200d2", vectors.Malformed),
		c("nearest to the bound from within", "#7c7290", ""),
		c("nearest to the bound from beyond", "#9a6c5a", vectors.Malformed),
		c("at the bend of the curve", "#0a0a0b", ""),
		c("capitals", "#0D5C63", vectors.Malformed),
		c("three digits", "#055", vectors.Malformed),
		c("with opacity", "#0d5c63ff", vectors.Malformed),
		c("without its sign", "0d5c63", vectors.Malformed),
		c("by name", "navy", vectors.Malformed),
		c("not hex", "#0d5c6g", vectors.Malformed),
		c("line feed after", "#0d5c63\n", vectors.Malformed),
		c("blank before", " #0d5c63", vectors.Malformed),
	}
}

func allColours() string {
	every := make([]byte, 1<<21)
	for rgb := range 1 << 24 {
		if charter.ColourOK(fmt.Sprintf("#%06x", rgb)) {
			every[rgb/8] |= 0x80 >> (rgb % 8)
		}
	}
	sum := sha256.Sum256(every)
	return hex.EncodeToString(sum[:])
}
