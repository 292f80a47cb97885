package cases_test

import (
	"fmt"
	"strings"

	"luwte/crypto/message"
	"luwte/internal/desk/cases"
)

// long is about as much text as one parcel holds.
var long = strings.Repeat("ten bytes\n", 25_000)

// floods are what somebody may send to keep a desk busy: so many parcels each, the worst order first.
var floods = map[string]func(n int) []cases.Opened{
	"long repeats": func(n int) []cases.Opened {
		return some(n, func(i int) cases.Opened { return named(report("1"), i, long) })
	},
	"long early follow-ups": func(n int) []cases.Opened {
		return some(n, func(i int) cases.Opened { return named(turn("nowhere", fmt.Sprint(i)), i, long) })
	},
	"chain": func(n int) []cases.Opened { return some(n, link) },
	"chain backwards": func(n int) []cases.Opened {
		return some(n, func(i int) cases.Opened { return link(n - 1 - i) })
	},
	"forks": func(n int) []cases.Opened {
		return some(n, func(i int) cases.Opened {
			if i == 0 {
				return link(0)
			}
			return named(turn("0", fmt.Sprint(i)), i, "fork")
		})
	},
	"forks before their report": func(n int) []cases.Opened {
		return some(n, func(i int) cases.Opened {
			if i == n-1 {
				return link(0)
			}
			return named(turn("0", fmt.Sprint(i+1)), i, "fork")
		})
	},
	"siblings": func(n int) []cases.Opened {
		return some(n, func(i int) cases.Opened {
			if i == 0 {
				return link(0)
			}
			var siblings []string
			for j := range 16 {
				siblings = append(siblings, fmt.Sprint(1+(i+j*n/16)%n))
			}
			return named(turn("0", fmt.Sprint(i), siblings...), i, "sibling")
		})
	},
	"early follow-ups naming many pieces": func(n int) []cases.Opened {
		return some(n, func(i int) cases.Opened {
			if i == n-1 {
				return link(0)
			}
			return naming(turn("0", fmt.Sprint(i+1)), i, i)
		})
	},
	"one turn naming ever more siblings": func(n int) []cases.Opened {
		return some(n, func(i int) cases.Opened {
			if i == 0 {
				return link(0)
			}
			var siblings []string
			for j := range 16 {
				siblings = append(siblings, fmt.Sprint("nobody ", i, j))
			}
			return named(turn("0", "1", siblings...), i, "again")
		})
	},
	"pieces of no file": func(n int) []cases.Opened {
		return some(n, func(i int) cases.Opened { return piece(fmt.Sprint("piece ", i)).opened() })
	},
	"repeats naming the same pieces": func(n int) []cases.Opened {
		return some(n, func(i int) cases.Opened {
			if i >= n/2 {
				return piece(fmt.Sprint("piece ", i-n/2)).opened()
			}
			return naming(report("1"), i, 0)
		})
	},
	"cases naming many pieces": func(n int) []cases.Opened {
		return some(n, func(i int) cases.Opened { return naming(report(fmt.Sprint(i)), i, i) })
	},
	"repeats naming many files": func(n int) []cases.Opened {
		return some(n, func(i int) cases.Opened {
			o := named(report("1"), i, "files")
			for j := range 100 {
				o.Message.(*message.Report).Files = append(o.Message.(*message.Report).Files, file(fmt.Sprint("name ", i, " ", j), 0, 1))
			}
			return o
		})
	},
}

func some(n int, parcel func(i int) cases.Opened) []cases.Opened {
	var all []cases.Opened
	for i := range n {
		all = append(all, parcel(i))
	}
	return all
}

// named makes a parcel of a number of its own, so that it is none that is known.
func named(s sent, i int, text string) cases.Opened {
	s.name = fmt.Sprint(s.name, " no. ", i)
	o := s.opened()
	switch m := o.Message.(type) {
	case *message.Report:
		m.Text = text
	case *message.Followup:
		m.Text = text
	}
	return o
}

// link is a part of a chain: the report, and follow-ups each on the one before.
func link(i int) cases.Opened {
	if i == 0 {
		return report("0").opened()
	}
	return turn(fmt.Sprint(i-1), fmt.Sprint(i)).opened()
}

// naming is a parcel that names as many pieces as fit, from a number on.
func naming(s sent, i, from int) cases.Opened {
	o := named(s, i, "file")
	files := []message.FileRef{file(strings.Repeat("a long name ", 1000), from*7000, 3500), file("b", from*7000+3500, 3500)}
	switch m := o.Message.(type) {
	case *message.Report:
		m.Files = files
	case *message.Followup:
		m.Files = files
	}
	return o
}

func file(name string, from, pieces int) message.FileRef {
	f := message.FileRef{Name: name, Size: uint64(pieces)}
	for i := range pieces {
		f.Parcels = append(f.Parcels, idOf(fmt.Sprint("piece ", from+i)))
	}
	return f
}
