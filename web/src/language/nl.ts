// Nederlandse teksten. Kort en gewoon (taalniveau B1): wie dit leest, is misschien bang.

export const nl = {
  locale: "nl-NL",
  date: (day: number, month: number, year: number) => `${day} ${maanden[month - 1]} ${year}`,
  otherLanguages: "Taal",
  leave: "Snel weg",
  leaveHow: "Snel weg: alles hier wordt meteen gewist. Twee keer op Esc drukken werkt ook.",
  leaveAll: "Wis alles en ga weg",
  back: "Terug",
  next: "Verder",
  again: "Probeer het opnieuw",
  print: "Deze pagina drukt niets af: een afdruk kan u verraden.",

  notices: {
    test: (onion: string) =>
      `Dit is een proef. U bent hier niet anoniem, want deze pagina staat niet op een .onion-adres. Meld hier niets echts.${onion ? ` Het echte adres, voor Tor Browser: http://${onion}` : ""}`,
    testShort: "Dit is een proef: meld hier niets echts.",
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
      "Wat u schrijft, gaat op dit apparaat op slot. Alleen het bureau dat u kiest, kan het lezen.",
      "U hoeft niet te zeggen wie u bent. Met een code van acht woorden leest u later het antwoord.",
    ],
    danger: "Bent u nu in gevaar? Bel 112.",
    before: "Doe dit niet op een computer, telefoon of netwerk van uw werk.",
    report: "Iets melden",
    reportHint: "Duurt ongeveer tien minuten. Houd pen en papier klaar.",
    code: "Ik heb een code",
    codeHint: "Kijk of er een antwoord is, of voeg iets toe.",
    loading: "Verbinding maken…",
    none: "Op deze server neemt nog geen bureau meldingen aan. Controleer het adres met uw kaart.",
    duty: "Een melding hier is geen aangifte. Moet u als ambtenaar aangifte doen van een misdrijf, dan blijft die plicht bestaan.",
  },

  danger: {
    title: "Bent u nu in gevaar?",
    hint: "U, of iemand anders. Twijfelt u? Bel dan 112.",
    yes: "Ja",
    no: "Nee",
    unsure: "Weet ik niet",
    nowTitle: "Bel nu 112",
    now: [
      "Bel 112. Op Bonaire, Sint Eustatius en Saba kan ook 911.",
      "Ga naar een plek met mensen, of doe de deur op slot.",
      "Kunt u niet praten? In Europees Nederland kunt u met de app 112NL ook typen.",
      "Wacht niet op een antwoord van hier: uw melding wordt pas na een paar dagen gelezen.",
    ],
    nowLater: "Een melding schrijven kan daarna ook nog.",
    nowNext: "Ik ben nu veilig, verder",
  },

  bureau: {
    title: "Aan wie vertelt u het?",
    only: "Uw melding gaat naar:",
    choose: "Kies een bureau. Meer dan één mag ook.",
    about:
      "Gaat het over iemand die bij een bureau werkt, of die daar vrienden heeft? Kies dat bureau dan niet. Bureaus kunnen met elkaar overleggen: mag er één niets van horen, schrijf dat dan in uw melding.",
    codes: (n: number) => `U kiest ${n} bureaus. U krijgt straks ${n} codes, na elkaar: voor elk bureau één. Bewaar ze allemaal.`,
    closed:
      "Dit bureau neemt nu geen meldingen aan: zijn gegevens zijn verlopen of nog niet geldig, of de datum op dit apparaat klopt niet. Kijken met een code kan wel.",
    missing: "Kies eerst een bureau.",
  },

  card: {
    title: "Hebt u een kaart?",
    why: (name: string) =>
      `Op de kaart van “${name}” staan twaalf woorden. Typ de woorden die hier worden gevraagd. Dan weet u dat uw melding echt naar dit bureau gaat.`,
    word: (n: number) => `Woord ${n} van de kaart`,
    empty: (n: number) => `Typ woord ${n} van uw kaart. Hebt u er geen, kies dan “Ik heb geen kaart”.`,
    wrong: (n: number) =>
      `Woord ${n} hoort niet bij dit bureau. Kijk nog eens goed. Staat het echt zo op uw kaart, meld hier dan niets: deze pagina kan vals zijn.`,
    none: "Ik heb geen kaart",
    noneTitle: "Zonder kaart",
    noneWhat: (name: string) => [
      `Zonder kaart kunt u niet nagaan of deze pagina echt van “${name}” is.`,
      "Hebt u het adres van iemand die u vertrouwt, of van uw werkgever? Dan is de kans klein dat het niet klopt.",
      "Vond u het adres ergens anders? Wacht dan liever tot u een kaart hebt.",
    ],
    noneNext: "Verder zonder kaart",
  },

  topic: {
    title: "Waar gaat het over?",
    missing: "Kies eerst wat het beste past. Twijfelt u? Elke keuze is goed.",
    help: "Ik twijfel: help mij kiezen",
    fits: "Dit past het best bij wat u herkent. U mag ook iets anders kiezen.",
  },

  signals: {
    title: "Herkent u dit?",
    hint: "Kruis aan wat u herkent. Dit helpt alleen bij het kiezen. Het wordt niet verstuurd.",
  },

  questions: {
    text: "Vertel wat er is gebeurd",
    textHint: "In uw eigen woorden. Eén zin is genoeg. Noem uzelf alleen als u dat wilt.",
    after: "Hierna komen nog een paar vragen. Die mag u overslaan.",
    missing: "Schrijf eerst iets op. Eén zin is genoeg.",
    tooLong: (n: string) => `Dit is te lang: er moeten ongeveer ${n} tekens af. Stuur de rest later na, met uw code.`,
    left: (n: string) => `Nog ruimte voor ongeveer ${n} tekens.`,
    choices: "U kunt meer dan één antwoord kiezen.",
    nth: (i: number, n: number) => `Vraag ${i} van ${n}`,
    free: "U hoeft niet te antwoorden.",
    skip: "Overslaan",
    rest: "Sla alle vragen over",
  },

  files: {
    title: "Wilt u bestanden meesturen?",
    row: "Bestanden",
    hint: "Bijvoorbeeld een foto, schermafdruk of document. Zonder mag ook.",
    how: "Deze pagina haalt verborgen gegevens eruit, zoals naam, plaats en toestel. Ze vindt niet alles. Wat op een foto te zien is of in een tekst staat, blijft staan. Kijk daar zelf naar.",
    most: "Hoogstens 100 bestanden, samen 256 MB.",
    choose: "Kies bestanden",
    total: (n: number, size: string) => `${n === 1 ? "1 bestand" : `${n} bestanden`}, samen ${size}.`,
    neutral: (n: number) => `bestand-${n}`,
    original: "origineel",
    asIs: "niet schoongemaakt",
    checking: "Wordt nagekeken…",
    nothing: "Deze pagina vond niets verborgens. Ze vindt niet alles.",
    plain: "Niet nagekeken: lees het zelf na.",
    removed: "Eruit gehaald:",
    left: "Let op, dit zit er nog in:",
    inside: "Hierin zit:",
    all: (n: number) => `Toon precies wat (${n})`,
    kinds: {
      gps: "de plaats",
      camera: "het toestel",
      serial: "een serienummer",
      author: "namen",
      software: "het programma",
      time: "datum en tijd",
      thumbnail: "een verborgen voorbeeld",
      comment: "opmerkingen",
      other: "andere gegevens",
    },
    why: {
      unknown: "Dit soort bestand kan deze pagina niet schoonmaken.",
      damaged: "Dit bestand is niet schoon te maken: het is beschadigd.",
      encrypted: "Dit bestand is niet schoon te maken: er zit een wachtwoord op.",
      large: "Dit bestand is te groot of te ingewikkeld om schoon te maken.",
    },
    risk: "Uw naam, uw toestel of de plaats kan erin staan. Een schermafdruk ervan is vaak veiliger.",
    anyway: "Stuur het toch, zoals het is",
    sends: "Wat stuurt u?",
    send: {
      cleaned: ["Alleen het schone bestand"],
      both: ["Ook het origineel, als bewijs", "Daar zit alles nog in. Het bureau krijgt twee bestanden."],
      original: ["Alleen het origineel", "Daar zit alles nog in."],
    } as Record<"cleaned" | "both" | "original", string[]>,
    more: "Andere naam, of het origineel",
    gets: "Het bureau krijgt:",
    name: "Naam voor het bureau",
    nameHint: "Een bestandsnaam kan u verraden. Daarom is deze neutraal. Alleen het bureau ziet hem.",
    remove: "Haal weg",
    limit:
      "Samen mogen het hoogstens 100 bestanden en 256 MB zijn, originelen meegeteld. Laat er een paar weg en stuur die later na, met uw code.",
    empty: (name: string) => `“${name}” is leeg en kan niet mee.`,
    wait: (name: string) => `“${name}” wordt nog nagekeken. Wacht even.`,
    decide: (name: string) => `“${name}” is niet schoongemaakt. Kies “Stuur het toch”, of haal het weg.`,
    gone: (name: string) =>
      `“${name}” is niet te lezen: het is veranderd of weg sinds u het koos. Haal het uit de lijst, en kies het opnieuw als u wilt.`,
  },

  check: {
    title: "Klopt dit?",
    lead: "Er is nog niets verstuurd. U kunt alles nog wijzigen.",
    to: "Naar",
    card: "Kaart",
    cardRight: "woorden kloppen",
    cardNone: "geen kaart",
    change: "Wijzig",
    empty: "niet ingevuld",
    next: "Verder naar mijn code",
  },

  giveaway: {
    title: "Kan iemand hieraan zien wie u bent?",
    found: "Dit viel op. Het is alleen een raad: u beslist zelf.",
    none: "Er viel niets op. Maar deze controle is eenvoudig. Lees het zelf ook na: wat weten maar weinig mensen?",
    kinds: {
      name: "Dit lijkt uw naam. Het bureau heeft die niet nodig.",
      only: "Als alleen u dit weet of kon, wijst dit naar u.",
      time: "Een precieze tijd is terug te vinden, bijvoorbeeld in een rooster of logboek. “’s Avonds” is vaak genoeg.",
      date: "Een precieze dag kan naar u wijzen. “Begin maart” is vaak genoeg.",
      email: "Dit is een mailadres. Is het van u, haal het dan weg.",
      phone: "Dit lijkt een telefoonnummer. Is het van u, haal het dan weg.",
      bsn: "Dit lijkt een burgerservicenummer. Is het van u, haal het dan weg.",
      role: "Als maar één of twee mensen dit werk doen, wijst dit naar u.",
    },
  },

  code: {
    title: "Uw code",
    titleOf: (i: number, n: number, name: string) => `Uw code ${i} van ${n}, voor “${name}”`,
    titleNext: "Uw volgende code",
    why: "Schrijf deze acht woorden op papier, in deze volgorde. Alleen hiermee leest u later het antwoord.",
    whyOf:
      "Dit is een andere code dan de vorige. Schrijf ook deze op. Welke code bij welk bureau hoort, hoeft er niet bij: dat zoekt deze pagina straks zelf uit.",
    whyNext: "Schrijf ook deze acht woorden op.",
    keepOld: "Bewaar de oude code, tot de nieuwe code een ontvangstbewijs laat zien.",
    keep: [
      "Leer de woorden uit uw hoofd, of bewaar het papier waar niemand zoekt.",
      "Maak geen foto. Zet ze niet in uw telefoon, mail of een computer van uw werk.",
      "Gooit u het papier weg? Vernietig het dan helemaal: een halve code is te raden.",
      "Kwijt is kwijt: niemand kan u de code opnieuw geven.",
    ],
    words: "De acht woorden van uw code",
    written: "Ik heb ze opgeschreven",
  },

  confirm: {
    title: "Klopt uw papier?",
    why: "Typ deze woorden over van uw papier, of uit uw hoofd. Zo weet u zeker dat u later terug kunt.",
    word: (n: number) => `Woord ${n}`,
    wrong: (n: number) => `Woord ${n} klopt niet. Kijk nog eens op uw papier, of bekijk de code opnieuw.`,
    show: "Toon de code opnieuw",
    send: "Verstuur",
  },

  sending: {
    title: "Versturen",
    to: (name: string) => `Versturen naar “${name}”`,
    stretch: "Sleutels maken uit uw code…",
    seal: "Op slot doen…",
    open: "Berichten openen…",
    post: (percent: number) => `Versturen… ${percent} %`,
    wait: "Via Tor duurt dit soms een minuut. Laat deze pagina open.",
    unsure:
      "We weten niet zeker of het is aangekomen. Twee keer hetzelfde sturen kan geen kwaad. Bewaar de code die u opschreef, ook als het niet lukt.",
    stay: "Sluit deze pagina niet: dan is wat u schreef weg.",
    repeat: "Probeer het nu",
    failedTitle: "Nog niet verstuurd",
    unsureTitle: "Misschien niet verstuurd",
    notMade: "Er ging iets mis bij het op slot doen. Er is niets verstuurd.",
    left: (left: string, of: string, minutes: number | undefined) =>
      `Nog ${left} van ${of} delen te gaan.${minutes === undefined ? "" : minutes < 2 ? " Dat duurt ongeveer een minuut." : minutes < 100 ? ` Dat duurt ongeveer ${minutes} minuten.` : ` Dat duurt ongeveer ${Math.round(minutes / 60)} uur.`}`,
    stop: "Stop en ga terug",
    retry: (seconds: string) => `Over ${seconds} seconden gaat het vanzelf verder.`,
    trying: "Er wordt nu opnieuw verbonden…",
    pause: "Wat al is aangekomen, hoeft niet nog eens. Een pauze kan geen kwaad, ook niet van een uur.",
    goneRest: "Wat u schreef, is nog niet verstuurd. Ga terug: het staat er nog, en de andere bestanden ook.",
    done: (names: string) => `Wel verstuurd: ${names}. Bewaar die code.`,
  },

  sent: {
    title: "Verstuurd",
    arrived: (name: string) => `Uw melding staat op slot klaar voor “${name}”.`,
    when: (date: string) => `Kom op zijn vroegst terug na ${date}. Kijk dan met uw code; een paar dagen later kan ook.`,
    whenUnknown: "Kom over een paar dagen terug en kijk met uw code.",
    keep: "Bewaar uw code. Er is geen ander bewijs van uw melding, en geen andere weg naar het antwoord.",
    keepAll: (n: number) =>
      `Bewaar ${n === 2 ? "beide" : `alle ${n}`} codes. Er is geen ander bewijs van uw meldingen, en geen andere weg naar de antwoorden.`,
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
    hint: "Na een paar letters ziet u welke woorden er zijn. U kunt ook alles achter elkaar typen.",
    look: "Kijk",
    unknown: (position: number, word: string) => `Woord ${position}, “${word}”, staat niet op de lijst.`,
    other: (position: number, word: string) =>
      `Woord ${position}, “${word}”, is van een andere lijst dan de rest. Uw woorden zijn allemaal Nederlands, of allemaal Engels.`,
    nearest: "Bedoelt u:",
    empty: (positions: string) => `Nog leeg: woord ${positions}.`,
    count: (n: number) => `Een code heeft acht woorden; dit zijn er ${n}.`,
    check: "Alle woorden bestaan, maar samen zijn ze geen code. Eén woord is verkeerd, of de volgorde. Vergelijk ze met uw papier.",
    same: "Dat is de code waarmee u nu kijkt. Typ hier de volgende code.",
    twice: "U hebt twee keer dezelfde code getypt.",
    fetching: "Berichten ophalen…",
    fetched: (kilobytes: string) => `Berichten ophalen… ${kilobytes} kB`,
    privacy: "Uw code gaat niet naar de server. De pagina haalt de berichten voor iedereen op en zoekt hier welke voor u zijn.",
    suggestions: (n: number) => (n === 1 ? "1 woord past" : `${n} woorden passen`),
    lost: "Ik ben mijn code kwijt",
    lostTitle: "Uw code kwijt?",
    lostWhat: [
      "Niemand kan u de code teruggeven. Ook het bureau niet: het weet niet wie u bent.",
      "Meld het daarom opnieuw. Schrijf erbij dat u al eerder meldde, en noem iets wat alleen u over die melding weet.",
      "Is het papier misschien in handen van iemand anders? Schrijf dat er dan ook bij, en let op uw veiligheid.",
    ],
  },

  result: {
    nothing: "Er is niets voor deze code",
    nothingLead: "Uw code klopt. Dat er niets is, kan drie dingen betekenen:",
    early: (dates: string) => `Het is te vroeg. Berichten komen op vaste dagen. ${dates}`,
    earlyDate: (name: string, date: string) => `“${name}”: op zijn laatst ${date}.`,
    noBoard: (name: string) => `“${name}” heeft nog nooit berichten geplaatst.`,
    used: "U hebt met deze code al eens gereageerd. Kijk dan met de code die u toen daarna kreeg.",
    lost: "Wat u stuurde, is niet aangekomen. Is er na de volgende berichten nog niets? Was het een reactie, kijk dan met de oude code en stuur haar opnieuw. Was het uw melding, meld het dan opnieuw.",
    receipt: "Uw melding is binnen",
    receiptText: (date: string, n: number) =>
      n > 1 ? `Het bureau heeft ${n} berichten van u; sinds ${date}.` : `Het bureau heeft uw bericht sinds ${date}.`,
    receiptNext: "Er is nog geen antwoord. U hoeft nu niets te doen. Kijk over een week opnieuw, met deze code.",
    receiptOld:
      "Had u hiervóór een andere code bij dit bureau? Die mag nu weg: vernietig hem helemaal. Codes van andere bureaus bewaart u.",
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
    incompleteTitle: "Er is een antwoord, maar nog niet helemaal",
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
    nextTitle: "Hebt u al een volgende code?",
    nextWhy:
      "Reageerde u met deze code al eens eerder, bijvoorbeeld toen de verbinding wegviel? Dan schreef u toen een volgende code op.",
    no: "Nee, dit is mijn eerste reactie",
    yes: "Ja, ik heb een volgende code",
    entryTitle: "Uw volgende code",
    entryHint: "We kijken eerst of er met die code iets is.",
    another: "Ik heb er nog een",
    nth: (n: number) => `Volgende code ${n}`,
    reused: "Met die code is er nog niets. Hij wordt nu opnieuw gebruikt; u hoeft geen nieuwe op te schrijven.",
    found:
      "Uw eerdere reactie is aangekomen. Dit staat er bij uw volgende code. De oude code hebt u niet meer nodig zodra hier een ontvangstbewijs staat.",
    textTitle: "Uw reactie",
    text: "Wat wilt u het bureau zeggen?",
    textEmpty: "Dit mag leeg blijven: dan laat u alleen weten dat u het antwoord las.",
    missing: "Schrijf eerst iets op.",
    closed:
      "Dit bureau kan nu geen berichten aannemen: zijn sleutel is verlopen of nog niet geldig, of de datum op dit apparaat klopt niet.",
  },

  offline: {
    notice:
      "U werkt zonder verbinding. Hier wordt niets verstuurd: u slaat een bestand op, en verstuurt dat later met Tor Browser.",
    title: "Zonder verbinding",
    lead: [
      "Deze pagina staat als bestand op dit apparaat. Wat u hier doet, blijft hier.",
      "Is er nog verbinding? Zet dan nu de vliegtuigstand aan, of trek de kabel eruit.",
    ],
    files: "Het bestand dat u met deze pagina opsloeg",
    filesHint: "Kies bureaus.dat. Dat wordt alleen hier gelezen.",
    missing: "Kies eerst bureaus.dat. Dat hebt u samen met deze pagina opgeslagen.",
    strange: (names: string) =>
      `Dit bestand hoort hier niet, of het is niet heel: ${names}. Sla het in Tor Browser opnieuw op, en kies het dan opnieuw.`,
    again: "Sla bureaus.dat opnieuw op met Tor Browser: dan staan de nieuwste berichten erin. Kies het daarna hier.",
    newer: "Kies nieuwere berichten",
    saveTitle: "Sla het bestand op",
    saveWhat: (name: string, file: string) =>
      `Wat u schreef voor “${name}”, zit nu op slot in ${file}. Alleen dat bureau kan het openen. Ook u kunt dat niet meer.`,
    nth: (i: number, n: number) => `Bestand ${i} van ${n}`,
    saveWhere: "Sla het op, liefst op een USB-stick.",
    save: (file: string) => `Sla ${file} op`,
    saved: "Het is opgeslagen, verder",
    notSaved: "Sla eerst het bestand op.",
    doneTitle: "Opgeslagen – nog niet verstuurd",
    todo: "Lees dit eerst helemaal. Doe het dan:",
    connect: "Sluit dit venster, en maak weer verbinding.",
    address: "Ga in Tor Browser terug naar waar u deze bestanden opsloeg: het adres op uw kaart, met /plain erachter.",
    upload: (name: string, card: string, file: string) =>
      `Kies bij “${name}” (kaart: ${card} …) dit: ${file}. Druk dan op Versturen.`,
    tidy: "Staat er “Ontvangen”? Verwijder dan alles wat u opsloeg en leeg de prullenbak. Staat er iets anders, verstuur het dan nog eens.",
    stays:
      "Een schijf of stick kan bewaren dat u hier was, ook na het verwijderen. Wat u schreef, kan niemand er lezen. Een stick die u vernietigt, laat het minst na.",
    instead: {
      failures: {
        browser: "Deze browser kan dit niet. Gebruik de nieuwste Firefox, Chromium, Chrome of Edge.",
      },
      confirm: { send: "Doe op slot" },
      sending: {
        title: "Op slot doen",
        to: (name: string) => `Op slot doen voor “${name}”`,
        post: (percent: number) => `Op slot doen… ${percent} %`,
        wait: "Dit duurt soms een halve minuut. Laat deze pagina open.",
        notMade: "Er ging iets mis bij het op slot doen. Er is niets opgeslagen.",
        failedTitle: "Niet gelukt",
        done: (names: string) => `Wel opgeslagen: voor ${names}. Bewaar die code.`,
      },
      enter: { privacy: "Uw code blijft op dit apparaat. De pagina zoekt hier welke berichten voor u zijn." },
      result: {
        early: (dates: string) => `Het is te vroeg, of u koos niet de nieuwste berichten. Ze komen op vaste dagen. ${dates}`,
        receiptNext:
          "Er is nog geen antwoord. U hoeft nu niets te doen. Sla over een week de nieuwste berichten op, en kijk dan opnieuw.",
      },
    },
  },
};

const maanden = "januari februari maart april mei juni juli augustus september oktober november december".split(" ");

/** What a locale may say. What it leaves out is said in English. */
export type Texts = typeof nl;
