package vectors

import (
	"errors"
	"testing"
)

// Expect fails t unless err is the one that the named error of a vector stands for; "" stands for none. Sentinels maps names to
// the sentinels of the package under test.
func Expect(t testing.TB, name string, err error, sentinels map[string]error) {
	t.Helper()
	if name == "" {
		if err != nil {
			t.Errorf("must be accepted, and is refused: %v", err)
		}
		return
	}
	want, known := sentinels[name]
	switch {
	case !known:
		t.Errorf("no sentinel for error %q of the vectors", name)
	case err == nil:
		t.Errorf("must be refused as %q, and is accepted", name)
	case !errors.Is(err, want):
		t.Errorf("must be refused as %q, and is: %v", name, err)
	}
}

// ExpectCount fails t unless exactly n vectors ran, so that a suite that loads nothing does not pass.
func ExpectCount(t testing.TB, ran, n int) {
	t.Helper()
	if ran != n {
		t.Errorf("%d vectors ran, expected %d", ran, n)
	}
}
