package clocks

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"luwte/crypto/label"
)

// Calendar is how clocks are put into a file for an officer's calendar. That calendar may lie on a server of the very organisation that a
// case is about, so an entry tells a day and nothing else: all have the same words, whole days, and the same reminders, so that a breach cannot be
// told from an acknowledgment by its hour. What remains is that something is due on that day: a bureau to which that is too much makes no file.
type Calendar struct {
	Summary string         // the words of every entry, such as "Term"
	Key     [32]byte       // a secret of the desk, the same every time: entries keep their UIDs and none can be tied to a case
	Made    time.Time      // only its day is written
	Zone    *time.Location // of the officer, in which the last day of a term of hours is taken; nil for UTC
}

// File returns the open clocks as iCalendar (RFC 5545), the text/calendar of a file .ics, most urgent first.
func (c Calendar) File(all []Clock) []byte {
	open := []Clock{}
	for _, k := range all {
		if k.Open() {
			open = append(open, k)
		}
	}
	Sort(open)
	var w lines
	w.put("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//terms//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH")
	for _, k := range open {
		c.event(&w, k)
	}
	w.put("END:VCALENDAR")
	return []byte(w.String())
}

// event writes one entry. Its reminders come at nine on the day before and on the day: for a term of hours the first may be the one that counts.
func (c Calendar) event(w *lines, k Clock) {
	const date = "20060102"
	last := start(k.Due.Day)
	if k.Due.Exact() && c.Zone != nil {
		y, m, d := k.Due.Time.In(c.Zone).Date()
		last = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	w.put("BEGIN:VEVENT", "UID:"+c.uid(k), "DTSTAMP:"+c.Made.UTC().Format(date)+"T000000Z",
		"DTSTART;VALUE=DATE:"+last.Format(date), "DTEND;VALUE=DATE:"+last.AddDate(0, 0, 1).Format(date),
		"SUMMARY:"+escape(c.Summary), "CLASS:PRIVATE", "TRANSP:TRANSPARENT")
	for _, trigger := range []string{"-PT15H", "PT9H"} {
		w.put("BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:"+escape(c.Summary), "TRIGGER:"+trigger, "END:VALARM")
	}
	w.put("END:VEVENT")
}

// uid is the same for the same term of the same case, and tells nothing without the key.
func (c Calendar) uid(k Clock) string {
	m := hmac.New(sha256.New, c.Key[:])
	fmt.Fprintf(m, "%s%s %s", label.Calendar, k.Kind, k.Case)
	return hex.EncodeToString(m.Sum(nil)[:16])
}

// escape writes a TEXT value (RFC 5545 §3.3.11). It may hold no control characters: those but line feeds are left out.
func escape(text string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(strings.ReplaceAll(text, "\r\n", "\n"), "\ufffd") {
		switch {
		case r == '\n':
			b.WriteString(`\n`)
		case strings.ContainsRune(`\;,`, r):
			b.WriteString(`\` + string(r))
		case !unicode.IsControl(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// lines are content lines, folded.
type lines struct{ strings.Builder }

// lineOctets is the most that a line may have without its end (RFC 5545 §3.1).
const lineOctets = 75

// put writes lines, each cut after at most 75 octets, never inside a character; what goes on begins with a space.
func (w *lines) put(all ...string) {
	for _, line := range all {
		room := lineOctets
		for len(line) > room {
			n := room
			for !utf8.RuneStart(line[n]) {
				n--
			}
			w.WriteString(line[:n] + "\r\n ")
			line, room = line[n:], lineOctets-1
		}
		w.WriteString(line + "\r\n")
	}
}
