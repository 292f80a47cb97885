package card

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"strings"
)

// ErrLanguage is returned when there are no words in a language.
var ErrLanguage = errors.New("there is no card in this language")

//go:embed *.json
var files embed.FS

// texts are a card's words in one language: the file TAG.json beside this one. {bureau} and {emergency} stand for what the card has there.
type texts struct {
	Awaits       string   `json:"awaits,omitempty"` // whom the words still wait for; it is not on the card
	Title        string   `json:"title"`
	Purpose      string   `json:"purpose"`
	SignalsTitle string   `json:"signals_title"`
	Signals      []string `json:"signals"`
	After        string   `json:"after"`
	Danger       string   `json:"danger"`
	DangerMore   string   `json:"danger_more"`
	StepsTitle   string   `json:"steps_title"`
	Steps        []string `json:"steps"`
	AddressTitle string   `json:"address_title"`
	Alphabet     string   `json:"alphabet"`
	WordsTitle   string   `json:"words_title"`
	WordsHint    string   `json:"words_hint"`
	Replaces     string   `json:"replaces"`
	Bureau       string   `json:"bureau"`
	Keep         string   `json:"keep"`
	Duty         string   `json:"duty"`
}

// Languages returns the tags of the languages that there are cards in, by the alphabet.
func Languages() []string {
	names, _ := fs.Glob(files, "*.json")
	for i, name := range names {
		names[i] = strings.TrimSuffix(name, ".json")
	}
	return names
}

// load reads the words of a language. A file with a text missing, or one that no card has a place for, is refused: that is a mistake in
// the data, which a test finds.
func load(language string) (t texts, err error) {
	data, err := files.ReadFile(language + ".json")
	if err != nil {
		return t, ErrLanguage
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&t); err != nil {
		return t, fmt.Errorf("words of the card, %s: %w", language, err)
	}
	v := reflect.ValueOf(t)
	for i := range v.NumField() {
		if name := v.Type().Field(i).Tag.Get("json"); v.Field(i).Len() == 0 && !strings.HasSuffix(name, ",omitempty") {
			return t, fmt.Errorf("words of the card, %s: %s is missing", language, name)
		}
	}
	return t, nil
}
