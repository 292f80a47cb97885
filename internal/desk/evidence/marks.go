package evidence

import "bytes"

// Marks are looked for in the bytes of a file while it is hashed, without understanding anything of it. To find one is a reason to warn; not
// to find one is no reason for anything: what is compressed or written otherwise does not show.
var (
	macros     = []string{"vbaProject.bin", "_\x00V\x00B\x00A\x00_\x00P\x00R\x00O\x00J\x00E\x00C\x00T\x00", "Basic/script-lc.xml", "Scripts/", `\objdata`}
	active     = []string{"/JavaScript", "/Launch", "/EmbeddedFile", "/RichMedia", "/GoToR", "/SubmitForm", "/URI"}
	archiveEnd = "PK\x05\x06" // of the last record of a ZIP archive, which may stand behind anything
)

// marks is a writer that remembers which marks went by.
type marks struct {
	found map[string]bool
	all   []string
	keep  int    // bytes: one less than the longest mark
	tail  []byte // of what was written, so that a mark is found across two writes
}

func newMarks() *marks {
	m := &marks{found: map[string]bool{}, all: append(append([]string{archiveEnd}, macros...), active...)}
	for _, s := range m.all {
		m.keep = max(m.keep, len(s)-1)
	}
	return m
}

func (m *marks) Write(data []byte) (int, error) {
	window := append(m.tail, data...)
	for _, s := range m.all {
		if !m.found[s] && bytes.Contains(window, []byte(s)) {
			m.found[s] = true
		}
	}
	m.tail = bytes.Clone(window[max(0, len(window)-m.keep):])
	return len(data), nil
}

func (m *marks) has(any ...string) bool {
	for _, s := range any {
		if m.found[s] {
			return true
		}
	}
	return false
}
