package desk

import (
	"fmt"

	"luwte/crypto/board"
	"luwte/crypto/charter"
	"luwte/crypto/day"
	"luwte/internal/desk/clocks"
	"luwte/internal/desk/form"
	"luwte/internal/desk/keyring"
	"luwte/internal/desk/register"
)

const (
	settingsBucket = "settings"
	settingsKey    = "settings"
)

// Settings is what the bureau chose.
type Settings struct {
	Name, About charter.Texts
	Colour      string   // of the page, or empty
	Onion       string   // of the drop's front door, or empty
	Pages       []string `json:",omitempty"` // SHA-256, hex, ascending, of each page that the bureau compared with a release
	Form        charter.Form
	Retention   charter.Retention
	Size        int          // boards have 2^Size entries
	Next        day.Day      // days from one board to the next
	Terms       clocks.Terms // of cases that come from now on; zero: clocks.Default
	Receipts    int          `json:",omitempty"` // receipts and alarms on a board; 0: half of the entries, and what answers leave
}

// Defaults of Settings. Weeks are those of the law's three months: parcels wait that long for a desk, answers twice that for a reader.
const (
	parcelWeeks = 13
	answerWeeks = 26
	boardDays   = 7
	charterDays = 365
	// renewDays before a charter expires a new one is made, though nothing else changed.
	renewDays = charter.RemindDays
)

// aboutTexts are the words about a bureau that has none of its own. %s is its name. The Papiamentu awaits a native reader.
var aboutTexts = map[string]string{
	"nl": "%s leest uw melding. Niemand anders kan dat, en ook %[1]s ziet niet wie u bent. Een melding hier is geen aangifte: moet u als ambtenaar " +
		"aangifte doen (artikel 162 Sv), dan blijft die plicht bestaan.",
	"en": "%s reads your report. Nobody else can, and %[1]s does not see who you are either. A report here is not a report to the police: where the law " +
		"obliges you as an official to report a crime (article 162 Sv), that duty remains.",
	"pap": "%s ta lesa bo rapòrt. Niun otro hende no por, i %[1]s tampoko no ta mira ken bo ta. Un rapòrt akinan no ta un denunsia na polis: si lei ta " +
		"obligá bo komo funshonario di hasi denunsia (artíkulo 162 Sv), e obligashon ei ta keda.",
}

// NewSettings returns the settings of a new bureau with this name, in one language or several.
func NewSettings(name charter.Texts) (Settings, error) {
	f, err := form.Default()
	if err != nil {
		return Settings{}, err
	}
	about := charter.Texts{}
	for tag, text := range aboutTexts {
		about[tag] = fmt.Sprintf(text, name.In(tag))
	}
	return Settings{
		Name: name, About: about, Form: f,
		Retention: charter.Retention{Parcels: parcelWeeks, Answers: answerWeeks},
		Size:      board.MinK, Next: boardDays,
	}, nil
}

func (s Settings) terms() clocks.Terms {
	if s.Terms == (clocks.Terms{}) {
		return clocks.Default
	}
	return s.Terms
}

// charter returns the charter that the settings and the keys make, unsigned.
func (s Settings) charter(keys keyring.Keyring, serial uint64, made day.Day) *charter.Charter {
	return &charter.Charter{
		Serial: serial, Made: made, Expires: made + charterDays,
		Name: s.Name, About: s.About, Colour: s.Colour, Onion: s.Onion,
		Dispatch: keys.Dispatch().Public(), Epochs: keys.Epochs(),
		Form: s.Form, Retention: s.Retention, Pages: append([]string{}, s.Pages...), // none is [], not null
	}
}

func settings(tx *register.Tx) (s Settings, err error) {
	ok, err := tx.GetJSON(settingsBucket, settingsKey, &s)
	if err == nil && !ok {
		err = register.ErrDamaged
	}
	return s, err
}
