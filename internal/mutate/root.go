package main

import (
	"os"
	"path/filepath"
)

// root is the directory of go.mod, from the current one up.
var root = func() string {
	dir := "."
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if abs, err := filepath.Abs(dir); err != nil || abs == filepath.Dir(abs) {
			return "." // reading what is not there says the rest
		}
		dir = filepath.Join(dir, "..")
	}
}()
