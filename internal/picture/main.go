// Command picture draws which packages each of the four programs is made of and which may import which, from what `go list -deps` says, with the boundaries that
// internal/deptest keeps. It writes packages.svg beside it, and the tables of ARCHITECTURE.md.
//
//	go run ./internal/picture
//
// The same code gives the same bytes, and a test compares them with what is kept in git.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

const (
	svgFile  = "internal/picture/packages.svg"
	pageFile = "ARCHITECTURE.md"
)

func main() {
	if err := run("."); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		fmt.Fprintln(os.Stderr, "hint: run it at the top of the repository, after make build")
		os.Exit(1)
	}
}

// run writes both files below root, the top of the repository.
func run(root string) error {
	svg, page, err := draw(root)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(root, svgFile), svg, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(root, pageFile), page, 0o644)
}

// draw returns the picture, and ARCHITECTURE.md with its tables made anew.
func draw(root string) (svg, page []byte, err error) {
	g, err := load(root)
	if err != nil {
		return nil, nil, err
	}
	if svg, err = g.svg(); err != nil {
		return nil, nil, err
	}
	old, err := os.ReadFile(filepath.Join(root, pageFile))
	if err != nil {
		return nil, nil, err
	}
	page, err = g.fill(old)
	return svg, page, err
}
