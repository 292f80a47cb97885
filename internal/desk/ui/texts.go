package ui

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"luwte/crypto/day"
	"luwte/internal/desk/cases"
	"luwte/internal/desk/clocks"
	"luwte/internal/desk/plain"
)

// Languages of the screens; the first is the one where none is chosen.
var Languages = []string{"nl", "en"}

func isLanguage(l string) bool { return slices.Contains(Languages, l) }

//go:embed texts/*.json
var textFiles embed.FS

// texts are what the screens say, by key (the file's name, a dot, the text's) and language.
var texts = readTexts()

func readTexts() map[string]map[string]string {
	all := map[string]map[string]string{}
	files, err := textFiles.ReadDir("texts")
	if err != nil {
		panic(err) // it is in the program
	}
	for _, f := range files {
		data, err := textFiles.ReadFile("texts/" + f.Name())
		var of map[string]map[string]string
		if err == nil {
			err = json.Unmarshal(data, &of)
		}
		if err != nil {
			panic(fmt.Errorf("texts of the screens, %s: %w", f.Name(), err))
		}
		for name, text := range of {
			all[strings.TrimSuffix(f.Name(), path.Ext(f.Name()))+"."+name] = text
		}
	}
	return all
}

// text returns a text in a language, with values in the places of its verbs. One of a number may come in two forms, "1 case|%d cases": the first is for one.
func text(language, key string, values ...any) string {
	words, ok := texts[key][language]
	if !ok {
		return "[" + key + "]"
	}
	if one, more, two := strings.Cut(words, "|"); two {
		if words = more; len(values) > 0 && values[0] == 1 {
			words, values = one, values[1:]
		}
	}
	if len(values) == 0 {
		return words
	}
	return fmt.Sprintf(words, values...)
}

var months = map[string][]string{
	"nl": {"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"},
	"en": {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
}

// dueText is what is due: one of the law's terms, or a deadline of the bureau's own.
func dueText(language, what string) string {
	if k := clocks.Kind(what); slices.Contains(clocks.Kinds, k) {
		return k.Name(language)
	}
	return plain.Line(what)
}

// dayText is a day as people write it: "22 november 2026".
func dayText(language string, d day.Day) string {
	t, err := time.Parse(time.DateOnly, d.String())
	if err != nil || d == 0 {
		return ""
	}
	return fmt.Sprintf("%d %s %d", t.Day(), months[language][t.Month()-1], t.Year())
}

// shortDay is a day for a table: "22 nov 2026".
func shortDay(language string, d day.Day) string {
	whole := strings.Fields(dayText(language, d))
	if len(whole) != 3 {
		return ""
	}
	if language == "nl" && whole[1] == "maart" {
		whole[1] = "mrt"
	}
	return whole[0] + "\u00a0" + whole[1][:3] + "\u00a0" + whole[2]
}

// sizeText is a number of bytes as people say it.
func sizeText(language string, n uint64) string {
	value, unit := float64(n), "bytes"
	for _, u := range []string{"kB", "MB", "GB"} {
		if value < 1000 {
			break
		}
		value, unit = value/1000, u
	}
	if unit == "bytes" {
		return fmt.Sprintf("%d bytes", n)
	}
	number := fmt.Sprintf("%.1f", value)
	if language == "nl" {
		number = strings.ReplaceAll(number, ".", ",")
	}
	return number + " " + unit
}

// missing counts the parts of a file that have not come.
func missing(f cases.File) (n int) {
	for _, p := range f.Parts {
		if !p.Have {
			n++
		}
	}
	return n
}
