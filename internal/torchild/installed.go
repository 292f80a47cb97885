package torchild

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
)

// Installed is the tor binary that Start would run.
type Installed struct {
	Path    string
	Version string
	PoW     bool // it was built with proof of work for onion services
}

var versionLine = regexp.MustCompile(`(?m)^Tor version (\S+?)\.?( |$)`)

// FindInstalled asks the installed tor what it is. It returns ErrNotInstalled.
func FindInstalled(ctx context.Context) (Installed, error) {
	exe, err := findTor()
	if err != nil {
		return Installed{}, err
	}
	version, err := exec.CommandContext(ctx, exe, "--version").Output()
	if err != nil {
		return Installed{}, fmt.Errorf("ask %q for its version: %w", exe, err)
	}
	found := Installed{Path: exe, Version: group(versionLine, string(version))}
	modules, err := exec.CommandContext(ctx, exe, "--list-modules").Output() // unknown to versions that have no proof of work either
	found.PoW = err == nil && strings.Contains(string(modules), "pow: yes")
	return found, nil
}
