package guide

import (
	"embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"luwte/crypto/day"
)

// The guide speaks in the page's words, which texts/page.mjs takes over into page.json, and where a terminal is another thing in its own, a file
// for each language. A text of the guide's own goes before one of the page's.
//
//go:embed texts/*.json
var textFiles embed.FS

// Languages are the tags of the languages that the guide speaks, in the order in which it offers them.
var Languages = []string{"nl", "en", "pap"}

// texts is what is said in one language: strings, and lists of them.
type texts struct {
	tag       string
	own, page map[string]any
}

func load() map[string]*texts {
	var page map[string]map[string]any
	read("page", &page)
	all := map[string]*texts{}
	for _, tag := range Languages {
		all[tag] = &texts{tag: tag, page: page[tag]}
		read(tag, &all[tag].own)
	}
	return all
}

// read panics: the files are part of the program.
func read(name string, into any) {
	data, err := textFiles.ReadFile("texts/" + name + ".json")
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		panic("guide: texts/" + name + ".json: " + err.Error())
	}
}

func (t *texts) find(key string) (any, bool) {
	if v, ok := t.own[key]; ok {
		return v, true
	}
	v, ok := t.page[key]
	return v, ok
}

// one returns a text with its gaps filled.
func (t *texts) one(key string, args ...any) string {
	v, ok := t.find(key)
	text, isText := v.(string)
	if !ok || !isText {
		panic("guide: no text " + key + " in " + t.tag)
	}
	return fill(text, args)
}

// count returns a text about n things, n being among args too; 1 and 2 may have texts of their own.
func (t *texts) count(key string, n int, args ...any) string {
	if _, ok := t.find(key + "#" + strconv.Itoa(n)); ok {
		key += "#" + strconv.Itoa(n)
	}
	return t.one(key, args...)
}

// list returns several lines.
func (t *texts) list(key string, args ...any) (lines []string) {
	v, _ := t.find(key)
	all, ok := v.([]any)
	if !ok {
		panic("guide: no list " + key + " in " + t.tag)
	}
	for _, line := range all {
		lines = append(lines, fill(fmt.Sprint(line), args))
	}
	return lines
}

// date is a day as people say it.
func (t *texts) date(d day.Day) string {
	var year, month, dayOf int
	if _, err := fmt.Sscanf(d.String(), "%d-%d-%d", &year, &month, &dayOf); err != nil {
		return d.String()
	}
	return fill(t.list("date")[month-1], []any{dayOf, year})
}

func fill(text string, args []any) string {
	var pairs []string
	for i, a := range args {
		pairs = append(pairs, "{"+strconv.Itoa(i)+"}", fmt.Sprint(a))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
