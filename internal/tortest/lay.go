package tortest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

const (
	commonFile = "common.torrc"
	clientName = "client"
)

// commonSettings hold for every tor in the network. The paths need few relays, as there are few.
const commonSettings = `TestingTorNetwork 1
AssumeReachable 1
PathsNeededToBuildCircuits 0.25
TestingDirAuthVoteExit *
TestingDirAuthVoteHSDir *
TestingDirAuthVoteGuard *
V3AuthNIntervalsValid 2
ShutdownWaitLength 0
ConnLimit 60
`

// authoritySettings make the authorities vote every ten seconds, and the first time after five.
const authoritySettings = `AuthoritativeDirectory 1
V3AuthoritativeDirectory 1
ContactInfo testnet@test.invalid
ExitPolicy reject *:*
TestingV3AuthInitialVotingInterval 5
TestingV3AuthInitialVoteDelay 2
TestingV3AuthInitialDistDelay 2
V3AuthVotingInterval 10
V3AuthVoteDelay 2
V3AuthDistDelay 2
`

// plan is a network whose files are written and that can be started.
type plan struct {
	ports  ports
	names  []string // of the nodes, each a directory with a torrc
	delays delays
}

// lay writes all that the nodes need into dir. What an earlier network left there is removed first.
func lay(ctx context.Context, dir string, delay time.Duration) (_ *plan, err error) {
	p := &plan{delays: delays{delay: delay}}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.delays.close())
		}
	}()
	if p.ports, err = freePorts(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	if err := os.Remove(filepath.Join(dir, readyFile)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	authorities, err := p.layAuthorities(ctx, dir)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, commonFile), []byte(commonSettings+authorities), 0o600); err != nil {
		return nil, err
	}
	for i, or := range p.ports.relay {
		orPort, err := p.delays.orPort(or)
		if err != nil {
			return nil, err
		}
		own := fmt.Sprintf("Nickname relay%d\nAddress 127.0.0.1\n%sSocksPort 0\nExitRelay 0\nExitPolicy reject *:*\n", i+1, orPort)
		if err := p.layNode(dir, fmt.Sprintf("relay%d", i+1), own); err != nil {
			return nil, err
		}
	}
	own := fmt.Sprintf("SocksPort %s\nControlPort %s\nCookieAuthentication 1\n", p.ports.socks, p.ports.control)
	return p, p.layNode(dir, clientName, own)
}

// layAuthorities writes the authorities' files and returns the lines by which all tors know them.
func (p *plan) layAuthorities(ctx context.Context, dir string) (string, error) {
	// Each needs a few seconds of RSA, so they are made side by side.
	var wg sync.WaitGroup
	lines, errs := make([]string, len(p.ports.authority)), make([]error, len(p.ports.authority))
	for i, at := range p.ports.authority {
		name := fmt.Sprintf("auth%d", i+1)
		orPort, err := p.delays.orPort(at.or)
		if err != nil {
			return "", err
		}
		own := fmt.Sprintf("Nickname %s\nAddress 127.0.0.1\n%sDirPort %s\nSocksPort 0\n%s", name, orPort, at.dir, authoritySettings)
		if err := p.layNode(dir, name, own); err != nil {
			return "", err
		}
		wg.Go(func() { lines[i], errs[i] = layAuthority(ctx, dir, name, at.or, at.dir) })
	}
	wg.Wait()
	return strings.Join(lines, ""), errors.Join(errs...)
}

// layNode writes the directory and the torrc of one node.
func (p *plan) layNode(dir, name, own string) error {
	home := filepath.Join(dir, name)
	if err := os.RemoveAll(home); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(home, "keys"), 0o700); err != nil {
		return err
	}
	p.names = append(p.names, name)
	// The owner's line ends the node, within fifteen seconds, when this process was killed and could not.
	torrc := fmt.Sprintf("%%include \"%s\"\nDataDirectory \"%s\"\nLog \"notice file %s\"\n__OwningControllerProcess %d\n%s",
		filepath.Join(dir, commonFile), home, filepath.Join(home, logFile), os.Getpid(), own)
	return os.WriteFile(filepath.Join(home, "torrc"), []byte(torrc), 0o600)
}

// layAuthority makes an authority's keys and returns its DirAuthority line.
func layAuthority(ctx context.Context, dir, name, or, dirPort string) (string, error) {
	keys := filepath.Join(dir, name, "keys")
	certificate := filepath.Join(keys, "authority_certificate")
	gencert := exec.CommandContext(ctx, "tor-gencert", "--create-identity-key", "-m", "12", "-a", dirPort, "--passphrase-fd", "0",
		"-i", filepath.Join(keys, "authority_identity_key"), "-s", filepath.Join(keys, "authority_signing_key"), "-c", certificate)
	gencert.Stdin = strings.NewReader("testnet\n")
	if out, err := gencert.CombinedOutput(); err != nil {
		return "", fmt.Errorf("tor-gencert: %w: %s", err, bytes.TrimSpace(out))
	}
	data, err := os.ReadFile(certificate)
	if err != nil {
		return "", err
	}
	v3, err := afterWord(string(data), "fingerprint ")
	if err != nil {
		return "", fmt.Errorf("%s: %w", certificate, err)
	}
	relay, err := relayFingerprint(ctx, dir, name, or, dirPort)
	if err != nil {
		return "", err
	}
	_, orPort, err := net.SplitHostPort(or)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("DirAuthority %s orport=%s no-v2 v3ident=%s %s %s\n", name, orPort, v3, dirPort, relay), nil
}

// relayFingerprint has tor make the relay keys of an authority and say their fingerprint. tor wants to know of some
// authority before it does; the one named here is never spoken to.
func relayFingerprint(ctx context.Context, dir, name, or, dirPort string) (string, error) {
	home := filepath.Join(dir, name)
	torrc := filepath.Join(home, "fingerprint.torrc")
	text := fmt.Sprintf("%sDataDirectory \"%s\"\nNickname %s\nAddress 127.0.0.1\nORPort %s\nDirPort %s\nSocksPort 0\n"+
		"DirAuthority x 127.0.0.1:1 ffffffffffffffffffffffffffffffffffffffff\n", commonSettings, home, name, or, dirPort)
	if err := os.WriteFile(torrc, []byte(text), 0o600); err != nil {
		return "", err
	}
	out, err := exec.CommandContext(ctx, "tor", "--quiet", "-f", torrc, "--list-fingerprint").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("tor --list-fingerprint for %s: %w: %s", name, err, bytes.TrimSpace(out))
	}
	return afterWord(string(out), name+" ")
}

// afterWord returns the rest of the first line that begins with word.
func afterWord(text, word string) (string, error) {
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(line, word); ok {
			return strings.TrimSpace(rest), nil
		}
	}
	return "", fmt.Errorf("no line begins with %q", strings.TrimSpace(word))
}
