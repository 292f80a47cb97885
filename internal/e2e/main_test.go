// Package e2e runs the real programs against each other, through real onion services of a private Tor network and in real browsers:
// the channel as its users have it. There is nothing else in it.
package e2e

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"luwte/internal/tortest"
)

// root is the module's directory, artifacts where screenshots stay to be looked at.
const (
	root      = "../.."
	artifacts = root + "/artifacts"
)

// pictures says whether screenshots are made. They take time, and no test looks at them.
var pictures = os.Getenv("LUWTE_PICTURES") != ""

// soak says whether what takes long is done too (make soak).
var soak = os.Getenv("LUWTE_SOAK") != ""

// bin is the directory of the built programs.
var bin string

// atOnce is how many tests run at a time unless -parallel says otherwise: they mostly wait, for Tor, for browsers and for disks.
const atOnce = "4"

func TestMain(m *testing.M) {
	if err := flag.Set("test.parallel", atOnce); err != nil {
		panic(err)
	}
	flag.Parse()
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "luwte-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	bin = dir
	// The age command is built from the module's source: Debian's is too old for hybrid recipients.
	build := exec.Command("go", "build", "-o", dir, "luwte/cmd/...", "filippo.io/age/cmd/age")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build the programs: %v\n%s", err, out)
		return 1
	}
	defer func() {
		if theNetwork.network != nil {
			theNetwork.network.Close()
		}
	}()
	return m.Run()
}

var theNetwork struct {
	once    sync.Once
	network *tortest.Network
	err     error
}

// network returns the one private Tor network of this run.
func network(t testing.TB) *tortest.Network {
	t.Helper()
	theNetwork.once.Do(func() {
		theNetwork.network, theNetwork.err = tortest.Open(context.Background(), os.Stderr)
	})
	if theNetwork.err != nil {
		t.Fatal(theNetwork.err)
	}
	return theNetwork.network
}

func program(name string) string { return filepath.Join(bin, name) }
