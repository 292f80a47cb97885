package torchild

import (
	"context"
	"encoding/base32"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"luwte/internal/onionaddr"
)

// someOnion is the address of the Tor Project's own site; nothing is sent to it.
const someOnion = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"

func TestClientKey_Private_ReadsBack(t *testing.T) {
	key, err := NewClientKey()
	must(t, err)
	again, err := ParseClientKey(key.Private())
	must(t, err)
	if again.Public() != key.Public() || again.Private() != key.Private() {
		t.Error("another key came back")
	}
	public, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(key.Public())
	if err != nil || len(public) != 32 || len(key.Public()) != 52 {
		t.Errorf("public key: %d characters, %v", len(key.Public()), err)
	}
}

// The pair is that of RFC 7748, section 6.1 (Alice).
func TestClientKey_KnownPair_HasTorsForms(t *testing.T) {
	private := []byte("\x77\x07\x6d\x0a\x73\x18\xa5\x7d\x3c\x16\xc1\x72\x51\xb2\x66\x45\xdf\x4c\x2f\x87\xeb\xc0\x99\x2a\xb1\x77\xfb\xa5\x1d\xb9\x2c\x2a")
	public := []byte("\x85\x20\xf0\x09\x89\x30\xa7\x54\x74\x8b\x7d\xdc\xb4\x3e\xf7\x5a\x0d\xbf\x3a\x0d\x26\x38\x1a\xf4\xeb\xa4\xa9\x8e\xaa\x9b\x4e\x6a")
	key, err := ParseClientKey(base64.StdEncoding.EncodeToString(private))
	must(t, err)
	if want := strings.TrimRight(base32.StdEncoding.EncodeToString(public), "="); key.Public() != want {
		t.Errorf("%s, want %s", key.Public(), want)
	}
}

func TestParseClientKey_Mangled_IsRefusedUnquoted(t *testing.T) {
	key, err := NewClientKey()
	must(t, err)
	good := key.Private()
	for _, bad := range []string{"", good[:43], good + "=", " " + good, good + "\n", good[:10] + "\n" + good[10:], good[:40],
		"x25519:" + good, strings.TrimRight(good, "="), strings.Repeat("A", 42) + "B="} {
		_, err := ParseClientKey(bad)
		if !errors.Is(err, ErrClientKey) || len(bad) > 20 && strings.Contains(err.Error(), bad[:20]) {
			t.Errorf("%d bytes: %v", len(bad), err)
		}
	}
	if text := fmt.Sprintf("%v %+v %#v %s", key, key, key, key); strings.Contains(text, good) || strings.Count(text, "secret") != 4 {
		t.Errorf("printed as %q", text)
	}
}

func TestAddClientAuth_NotAnOnionAddress_IsRefused(t *testing.T) {
	key, err := NewClientKey()
	must(t, err)
	for _, bad := range []string{"", "example.org", someOnion[1:], someOnion + "\r\nSIGNAL HALT", "x25519:" + key.Private()} {
		if _, err := AddClientAuth(t.Context(), "127.0.0.1:1", bad, key); !errors.Is(err, onionaddr.ErrAddress) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestAddClientAuth_ForeignTor_HoldsTheKeyUntilRemoved(t *testing.T) {
	socket := foreignTor(t, "CookieAuthentication 1")
	key, err := NewClientKey()
	must(t, err)
	other, err := NewClientKey()
	must(t, err)

	added, err := AddClientAuth(t.Context(), "unix:"+socket, someOnion, key)
	if err != nil || !added {
		t.Fatalf("added %v, %v", added, err)
	}
	added, err = AddClientAuth(t.Context(), "unix:"+socket, strings.ToUpper(someOnion), key)
	if err != nil || added {
		t.Fatalf("a second time: added %v, %v", added, err)
	}
	if _, err := AddClientAuth(t.Context(), "unix:"+socket, someOnion, other); !errors.Is(err, ErrOtherKey) {
		t.Fatalf("another key: %v", err)
	}
	must(t, RemoveClientAuth(t.Context(), "unix:"+socket, someOnion))
	must(t, RemoveClientAuth(t.Context(), "unix:"+socket, someOnion))
	added, err = AddClientAuth(t.Context(), "unix:"+socket, someOnion, other)
	if err != nil || !added {
		t.Fatalf("after the removal: added %v, %v", added, err)
	}
}

func TestAddClientAuth_OwnChild_HoldsTheKey(t *testing.T) {
	child, err := Start(t.Context(), Config{DataDir: dataDir(t), Torrc: offline})
	must(t, err)
	defer child.Close()
	key, err := NewClientKey()
	must(t, err)
	must(t, child.AddClientAuth(t.Context(), someOnion, key))
	added, err := AddClientAuth(t.Context(), child.ControlAddr(), someOnion, key)
	if err != nil || added {
		t.Fatalf("a second time: added %v, %v", added, err)
	}
	must(t, child.Close())
}

func TestAddClientAuth_PasswordAsked_SaysWhatToDo(t *testing.T) {
	l := foreignTor(t, "HashedControlPassword 16:B0E0D1A09303FEBF60BC865F76C350EAB9D5F52A430FCC0AA866451BCF") // x
	key, err := NewClientKey()
	must(t, err)
	_, err = AddClientAuth(t.Context(), "unix:"+l, someOnion, key)
	if err == nil || !strings.Contains(err.Error(), "CookieAuthentication 1") {
		t.Error(err)
	}
}

func TestAddClientAuth_NothingSensibleThere_EndsInTime(t *testing.T) {
	dir := shortDir(t)
	key, err := NewClientKey()
	must(t, err)
	for name, text := range map[string]string{"web": "HTTP/1.1 400 Bad Request\r\n\r\n", "silent": ""} {
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		_, err := AddClientAuth(ctx, "unix:"+answer(t, text, filepath.Join(dir, name)), someOnion, key)
		cancel()
		if err == nil || strings.Contains(err.Error(), key.Private()) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := AddClientAuth(t.Context(), "unix:"+filepath.Join(dir, "none"), someOnion, key); err == nil {
		t.Error("nobody there: no error")
	}
}

// foreignTor runs a tor that isn't our child and goes nowhere, and returns its control socket.
func foreignTor(t *testing.T, auth string) string {
	dir := shortDir(t)
	socket, torrc := filepath.Join(dir, "control"), filepath.Join(dir, "torrc")
	must(t, os.WriteFile(torrc, fmt.Appendf(nil, "DataDirectory %s\nControlSocket %s\nDisableNetwork 1\n__OwningControllerProcess %d\n%s\n",
		filepath.Join(dir, "data"), socket, os.Getpid(), auth), 0o600))
	tor := exec.Command("tor", "--hush", "--defaults-torrc", os.DevNull, "-f", torrc)
	must(t, tor.Start())
	t.Cleanup(func() { must(t, tor.Process.Kill()); _ = tor.Wait() })
	for range 1200 {
		if conn, err := net.Dial("unix", socket); err == nil {
			must(t, conn.Close())
			return socket
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("tor has not opened its control socket within a minute")
	return ""
}

// answer listens at path and gives every visitor the same text, whatever is asked.
func answer(t *testing.T, text, path string) string {
	l, err := net.Listen("unix", path)
	must(t, err)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { conn.Close() })
			_, _ = conn.Write([]byte(text))
		}
	}()
	return path
}
