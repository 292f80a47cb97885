package main

import (
	"bytes"
	"fmt"
	"strings"

	"luwte/internal/deptest"
)

// fill puts the tables between their marks in a page.
func (g *graph) fill(page []byte) ([]byte, error) {
	for name, table := range map[string]string{"packages": g.packageTable(), "boundaries": boundaryTable()} {
		begin, end := "<!-- "+name+": made by make picture -->\n", "<!-- end of "+name+" -->\n"
		before, rest, ok := bytes.Cut(page, []byte(begin))
		_, after, ok2 := bytes.Cut(rest, []byte(end))
		if !ok || !ok2 {
			return nil, fmt.Errorf("%s has not both marks of the table %q", pageFile, name)
		}
		page = []byte(string(before) + begin + table + end + string(after))
	}
	return page, nil
}

// packageTable says of each package what it does and which programs contain it.
func (g *graph) packageTable() string {
	var b strings.Builder
	b.WriteString("| package | does | in |\n|---|---|---|\n")
	for _, p := range g.sorted() {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", p.name, strings.ReplaceAll(p.does, "|", `\|`), whose(p.in))
	}
	return b.String()
}

// whose names the programs of a set without "luwte-".
func whose(s in) string {
	if s == all {
		return "all four"
	}
	var names []string
	for i, program := range programs {
		if s.has(i) {
			names = append(names, short(program))
		}
	}
	return strings.Join(names, ", ")
}

func short(program string) string { return strings.TrimPrefix(program, "luwte-") }

// boundaryTable lists what must not be where, and why.
func boundaryTable() string {
	var b strings.Builder
	b.WriteString("| this | must not contain | because |\n|---|---|---|\n")
	for _, r := range deptest.Rules {
		fmt.Fprintf(&b, "| `%s` | `%s` | %s |\n", ours(r.Of), ours(r.Forbidden), r.Reason)
	}
	return b.String()
}

func ours(path string) string { return strings.TrimPrefix(path, "luwte/") }
