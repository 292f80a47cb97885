package torchild

import (
	"strings"
	"testing"

	"luwte/internal/fuzzing"
)

func FuzzParseClientKey(f *testing.F) {
	key, err := NewClientKey()
	if err != nil {
		f.Fatal(err)
	}
	fuzzing.Add(f, 200, key.Private())
	f.Fuzz(func(t *testing.T, text string) {
		k, err := ParseClientKey(text)
		if err == nil && k.Private() != text {
			t.Fatal("another spelling is taken")
		}
		if err != nil && len(text) > 8 && strings.Contains(err.Error(), text) {
			t.Fatal("the error quotes it")
		}
	})
}

// FuzzBootstrap: whatever a tor says of its progress, it is between 0 and 999 percent and ready once at most.
func FuzzBootstrap(f *testing.F) {
	fuzzing.Add(f, 200, `NOTICE BOOTSTRAP PROGRESS=50 TAG=loading_descriptors SUMMARY="Loading relay descriptors"`)
	fuzzing.Add(f, 200, `WARN BOOTSTRAP PROGRESS=100 TAG=done SUMMARY="Done" WARNING="Connection refused"`)
	f.Fuzz(func(t *testing.T, line string) {
		b := &bootstrap{ready: make(chan struct{}), percent: -1, progress: func(percent int, _ string) {
			if percent < 0 || percent > 999 {
				t.Errorf("%d percent", percent)
			}
		}}
		b.take(line)
		b.take(line)
		_ = b.state()
	})
}

// FuzzQuote: what is quoted for a torrc is one line, and read as a string in C it is what it was.
func FuzzQuote(f *testing.F) {
	fuzzing.Add(f, 200, `/var/lib/a "b" \c # d`+"\n\r")
	f.Fuzz(func(t *testing.T, text string) {
		quoted := Quote(text)
		inner, begins := strings.CutPrefix(quoted, `"`)
		inner, ends := strings.CutSuffix(inner, `"`)
		if !begins || !ends || strings.ContainsAny(quoted, "\r\n") {
			t.Fatalf("%q", quoted)
		}
		var plain strings.Builder
		for i := 0; i < len(inner); i++ {
			switch c := inner[i]; {
			case c == '"':
				t.Fatalf("%q ends early", quoted)
			case c == '\\' && i+1 < len(inner):
				i++
				plain.WriteByte(map[byte]byte{'n': '\n', 'r': '\r', '\\': '\\', '"': '"'}[inner[i]])
			default:
				plain.WriteByte(c)
			}
		}
		if plain.String() != text {
			t.Fatalf("%q became %q", text, quoted)
		}
	})
}
