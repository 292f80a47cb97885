package replies

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// pattern finds things of one kind, and brings what it finds to a form in which the same things are equal; "" if it is none.
type pattern struct {
	*regexp.Regexp
	form func(string) string
}

func set(words string) map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(words) {
		all[w] = true
	}
	return all
}

// filler are words that say nothing by themselves, in the three languages.
var filler = set(`de het een en of maar want dus ook nog al niet geen wel er hier daar dit dat deze die wie wat waar wanneer hoe waarom welke is was zijn waren ben bent
	wordt worden werd heb hebt heeft had hebben hadden kan kunt kunnen kon zal zult zullen zou moet moeten mag mogen wil wilt willen ga gaat gaan doe doet doen gedaan
	ik u uw jij je jou jouw hij zij ze wij we ons onze mij me mijn hem haar hun iemand niemand iets niets alles alle van voor met aan in op te om bij naar uit over door
	tot als dan toen nu meer veel weinig heel zo af weer toch ja nee
	the a an and or but so also still already not no yes there here this that these those who what where when how why which is was were are be been am has have had
	can could will would shall should must may might do does did done go goes i you your he she it they we us our me my him her his their someone nobody something
	nothing everything all of for with at in on to by from out about through until if then now more much very again
	e un i òf pero no si ta tabata a lo mi bo nos nan su di na pa ku for ki kiko ken unda ora kon pakiko esaki esei akí aki ei algu nada tur mas hopi`)

// titles stand before a person's name.
var titles = set("meneer mevrouw mijnheer dhr mevr mw mr mrs ms miss mister doctor dokter burgemeester wethouder señor señora shon")

const (
	months   = `jan(?:uari|uary)?|feb(?:ruari|ruary)?|maart|march|mar|apr(?:il)?|mei|may|juni?|june|juli?|july|aug(?:ustus|ust)?|sept?(?:ember)?|okt(?:ober)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?`
	weekdays = `maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|monday|tuesday|wednesday|thursday|friday|saturday|sunday|djaluna|djamars|djarason|djaweps|djabièrnè|djasabra|djadumingu`
	hours    = `een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf`
)

// calendar are words with a capital in some languages that are no names.
var calendar = set(strings.NewReplacer("|", " ").Replace(weekdays) + " january february march april may june july august september october november december januari februari maart mei juni juli augustus oktober")

// numbers are what identifies by its digits or signs.
var numbers = []pattern{
	{regexp.MustCompile(`(?:\b\d|[(+]\d)[\d \-./()]*\d\b`), digits},
	{regexp.MustCompile(`(?i)\b[a-z]{2}\d{2} ?[a-z]{4}[ \d]{8,14}`), signs},                                      // account
	{regexp.MustCompile(`(?i)\b[a-z\d]{1,3}-[a-z\d]{1,3}-[a-z\d]{1,3}\b|\b[a-z\d]{1,3}\d[a-z\d]{2,4}\b`), signs}, // plate
	{regexp.MustCompile(`(?i)[\w.+-]+@[\w-]+(?:\.[\w-]+)+`), strings.ToLower},
	{regexp.MustCompile(`(?i)\b\d{4} ?[a-z]{2}\b`), signs}, // postcode
}

// digits returns the digits of a number, without what begins a telephone number abroad, and nothing for one that is short or known to all.
func digits(text string) string {
	all := only(text, unicode.IsDigit)
	for _, prefix := range []string{"0031", "31", "0"} {
		if len(all) > 9 && strings.HasPrefix(all, prefix) {
			all = all[len(prefix):]
			break
		}
	}
	if len(all) < leastDigits || all == "112" || all == "162" {
		return ""
	}
	return all
}

// signs returns letters and digits in capitals, and nothing if either is missing.
func signs(text string) string {
	all := strings.ToUpper(only(text, func(r rune) bool { return unicode.IsDigit(r) || unicode.IsLetter(r) }))
	if only(all, unicode.IsDigit) == "" || only(all, unicode.IsLetter) == "" {
		return ""
	}
	return all
}

func only(text string, is func(rune) bool) string {
	return strings.Map(func(r rune) rune {
		if is(r) {
			return r
		}
		return -1
	}, text)
}

// times are dates, weekdays and hours.
var times = []pattern{
	{regexp.MustCompile(`(?i)\b\d{1,2}(?:e|de|ste|th|st|nd|rd)?[ -](?:of )?(?:` + months + `)\b|\b(?:` + months + `) \d{1,2}\b|\b\d{1,2}[-/]\d{1,2}(?:[-/]\d{2,4})?\b|\b\d{4}-\d{2}-\d{2}\b`), date},
	{regexp.MustCompile(`(?i)(?:` + weekdays + `)`), fold},
	{regexp.MustCompile(`(?i)\b\d{1,2}[:.]\d{2}\b|\b\d{1,2} ?(?:uur|o'clock|am|pm|h)\b|\b(?:half|kwart over|kwart voor) (?:` + hours + `)\b`), hour},
}

var monthNumber = func() map[string]int {
	all := map[string]int{}
	for i, names := range []string{"jan", "feb", "maa mar", "apr", "mei may", "jun", "jul", "aug", "sep", "okt oct", "nov", "dec"} {
		for _, n := range strings.Fields(names) {
			all[n] = i + 1
		}
	}
	return all
}()

// date returns day and month, whatever the order of an English date, and whatever the year.
func date(text string) string {
	numbers := regexpDigits.FindAllString(text, -1)
	if letters := fold(only(text, unicode.IsLetter)); letters != "" {
		for _, cut := range []string{"de", "ste", "th", "st", "nd", "rd", "e", "of"} {
			if m := strings.TrimPrefix(letters, cut); m != letters && len(m) >= 3 && monthNumber[m[:3]] > 0 {
				letters = m
				break
			}
		}
		letters = strings.TrimPrefix(letters, "of")
		if len(letters) >= 3 && len(numbers) > 0 && monthNumber[letters[:3]] > 0 {
			return fmt.Sprintf("%02s-%02d", numbers[0], monthNumber[letters[:3]])
		}
		return ""
	}
	if len(numbers) == 3 && len(numbers[0]) == 4 {
		numbers = []string{numbers[2], numbers[1]}
	}
	if len(numbers) < 2 {
		return ""
	}
	return fmt.Sprintf("%02s-%02s", numbers[0], numbers[1])
}

var regexpDigits = regexp.MustCompile(`\d+`)

// hour returns an hour as 14:00, or the words for one that is said in words.
func hour(text string) string {
	n := regexpDigits.FindAllString(text, -1)
	switch len(n) {
	case 0:
		return fold(text)
	case 1:
		return fmt.Sprintf("%02s:00", n[0])
	}
	return fmt.Sprintf("%02s:%s", n[0], n[1])
}
