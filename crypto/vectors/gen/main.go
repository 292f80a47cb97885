// Command gen writes the test vectors anew, into the directory named.
package main

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"luwte/crypto/vectors"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: gen DIR")
		os.Exit(2)
	}
	g := &generator{dir: os.Args[1]}
	g.makeBureau()
	g.codes()
	g.signatures()
	g.charters()
	g.boards()
	g.dispatches()
	g.parcels()
	g.notes()
	g.pouches()
	g.quorums()
}

type generator struct {
	dir string
	bureau
}

// must keeps a generator that runs by hand short: whatever fails, fails the run.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func (g *generator) write(name string, data []byte) {
	if err := os.WriteFile(filepath.Join(g.dir, name), data, 0o644); err != nil {
		panic(err)
	}
}

// read returns a file that this run has written.
func (g *generator) read(name string) []byte { return must(os.ReadFile(filepath.Join(g.dir, name))) }

func (g *generator) writeJSON(name string, v any) {
	g.write(name, append(must(json.MarshalIndent(v, "", " ")), '\n'))
}

func put(at int, data []byte) vectors.Edit {
	return vectors.Edit{At: at, Put: hex.EncodeToString(data)}
}

func flip(data []byte, at int) vectors.Edit { return put(at, []byte{data[at] ^ 1}) }
