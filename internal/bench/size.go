package main

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
)

// size says how large the programs and the page are.
func size(b *bench) ([]line, error) {
	var lines []line
	programs, err := filepath.Glob(filepath.Join(b.bin, "luwte-*"))
	if err != nil {
		return lines, err
	}
	for _, path := range programs {
		info, err := os.Stat(path)
		if err != nil {
			return lines, err
		}
		lines = append(lines, line{what: "MB of " + filepath.Base(path), luwte: series{float64(info.Size()) / 1e6}})
	}
	page, err := os.ReadFile(filepath.Join(b.root, "web", "dist", "index.html"))
	if err != nil {
		return lines, err
	}
	var zipped bytes.Buffer
	z, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	if err != nil {
		return lines, err
	}
	if _, err := z.Write(page); err != nil {
		return lines, err
	}
	if err := z.Close(); err != nil {
		return lines, err
	}
	return append(lines, line{what: "kB of the page", luwte: series{float64(len(page)) / 1e3}},
		line{what: "kB of the page, gzip -9", luwte: series{float64(zipped.Len()) / 1e3}, target: atMost(100)}), nil
}
