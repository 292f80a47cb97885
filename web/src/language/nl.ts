// Nederlandse teksten. Kort en gewoon: wie dit leest, is misschien bang.

export const nl = {
  language: "nl",
  locale: "nl-NL",
  otherLanguages: "Taal",
  leave: "Wis alles en ga weg",
  back: "Terug",
  next: "Verder",
  again: "Probeer het opnieuw",
  needed: "Dit is nog niet af",

  notices: {
    test: (onion: string) =>
      `Dit is een proef. U bent hier niet anoniem, want deze pagina staat niet op een .onion-adres. Meld hier niets echts.${onion ? ` Het echte adres, voor Tor Browser: http://${onion}` : ""}`,
    elsewhere: (name: string, onion: string) =>
      `Deze pagina staat niet op het adres dat “${name}” opgeeft. Meld hier niets. Het juiste adres is http://${onion} – vergelijk het met uw kaart.`,
    noAddress: (name: string) =>
      `“${name}” geeft geen adres op. Daardoor kan deze pagina niet zeggen of u op de goede plek bent. Vergelijk het adres met uw kaart.`,
    refused: "Een bureau op deze server is weggelaten, omdat zijn gegevens niet kloppen.",
    old: (name: string, date: string, today: string) =>
      `De berichten van “${name}” zijn oud: op ${date} hadden er nieuwe moeten zijn. Misschien is er een storing, of klopt de datum op dit apparaat niet (${today}). Kijk over een paar dagen opnieuw.`,
    clock: "De datum op dit apparaat lijkt niet te kloppen. Kijken kan gewoon; wat hier over dagen staat, kan verkeerd zijn.",
    boards: (names: string) =>
      `Niet alles kon worden opgehaald of gecontroleerd (${names}). Het kan dus zijn dat er wel iets voor u is. Probeer het later opnieuw.`,
  },

  failures: {
    connection: "Geen verbinding met de server. Kijk of u nog verbonden bent met Tor en probeer het opnieuw.",
    timeout: "De server antwoordt niet. Via Tor kan het traag gaan. Wacht even en probeer het opnieuw.",
    strange: "De server gaf een antwoord dat niet klopt. Controleer het adres met uw kaart en probeer het later opnieuw.",
    browser: "Deze browser kan dit niet. Gebruik de nieuwste Tor Browser, op stand Standaard of Veiliger (Safer).",
    statuses: {
      400: "De server vindt dat er iets ontbreekt. Waarschijnlijk ging er onderweg iets mis. Probeer het opnieuw.",
      404: "Dit bureau is op deze server niet meer bekend. Ga terug naar het begin en probeer het opnieuw.",
      413: "De server vindt de melding te groot. Dat hoort niet te kunnen. Probeer het later opnieuw.",
      415: "De server herkent dit niet als melding. Waarschijnlijk ging er onderweg iets mis. Probeer het opnieuw.",
      429: "Het is nu te druk. Wacht een paar minuten en probeer het opnieuw.",
      507: "De server is vol. Probeer het over een paar uur opnieuw. Lukt het dan niet, neem dan op een andere manier contact op.",
    } as Record<number, string>,
    status: (n: number) => `De server meldt een fout (${n}). Wacht even en probeer het opnieuw.`,
  },

  start: {
    title: "Veilig melden",
    what: [
      "Hier meldt u dat criminelen u of een collega benaderen, of dat er gegevens lekken.",
      "Wat u schrijft gaat op dit apparaat op slot; alleen het bureau dat u kiest kan het lezen.",
      "U hoeft niet te zeggen wie u bent: met een code van acht woorden leest u later het antwoord.",
    ],
    danger: "Bent u nu in gevaar? Bel 112.",
    before: "Doe dit niet op een computer, telefoon of netwerk van uw werk.",
    report: "Iets melden",
    reportHint: "U begint een nieuwe melding.",
    code: "Ik heb een code",
    codeHint: "U kijkt of er een antwoord is, of voegt iets toe.",
    loading: "Verbinding maken…",
    none: "Op deze server neemt nog geen bureau meldingen aan. Controleer het adres met uw kaart.",
    duty: "Een melding hier is geen aangifte. Moet u als ambtenaar aangifte doen van een misdrijf, dan blijft die plicht bestaan.",
  },

  bureau: {
    title: "Aan wie meldt u?",
    only: "Uw melding gaat naar:",
    choose: "Kies een bureau",
    words: "Controlewoorden",
    wordsHint: "Heeft u een kaart van dit bureau? Vergelijk deze twaalf woorden met de kaart. Klopt er één niet, meld dan niets.",
    closed: "Dit bureau neemt nu geen meldingen aan: zijn gegevens zijn verlopen of nog niet geldig. Kijken met een code kan wel.",
    missing: "Kies eerst een bureau.",
  },

  topic: {
    title: "Waar gaat het over?",
    missing: "Kies eerst wat het beste past. Twijfelt u? Elke keuze is goed.",
  },

  questions: {
    title: "Uw melding",
    optional: "Sla over wat u niet weet of niet wilt zeggen. Alleen het laatste veld is nodig.",
    text: "Vertel wat er is gebeurd",
    textHint: "In uw eigen woorden. Noem uzelf alleen als u dat wilt. Wat maar weinig mensen weten, kan verraden wie u bent.",
    missing: "Schrijf eerst iets op. Een paar zinnen is genoeg.",
    tooLong: (n: string) => `Dit is te lang: er moeten ongeveer ${n} tekens af. Stuur de rest later na, met uw code.`,
    left: (n: string) => `Nog ruimte voor ongeveer ${n} tekens.`,
    choices: "U kunt meer dan één antwoord kiezen.",
  },

  code: {
    title: "Uw code",
    titleNext: "Uw volgende code",
    why: "Schrijf deze acht woorden op papier, in deze volgorde. Alleen hiermee leest u het antwoord. Niemand kan u een nieuwe geven.",
    whyNext: "Schrijf ook deze acht woorden op. Gooi de oude code nog niet weg.",
    keep: [
      "Geen foto, geen schermafdruk, niet in uw telefoon of mail.",
      "Bewaar het papier thuis, waar niemand het zoekt.",
      "Gooit u het ooit weg? Vernietig dan het hele papier: een halve code is te raden.",
    ],
    words: "De acht woorden van uw code",
    written: "Ik heb ze opgeschreven",
  },

  confirm: {
    title: "Klopt uw papier?",
    why: "Neem de gevraagde woorden over van uw papier. Zo weet u zeker dat u later terug kunt.",
    word: (n: number) => `Woord ${n}`,
    wrong: (n: number) => `Woord ${n} klopt niet. Kijk nog eens op uw papier, of bekijk de code opnieuw.`,
    show: "Toon de code opnieuw",
    send: "Verstuur",
  },

  sending: {
    title: "Versturen",
    stretch: "Sleutels maken uit uw code…",
    seal: "Op slot doen…",
    open: "Berichten openen…",
    post: (percent: number) => `Versturen… ${percent} %`,
    wait: "Via Tor duurt dit soms een minuut. Laat deze pagina open.",
    unsure:
      "We weten niet zeker of het is aangekomen. Verstuur het nog eens: twee keer hetzelfde sturen kan geen kwaad. Bewaar de code die u opschreef, ook als het niet lukt.",
    stay: "Sluit deze pagina niet: dan is wat u schreef weg.",
    repeat: "Verstuur nog eens",
    failedTitle: "Nog niet verstuurd",
    unsureTitle: "Misschien niet verstuurd",
    notMade: "Er ging iets mis bij het op slot doen. Er is niets verstuurd.",
  },

  sent: {
    title: "Verstuurd",
    arrived: (name: string) => `Uw melding staat op slot klaar voor “${name}”.`,
    when: (date: string) => `Kom op zijn vroegst terug na ${date}. Kijk dan met uw code; een paar dagen later kan ook.`,
    whenUnknown: "Kom over een paar dagen terug en kijk met uw code.",
    keep: "Bewaar uw code. Er is geen ander bewijs van uw melding, en geen andere weg naar het antwoord.",
    close: "Klaar? Wis dan alles en sluit het venster.",
    turnTitle: "Verstuurd – bewaar beide codes",
    turnArrived: (name: string) => `Uw bericht staat op slot klaar voor “${name}”.`,
    turnKeep: "Bewaar de oude én de nieuwe code.",
    turnFirst: "U gaf meer dan één volgende code op. Bewaar ze alle. De eerste die u typte, is nu uw nieuwe code.",
    turnWhy: "Kijk de volgende keer eerst met de nieuwe code. Pas als die een ontvangstbewijs laat zien, vernietigt u de oude.",
  },

  enter: {
    title: "Kijk met uw code",
    label: "Uw acht woorden",
    hint: "Hoofdletters, komma’s en cijfers maken niet uit. Vier letters van een woord is genoeg.",
    look: "Kijk",
    unknown: (position: number, word: string) => `Woord ${position}, “${word}”, staat niet op de lijst.`,
    nearest: "Bedoelt u:",
    count: (n: number) =>
      n === 0 ? "Typ de acht woorden van uw code." : `Een code heeft acht woorden; dit ${n === 1 ? "is er 1" : `zijn er ${n}`}.`,
    check: "Alle woorden bestaan, maar samen zijn ze geen code. Eén woord is verkeerd, of de volgorde. Vergelijk ze met uw papier.",
    same: "Dat is de code waarmee u nu kijkt. Typ hier de volgende code.",
    twice: "U heeft twee keer dezelfde code getypt.",
    fetching: "Berichten ophalen…",
    fetched: (kilobytes: string) => `Berichten ophalen… ${kilobytes} kB`,
    privacy: "Uw code gaat niet naar de server. De pagina haalt de berichten voor iedereen op en zoekt hier welke voor u zijn.",
  },

  result: {
    nothing: "Er is niets voor deze code",
    nothingLead: "Uw code klopt. Dat er niets is, kan drie dingen betekenen:",
    early: (dates: string) => `Het is te vroeg. Berichten komen op vaste dagen. ${dates}`,
    earlyDate: (name: string, date: string) => `“${name}”: op zijn laatst ${date}.`,
    noBoard: (name: string) => `“${name}” heeft nog nooit berichten geplaatst.`,
    used: "U heeft met deze code al eens gereageerd. Kijk dan met de code die u toen daarna kreeg.",
    lost: "Wat u stuurde, is niet aangekomen. Is er na de volgende berichten nog niets? Was het een reactie, kijk dan met de oude code en stuur haar opnieuw. Was het uw melding, meld het dan opnieuw.",
    receipt: "Uw melding is binnen",
    receiptText: (date: string, n: number) =>
      n > 1 ? `Het bureau heeft ${n} berichten van u; sinds ${date}.` : `Het bureau heeft uw bericht sinds ${date}.`,
    receiptNext: "Er is nog geen antwoord. Kijk later opnieuw met deze code.",
    missing: "Deze bestanden zijn niet (heel) aangekomen:",
    answers: (n: number) => (n === 1 ? "Er is een antwoord" : `Er zijn ${n} antwoorden`),
    answerOf: (date: string) => `Antwoord van ${date}`,
    answersNext: "Reageer, ook als u niets wilt toevoegen: dan weet het bureau dat u dit las, en krijgt u een nieuwe code.",
    alarm: "Let op: misschien heeft iemand anders uw code",
    alarmText: (date: string) =>
      `Op ${date} zag het bureau twee verschillende reacties op één code. Zolang niet duidelijk is welke van u is, krijgt niemand een antwoord.`,
    alarmDo: [
      "Stuurde u zelf twee keer, met twee nieuwe codes? Kijk dan met de oude code, kies “Iets toevoegen”, en geef daar beide nieuwe codes op.",
      "Zo niet: dan heeft iemand uw papier gezien of uw scherm. Let op uw veiligheid. Bent u in gevaar, bel 112.",
      "Doe vanaf een veilige plek een nieuwe melding en vertel dat dit is gebeurd. Noem iets wat alleen u over de eerste melding weet.",
    ],
    damaged: "Er is iets voor u, maar het is beschadigd",
    damagedText:
      "Een bericht onder uw code is niet te openen of is niet door het bureau geschreven. Kijk opnieuw na de volgende berichten.",
    incomplete: "Van een antwoord ontbreekt nog een deel. Kijk later opnieuw.",
    from: "Van",
    later: "Kijk opnieuw",
    other: "Kijk met een andere code",
    turn: "Iets toevoegen",
    reply: "Reageer",
    report: "Opnieuw melden",
  },

  turn: {
    bureau: "Bij welk bureau hoort deze code?",
    nextTitle: "Heeft u al een volgende code?",
    nextWhy:
      "Reageerde u met deze code al eens eerder, bijvoorbeeld toen de verbinding wegviel? Dan schreef u toen een volgende code op.",
    no: "Nee, dit is mijn eerste reactie",
    yes: "Ja, ik heb een volgende code",
    entryTitle: "Uw volgende code",
    entryHint: "We kijken eerst of er met die code iets is.",
    another: "Ik heb er nog een",
    nth: (n: number) => `Volgende code ${n}`,
    remove: "Haal weg",
    reused: "Met die code is er nog niets. Hij wordt nu opnieuw gebruikt; u hoeft geen nieuwe op te schrijven.",
    found:
      "Uw eerdere reactie is aangekomen. Dit staat er bij uw volgende code. De oude code heeft u niet meer nodig zodra hier een ontvangstbewijs staat.",
    textTitle: "Uw reactie",
    text: "Wat wilt u het bureau zeggen?",
    textEmpty: "Dit mag leeg blijven: dan laat u alleen weten dat u het antwoord las.",
    missing: "Schrijf eerst iets op.",
    closed: "Dit bureau kan nu geen berichten aannemen: zijn sleutel is verlopen of nog niet geldig. Probeer het later opnieuw.",
  },
};

/** Every language has these texts. */
export type Texts = typeof nl;
