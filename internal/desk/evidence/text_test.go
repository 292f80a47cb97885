package evidence

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"luwte/internal/desk/evidence/jail"
	"luwte/internal/fuzzing"
)

func TestCleanText_Examples_AreReadable(t *testing.T) {
	for _, c := range []struct{ given, want, codes string }{
		{"één\r\ntwee\rdrie\tvier\n", "één\ntwee\ndrie\tvier\n", ""},
		{"\xef\xbb\xbfBon dia", "Bon dia", ""},
		{"\xff\xfeh\x00\xe9\x00", "hé", ""},
		{"\xfe\xff\x00h\x20\xac", "h€", ""},
		{"\xff\xfeh\x00\x00", "h", ""},
		{"co\xf6rdinatie \x80", "coördinatie €", "latin1"},
		{"\x1b[2J\x1b]0;title\x07red", `\x1b[2J\x1b]0;title\ared`, "made visible"},
		{"betaal \u202e0001\u202c euro", `betaal \u202e0001\u202c euro`, "made visible"},
		{"a\u200bb\u2066c\u2069", `a\u200bb\u2066c\u2069`, "made visible"},
		{"\xef\xbb\xbfno \xff UTF-8", `no \xff UTF-8`, "made visible"},
		{"\u009b31m", `\u009b31m`, "made visible"},
		{"z" + strings.Repeat("\u0301", 12), "z" + strings.Repeat("\u0301", 8) + "····", "made visible"},
		{strings.Repeat("a", 4001), strings.Repeat("a", 2000) + "\n" + strings.Repeat("a", 2000) + "\na", "folded"},
		{"", "", ""},
	} {
		got, remarks := cleanText([]byte(c.given), int64(len(c.given)))
		if got != c.want || codesOf(remarks) != c.codes {
			t.Errorf("%.40q became %.60q, %q", c.given, got, codesOf(remarks))
		}
	}
}

func codesOf(remarks []Remark) string {
	var codes []string
	for _, r := range remarks {
		codes = append(codes, r.Code)
	}
	return strings.Join(codes, ", ")
}

// TestCleanText_TooLong_IsCutAndSaid: the cut goes through a letter of two bytes, and the text is still read as UTF-8.
func TestCleanText_TooLong_IsCutAndSaid(t *testing.T) {
	given := "a" + strings.Repeat("é\n", maxText)
	got, remarks := cleanText([]byte(given[:maxText]), int64(len(given)))
	if codesOf(remarks) != "text cut" || !utf8.ValidString(got) || strings.Trim(got, "aé\n") != "" {
		t.Errorf("%s", codesOf(remarks))
	}
	want := fmt.Sprintf("The text was cut: %d of %d bytes are shown.", maxText, len(given))
	if said := remarks[0].In("en"); said != want {
		t.Error(said)
	}
}

// FuzzCleanText: whatever a file holds, what comes out is UTF-8 without anything that is obeyed or unseen, in lines that are not too long.
func FuzzCleanText(f *testing.F) {
	for _, s := range []string{"text\n", "\xff\xfea\x00", "\xfe\xff\xd8\x00", "\xef\xbb\xbf\xff", "\x1b[31m", "\u202e", "é\xff", strings.Repeat("a\u0301", 1500)} {
		fuzzing.Add(f, 5, []byte(s), false)
		fuzzing.Add(f, 5, []byte(s), true)
	}
	f.Fuzz(func(t *testing.T, data []byte, cut bool) {
		size := int64(len(data))
		if cut {
			size++
		}
		got, _ := cleanText(data, size)
		if !utf8.ValidString(got) {
			t.Fatalf("not UTF-8: %q", got)
		}
		for _, line := range strings.Split(got, "\n") {
			if utf8.RuneCountInString(line) > maxLine {
				t.Fatalf("a line of %d characters", utf8.RuneCountInString(line))
			}
			for _, r := range line {
				if r != '\t' && !unicode.IsGraphic(r) {
					t.Fatalf("%U came through", r)
				}
			}
		}
	})
}

// FuzzCanvas: whatever comes out of the jail becomes points or an error.
func FuzzCanvas(f *testing.F) {
	for _, s := range []string{"P6\n1 1\n255\nabc", "RGBA 1 1 255\nabcd", "LARGE 60000 60000 0\n", "P6 0 1 255\n", "P6 9999999 9999999 255\n", "P6 -1 -1 255\n", "RGBA 1 1 255\nabcde"} {
		fuzzing.Add(f, 5, []byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var header [6]int
		if n, _ := fmt.Sscanf(string(data), "P6 %d %d", &header[0], &header[1]); n == 2 && header[0]*header[1] > 1e6 {
			return // as much memory as is allowed, each time
		}
		c := &canvas{}
		for _, b := range data {
			if _, err := c.Write([]byte{b}); err != nil {
				return
			}
		}
		if made, err := c.encode(true); err == nil && (len(made.Data) == 0 || len(c.points) != 4*c.width*c.height) {
			t.Errorf("%d points of %d × %d", len(c.points)/4, c.width, c.height)
		}
	})
}

// FuzzOrientation: the parser of EXIF takes no picture for anything else than one of eight ways round.
func FuzzOrientation(f *testing.F) {
	fuzzing.Add(f, 5, "jpeg", []byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00MM\x00*\x00\x00\x00\x08"))
	fuzzing.Add(f, 5, "png", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x08eXIfII*\x00\x08\x00\x00\x00\x00\x00\x00\x00"))
	fuzzing.Add(f, 5, "webp", []byte("RIFF\x00\x00\x00\x00WEBPEXIF\x08\x00\x00\x00II*\x00\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, format string, data []byte) {
		if len(data) < 12 {
			return // no decoder took it
		}
		if o := orientation(format, data); o < 1 || o > 8 {
			t.Error(o)
		}
	})
}

func TestWhyNot_NoJail_IsOneSentenceWithTheRemedy(t *testing.T) {
	for want, err := range map[string]error{
		"No clean copy, the file is only saved: bwrap is not installed. Install Debian's package bubblewrap.":                                                                  &jail.MissingError{Program: "bwrap", Package: "bubblewrap"},
		"No clean copy, the file is only saved: there is no bubblewrap for this system. Use Debian, Tails or Qubes.":                                                           jail.ErrMissing,
		"No clean copy, the file is only saved: bubblewrap does not work here (the jail could not be made: x). Ask who keeps this machine to allow ordinary users namespaces.": fmt.Errorf("%w: x", jail.ErrNoJail),
	} {
		remarks, err := whyNot(fmt.Errorf("run: %w", err), "damaged picture")
		if err != nil || len(remarks) != 1 || strings.ReplaceAll(remarks[0].In("en"), "run: ", "") != want {
			t.Errorf("%v, %v, expected %s", remarks, err, want)
		}
	}
}
