package torchild

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// Quote makes a value for a torrc line out of any text without a zero byte: tor reads a value that begins with a
// quotation mark as a string in C, so that spaces, # and line ends in a path are no danger.
func Quote(value string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`).Replace(value) + `"`
}

// writeTorrc makes the data directory and writes the torrc in it, and returns the absolute paths of both.
func writeTorrc(conf Config) (torrc, dataDir string, err error) {
	dataDir, err = filepath.Abs(conf.DataDir)
	if err != nil {
		return "", "", err
	}
	if err := privateDir(dataDir); err != nil {
		return "", "", err
	}
	var text strings.Builder
	if conf.Include != "" {
		include, err := includePath(conf.Include)
		if err != nil {
			return "", "", err
		}
		fmt.Fprintf(&text, "%%include %s\n", Quote(include))
	}
	// After the extra file: of an option that can be set once, the last line counts.
	fmt.Fprintf(&text, "__OwningControllerProcess %d\nLog notice stdout\nSafeLogging 1\nAvoidDiskWrites 1\n", os.Getpid())
	text.WriteString(conf.Torrc)
	torrc = filepath.Join(dataDir, "torrc")
	if err := os.Remove(torrc); err != nil && !os.IsNotExist(err) { // else an older one would keep its mode
		return "", "", err
	}
	return torrc, dataDir, os.WriteFile(torrc, []byte(text.String()), 0o600)
}

// ErrExtraTorrc is returned when Config.Include is no file that can be read.
var ErrExtraTorrc = errors.New("the extra torrc")

// includePath checks what tor would take for a pattern or pass over in silence.
func includePath(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if strings.ContainsAny(path, "*?[") {
		return "", fmt.Errorf("the extra torrc %q has one of * ? [ in its path, which tor takes for a pattern: move it", path)
	}
	if info, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("%w: %w", ErrExtraTorrc, err)
	} else if !info.Mode().IsRegular() {
		return "", fmt.Errorf("%w: %q is not a file", ErrExtraTorrc, path)
	}
	return path, nil
}

// privateDir makes a directory for this user alone, or checks that it is one. It does not change the mode of a directory
// that it finds: a mistyped path could be anything.
func privateDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make tor's directory: %w", err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	// On Windows these bits say nothing; there a directory has its parent's rights, and ours lies among the user's own.
	if runtime.GOOS != "windows" && info.Mode()&fs.ModePerm&0o077 != 0 {
		return fmt.Errorf("other users can open tor's directory: chmod 700 %q", dir)
	}
	return nil
}
