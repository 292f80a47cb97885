package giveaway

import "regexp"

const (
	capital = `\p{Lu}[\p{L}’'-]+`
	months  = `jan(?:uari|uary)?|feb(?:ruari|ruary)?|m(?:aa)?rt|march|apr(?:il|el)?|mei|may|ju[nl][iy]|y[uü][nl]i|jun|jul|aug(?:ustus|ust)?|ougùstùs|` +
		`sep(?:t|tember)?|sèptèmber|o[kc]t(?:ober)?|òktober|nov(?:ember)?|novèmber|de[cs](?:ember)?|desèmber|yan[uü]ari|febr[uü]ari`
	hours = `een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf`
	roles = `burgemeester|wethouder|gemeentesecretaris|griffier|gezaghebber|gedeputeerde|commissaris|directeur|hoofd|chef|teamleider|leidinggevende|` +
		`coördinator|beheerder|applicatiebeheerder|privacy ?officer|functionaris|voorzitter|mayor|alderman|governor|director|head|chief|manager|` +
		`team leader|coordinator|administrator|officer|gezaghèber|direktor|hefe|koordinadó`

	noLetter = `(?:[^\p{L}]|\z)`
	noDigit  = `(?:[^0-9]|\z)`
	space    = `[\s\p{Z}]`
)

func re(text string) *regexp.Regexp { return regexp.MustCompile(text) }

// rules are tried in this order.
var rules = []rule{
	{"email", among("._%+-", letterOrNumber), re(`([\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8})`)},
	{"date", digit, re(`([0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]{4}|[0-9]{2})|[0-9]{4}-[0-9]{2}-[0-9]{2})` + noDigit)},
	{"date", digit, re(`(?i)([0-9]{1,2}(?:st|nd|rd|th|e)?(?: of| di)? (?:` + months + `) [0-9]{4})|([0-9]{1,2}(?:st|nd|rd|th|e)?(?: of| di)? (?:` + months + `))` + noLetter)},
	{"date", letter, re(`(?i)((?:` + months + `)\.? [0-9]{1,2}(?:st|nd|rd|th)?,? [0-9]{4})|((?:` + months + `)\.? [0-9]{1,2}(?:st|nd|rd|th)?)` + noDigit)},
	{"time", digit, re(`(?i)((?:[01]?[0-9]|2[0-3]):[0-5][0-9])` + noDigit + `|((?:[01]?[0-9]|2[0-3])(?:\.[0-5][0-9])? ?(?:uur|u\b|a\.?m\b|p\.?m\b|o.clock))`)},
	{"time", letter, re(`(?i)((?:half|kwart (?:voor|over)) (?:` + hours + `)|(?:` + hours + `) uur)` + noLetter)},
	{"bsn", among("+-", digit), re(`([0-9](?:[ .-]?[0-9]){8})(?:\z|[^ .0-9-]|[ .-](?:\z|[^0-9]))`)},
	{"phone", letterOrNumber, re(`((?:\+|00|\(?0)[0-9](?:[ ().-]{0,2}[0-9]){7,12})` + noDigit)},
	{"phone", letterOrNumber, re(`([37][0-9][0-9][ -]?[0-9]{4})` + noDigit)}, // Bonaire, Sint Eustatius, Saba
	{"name", letter, re(`((?:[Mm]ijn naam is|[Ii]k heet|[Mm]y name is|[Mm]i nòmber ta|[Mm]i yama) \p{L}[\p{L}’'-]*(?: ` + capital + `)*)`)},
	{"name", letter, re(`((?:[Ii]k ben|I am|I’m|I'm|[Aa]mi ta) ` + capital + `(?: (?:van|de|der|den|ten) | )?(?:` + capital + `)?)`)},
	{"name", letter, re(`((?:[Gg]roet(?:en|jes)?|[Rr]egards|[Ss]aludo)[,.]?` + space + `+` + capital + `)`)},
	{"only", letter, re(`(?i)(alleen ik|ik alleen|ik ben de enige|als enige|niemand anders|behalve ik|(?:alleen|slechts) (?:wij|ik en \p{L}+))` + noLetter)},
	{"only", letter, re(`(?i)(only I|I alone|only me|just me|I am the only|I’m the only|I'm the only|no ?body else|no one else|except me)` + noLetter)},
	{"only", letter, re(`(?i)(ami so|solamente ami|niun otro hende|ningun otro hende)` + noLetter)},
	{"role", letter, re(`(?i)((?:ik ben|ik werk als|als|mijn functie is|i am|i’m|i'm|i work as|as|ami ta|mi ta)(?: (?:de|het|een|the|a|an|un|e))?(?: \p{L}+)? (?:` + roles + `))` + noLetter)},
	{"role", letter, re(`(?i)(mijn (?:functie|personeelsnummer|dienstnummer|registratienummer)|my (?:job title|staff number|badge number))` + noLetter)},
}
