package papers

// texts are the words of the papers in one language.
type texts struct {
	tag                                      string
	shareTitle, shareOf, shareFrom, shareUse string
	shareRules                               []string
	bureau, fingerprint, signatures          string
}

// in returns the words in a language, English where there are none.
func in(language string) texts {
	if language == dutch.tag {
		return dutch
	}
	return english
}

var english = texts{
	tag:        "en",
	shareTitle: "Share of a bureau's keys: SECRET",
	shareOf:    "Share %d of %d, of %s",
	shareFrom:  "%s. Fingerprint: %s. Dealing %d, %s.",
	shareUse: "These 24 words are a share of the keys with which reports are opened. %d such shares together open them; fewer open nothing. " +
		"The words are typed at the bureau's offline desk, where nobody sees them. The first four letters of each are enough.",
	shareRules: []string{
		"Nobody else may see this page: not a colleague, not IT, not the other custodians.",
		"Keep it in a closed envelope, in a place to which you alone have the key, and not with another share.",
		"Never photograph or scan it with a device that has a network. The code beside this holds the same words.",
		"If it is lost, or somebody may have seen it, say so at once: the shares are dealt anew, and this one is worth nothing then.",
		"When the bureau deals anew, destroy this page whole, and the file of the share with it.",
	},
	bureau: "Bureau", fingerprint: "Fingerprint", signatures: "Signatures",
}

var dutch = texts{
	tag:        "nl",
	shareTitle: "Deel van de sleutels van een bureau: GEHEIM",
	shareOf:    "Deel %d van %d, van %s",
	shareFrom:  "%s. Vingerafdruk: %s. Verdeling %d, %s.",
	shareUse: "Deze 24 woorden zijn een deel van de sleutels waarmee meldingen worden geopend. Met %d van zulke delen samen gaan ze open; met minder gaat niets open. " +
		"De woorden typt u op de computer van het bureau zonder netwerk, zonder dat iemand meekijkt. De eerste vier letters van elk woord zijn genoeg.",
	shareRules: []string{
		"Niemand anders mag deze bladzijde zien: geen collega, geen beheerder, ook niet wie een ander deel heeft.",
		"Bewaar haar in een dichte envelop, op een plaats waarvan alleen u de sleutel hebt, en niet bij een ander deel.",
		"Fotografeer of scan haar nooit met een apparaat dat een netwerk heeft. De code hiernaast bevat dezelfde woorden.",
		"Bent u haar kwijt, of kan iemand haar hebben gezien? Zeg het meteen: de delen worden opnieuw verdeeld, en dit deel is dan niets meer waard.",
		"Verdeelt het bureau opnieuw, vernietig dan deze bladzijde helemaal, en het bestand van het deel ook.",
	},
	bureau: "Bureau", fingerprint: "Vingerafdruk", signatures: "Handtekeningen",
}
