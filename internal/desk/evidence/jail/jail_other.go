//go:build !linux

package jail

import (
	"context"
	"fmt"
	"io"
	"runtime"
)

// There says whether there is a jail on this system.
const There = false

// Find returns ErrMissing: what runs in the jail is Debian's.
func Find(name, pkg string) (string, error) { return "", Ready() }

// Ready returns ErrMissing: there is bubblewrap for Linux only.
func Ready() error {
	return fmt.Errorf("bubblewrap, which there is not for %s, is %w; use Debian, Tails or Qubes for this", runtime.GOOS, ErrMissing)
}

// Run returns ErrMissing and runs nothing.
func Run(context.Context, Program, io.Reader, io.Writer, Limits) error { return Ready() }
