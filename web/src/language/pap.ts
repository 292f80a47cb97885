// Teksto na Papiamentu (ortografia di Boneiru i Kòrsou). AWAITS A NATIVE READER: written with care by someone who is not one; nobody who grew
// up with the language has read it yet. What is missing here is said in English.

import type { Some } from "./index.ts";
import type { Texts } from "./nl.ts";

const luna = "yanüari febrüari mart aprel mei yüni yüli ougùstùs sèptèmber òktober novèmber desèmber".split(" ");

export const pap: Some<Texts> = {
  locale: "nl-NL",
  date: (day, month, year) => `${day} di ${luna[month - 1]} ${year}`,
  otherLanguages: "Idioma",
  leave: "Sali lihé",
  leaveHow: "Sali lihé: tur loke tin akinan ta bòrá mesora. Primi Esc dos biaha ta hasi meskos.",
  leaveAll: "Bòra tur kos i sali",
  back: "Bèk",
  next: "Sigui",
  again: "Purba di nobo",
  print: "E página aki no ta print nada: un papel printá por traishoná bo.",

  notices: {
    test: (onion) =>
      `Esaki ta un prueba. Bo no ta anónimo akinan, pasobra e página aki no ta na un adrès .onion. No raportá nada di bèrdat akinan.${onion ? ` E adrès di bèrdat, pa Tor Browser: http://${onion}` : ""}`,
    testShort: "Esaki ta un prueba: no raportá nada di bèrdat akinan.",
    elsewhere: (name, onion) =>
      `E página aki no ta na e adrès ku “${name}” ta duna. No raportá nada akinan. E adrès korekto ta http://${onion} – komparé ku bo karchi.`,
    noAddress: (name) =>
      `“${name}” no ta duna un adrès. P’esei e página aki no por bisa si bo ta na e lugá korekto. Kompará e adrès ku bo karchi.`,
    refused: "Un ofisina riba e server aki no ta aparesé, pasobra su datonan no ta korekto.",
    old: (name, date, today) =>
      `E mensahenan di “${name}” ta bieu: mester tabatin nobo dia ${date}. Podisé algu no ta funshoná, òf e fecha riba e aparato aki no ta korekto (${today}). Wak atrobe den un par di dia.`,
    clock: "Ta parse ku e fecha riba e aparato aki no ta korekto. Bo por wak tòg; loke ta pará akinan tokante dia por ta robes.",
    boards: (names) => `No a logra baha òf kontrolá tur kos (${names}). Pues podisé tin algu pa bo tòg. Purba atrobe despues.`,
  },

  failures: {
    connection: "No tin konekshon ku e server. Wak si bo ta konektá ku Tor ainda i purba di nobo.",
    timeout: "E server no ta kontestá. Tor por ta pokopoko. Warda un ratu i purba di nobo.",
    strange: "E server a duna un kontesta ku no ta korekto. Kompará e adrès ku bo karchi i purba despues.",
    browser: "E browser aki no por hasi esaki. Usa e Tor Browser di mas nobo, na nivel Standard òf Safer.",
    statuses: {
      400: "E server ta bisa ku algu ta falta. Probablemente algu a bai robes na kaminda. Purba di nobo.",
      404: "E server no konosé e ofisina aki mas. Bai bèk na kuminsamentu i purba di nobo.",
      413: "E server ta bisa ku e rapòrt ta muchu grandi. Esei no mester por. Purba despues.",
      415: "E server no ta rekonosé esaki komo un rapòrt. Probablemente algu a bai robes na kaminda. Purba di nobo.",
      429: "Ta muchu druk awor. Warda un par di minüt i purba di nobo.",
      507: "E server ta yen. Purba den un par di ora. Si no ta logra, tuma kontakto na otro manera.",
    },
    status: (n) => `E server ta raportá un eror (${n}). Warda un ratu i purba di nobo.`,
  },

  start: {
    title: "Raportá sigur",
    what: [
      "Akinan bo ta raportá ku kriminal ta aserká bo òf un kolega, òf ku dato ta lèk.",
      "Loke bo skirbi ta bai na yabi riba e aparato aki. Solamente e ofisina ku bo skohe por les’é.",
      "Bo no tin mester di bisa ken bo ta. Ku un kódigo di ocho palabra bo ta lesa e kontesta despues.",
    ],
    danger: "Bo ta na peliger awor? Yama 112.",
    before: "No hasi esaki riba un kòmpiuter, telefòn òf ret di bo trabou.",
    report: "Raportá algu",
    reportHint: "Ta dura mas o ménos dies minüt. Tene pèn i papel kla.",
    code: "Mi tin un kódigo",
    codeHint: "Wak si tin un kontesta, òf agregá algu.",
    loading: "Ta konektá…",
    none: "Ainda no tin ningun ofisina ku ta risibí rapòrt riba e server aki. Kompará e adrès ku bo karchi.",
    duty: "Un rapòrt akinan no ta un denunsia na polis. Si komo funshonario bo tin obligashon di denunsiá un krímen, e obligashon ei ta keda.",
  },

  danger: {
    title: "Bo ta na peliger awor?",
    hint: "Abo, òf un otro hende. Bo ta duda? E ora ei yama 112.",
    yes: "Si",
    no: "No",
    unsure: "Mi no sa",
    nowTitle: "Yama 112 awor",
    now: [
      "Yama 112. Na Boneiru, Sint Eustatius i Saba 911 tambe ta bon.",
      "Bai un lugá ku tin hende, òf sera porta na yabi.",
      "Bo no por papia? Na Hulanda bo por skirbi tambe, ku e app 112NL.",
      "No warda riba kontesta for di akinan: ta lesa bo rapòrt te despues di un par di dia.",
    ],
    nowLater: "Despues ainda bo por skirbi un rapòrt.",
    nowNext: "Mi ta safe awor, sigui",
  },

  bureau: {
    title: "Na ken bo ta kont’é?",
    only: "Bo rapòrt ta bai na:",
    choose: "Skohe un ofisina. Bo por skohe mas ku un.",
    about:
      "Ta trata di un hende ku ta traha na un ofisina, òf ku tin amigu einan? E ora ei no skohe e ofisina ei. Ofisinanan por konsultá ku otro: si un no mag tende nada di esaki, skirbi esei den bo rapòrt.",
    codes: (n) => `Bo ta skohe ${n} ofisina. Despues bo ta haña ${n} kódigo, un tras di otro: un pa kada ofisina. Warda tur.`,
    closed:
      "E ofisina aki no ta risibí rapòrt awor: su datonan a kaduká òf no ta válido ainda, òf e fecha riba e aparato aki ta robes. Wak ku un kódigo ta posibel.",
    missing: "Skohe un ofisina promé.",
  },

  card: {
    title: "Bo tin un karchi?",
    why: (name) =>
      `Riba e karchi di “${name}” tin diesdos palabra. Skirbi e palabranan ku nos ta puntra akinan. Asina bo sa ku bo rapòrt ta bai di bèrdat na e ofisina aki.`,
    word: (n) => `Palabra ${n} di e karchi`,
    empty: (n) => `Skirbi palabra ${n} di bo karchi. Si bo no tin, skohe “Mi no tin karchi”.`,
    wrong: (n) =>
      `Palabra ${n} no ta di e ofisina aki. Wak bon atrobe. Si bo karchi ta bisa esei di bèrdat, no raportá nada akinan: e página aki por ta falsu.`,
    none: "Mi no tin karchi",
    noneTitle: "Sin karchi",
    noneWhat: (name) => [
      `Sin karchi bo no por kontrolá si e página aki ta di “${name}” di bèrdat.`,
      "Bo a haña e adrès di un hende ku bo ta konfia, òf di bo dunadó di trabou? E ora ei e chèns ta chikitu ku e ta robes.",
      "Bo a haña e adrès na un otro lugá? E ora ei mihó warda te ora bo tin un karchi.",
    ],
    noneNext: "Sigui sin karchi",
  },

  topic: {
    title: "Di kiko ta trata?",
    missing: "Skohe promé loke ta pas mihó. Bo ta duda? Tur eskoho ta bon.",
    help: "Mi ta duda: yuda mi skohe",
    fits: "Esaki ta pas mihó ku loke bo ta rekonosé. Bo por skohe otro kos tambe.",
  },

  signals: {
    title: "Bo ta rekonosé esaki?",
    hint: "Marka loke bo ta rekonosé. Esaki ta yuda bo skohe so. No ta mand’é.",
  },

  questions: {
    text: "Konta loke a pasa",
    textHint: "Ku bo mes palabranan. Un frase ta basta. Menshoná bo nòmber solamente si bo ke.",
    after: "Despues ta sigui un par di pregunta. Bo por laga nan.",
    missing: "Skirbi algu promé. Un frase ta basta.",
    tooLong: (n) => `Esaki ta muchu largu: mester kita mas o ménos ${n} lèter. Manda e resto despues, ku bo kódigo.`,
    left: (n) => `Tin lugá pa mas o ménos ${n} lèter mas.`,
    choices: "Bo por skohe mas ku un kontesta.",
    nth: (i, n) => `Pregunta ${i} di ${n}`,
    free: "Bo no tin mester di kontestá.",
    skip: "Bula over",
    rest: "Bula tur pregunta over",
  },

  files: {
    title: "Bo ke manda dokumento tambe?",
    row: "Dokumento",
    hint: "Por ehèmpel un potrèt, un foto di pantaya òf un dokumento. No ta obligatorio.",
    how: "E página aki ta kita dato skondí, manera nòmber, lugá i aparato. E no ta haña tur kos. Loke un potrèt ta mustra òf un teksto ta bisa ta keda. Wak esei bo mes.",
    most: "Máksimo 100 dokumento, huntu 256 MB.",
    choose: "Skohe dokumento",
    total: (n, size) => `${n} dokumento, huntu ${size}.`,
    neutral: (n) => `dokumento-${n}`,
    original: "original",
    asIs: "no limpiá",
    checking: "Ta wak e dokumento…",
    nothing: "E página aki no a haña nada skondí. E no ta haña tur kos.",
    plain: "No kontrolá: les’é bo mes.",
    removed: "Kitá afó:",
    left: "Paga tinu, esaki ta aden ainda:",
    inside: "Aden tin:",
    all: (n) => `Mustra eksaktamente kiko (${n})`,
    kinds: {
      gps: "e lugá",
      camera: "e aparato",
      serial: "un number di seri",
      author: "nòmber di hende",
      software: "e programa",
      time: "fecha i ora",
      thumbnail: "un imágen skondí",
      comment: "remarke",
      other: "otro dato",
    },
    why: {
      unknown: "E página aki no por limpia e tipo di dokumento aki.",
      damaged: "No por limpia e dokumento aki: e ta dañá.",
      encrypted: "No por limpia e dokumento aki: e tin un kontraseña.",
      large: "E dokumento aki ta muchu grandi òf muchu kompliká pa limpia.",
    },
    risk: "Bo nòmber, bo aparato òf e lugá por ta aden. Hopi biaha un foto di pantaya ta mas sigur.",
    anyway: "Mand’é tòg, manera e ta",
    sends: "Kiko bo ta manda?",
    send: {
      cleaned: ["E dokumento limpi so"],
      both: ["E original tambe, komo prueba", "Tur kos ta aden ainda. E ofisina ta haña dos dokumento."],
      original: ["E original so", "Tur kos ta aden ainda."],
    },
    more: "Otro nòmber, òf e original",
    gets: "E ofisina ta haña:",
    name: "Nòmber pa e ofisina",
    nameHint: "E nòmber di un dokumento por traishoná bo. P’esei esaki ta neutral. E ofisina so ta mir’é.",
    remove: "Kita esaki",
    limit: "Huntu por ta máksimo 100 dokumento i 256 MB, original inkluí. Laga un par afó i manda nan despues, ku bo kódigo.",
    empty: (name) => `“${name}” ta bashí i no por bai.`,
    wait: (name) => `Ta wak “${name}” ainda. Warda un ratu.`,
    decide: (name) => `“${name}” no ta limpiá. Skohe “Mand’é tòg”, òf kit’é.`,
    gone: (name) =>
      `No por lesa “${name}”: el a kambia òf el a bai for di ora ku bo a skoh’é. Kit’é for di e lista, i skoh’é di nobo si bo ke.`,
  },

  check: {
    title: "Esaki ta korekto?",
    lead: "No a manda nada ainda. Bo por kambia tur kos ainda.",
    to: "Pa",
    card: "Karchi",
    cardRight: "palabranan ta korekto",
    cardNone: "sin karchi",
    change: "Kambia",
    empty: "no yená",
    next: "Sigui pa mi kódigo",
  },

  giveaway: {
    title: "Por mira den esaki ken bo ta?",
    found: "Esaki a yama atenshon. Ta konseho so: abo ta disidí.",
    none: "Nada no a yama atenshon. Pero e kontròl aki ta simpel. Les’é bo mes tambe: kiko solamente poko hende sa?",
    kinds: {
      name: "Esaki ta parse bo nòmber. E ofisina no tin mester di dje.",
      only: "Si ta abo so sa esaki òf por a hasié, e ta mustra riba bo.",
      time: "Por buska un ora eksakto, por ehèmpel den un ròster òf registro. “Anochi” hopi biaha ta basta.",
      date: "Un dia eksakto por mustra riba bo. “Kuminsamentu di mart” hopi biaha ta basta.",
      email: "Esaki ta un adrès di e-mail. Si ta di bo, kit’é.",
      phone: "Esaki ta parse un number di telefòn. Si ta di bo, kit’é.",
      bsn: "Esaki ta parse un number di identidat (BSN). Si ta di bo, kit’é.",
      role: "Si ta un òf dos hende so ta hasi e trabou aki, e ta mustra riba bo.",
    },
  },

  code: {
    title: "Bo kódigo",
    titleOf: (i, n, name) => `Bo kódigo ${i} di ${n}, pa “${name}”`,
    titleNext: "Bo siguiente kódigo",
    why: "Skirbi e ocho palabranan aki riba papel, den e órden aki. Solamente ku nan bo por lesa e kontesta despues.",
    whyOf:
      "Esaki ta un otro kódigo ku e promé. Skirbi esaki tambe. Bo no tin mester di skirbi kua kódigo ta di kua ofisina: e página aki lo haña esei.",
    whyNext: "Skirbi e ocho palabranan aki tambe.",
    keepOld: "Warda e kódigo bieu, te ora e nobo mustra su resibu.",
    keep: [
      "Siña e palabranan for di kabes, òf warda e papel kaminda niun hende no ta buska.",
      "No saka potrèt. No pone nan den bo telefòn, mail òf un kòmpiuter di bo trabou.",
      "Bo ta tira e papel afó? Destruí henter e papel: mitar kódigo por rei.",
      "Pèrdí ta pèrdí: niun hende no por duna bo e kódigo atrobe.",
    ],
    words: "E ocho palabranan di bo kódigo",
    written: "Mi a skirbi nan",
  },

  confirm: {
    title: "Bo papel ta korekto?",
    why: "Kopia e palabranan aki for di bo papel, òf for di kabes. Asina bo ta sigur ku bo por bolbe despues.",
    word: (n) => `Palabra ${n}`,
    wrong: (n) => `Palabra ${n} no ta korekto. Wak riba bo papel atrobe, òf wak e kódigo di nobo.`,
    show: "Mustra e kódigo di nobo",
    send: "Manda",
  },

  sending: {
    title: "Ta manda",
    to: (name) => `Ta manda pa “${name}”`,
    stretch: "Ta traha yabi ku bo kódigo…",
    seal: "Ta sera na yabi…",
    open: "Ta habri mensahe…",
    post: (percent) => `Ta manda… ${percent} %`,
    wait: "Via Tor esaki por dura un minüt. Laga e página aki habrí.",
    unsure: "Nos no ta sigur ku el a yega. Manda meskos dos biaha no ta hasi daño.",
    stay: "No sera e página aki: loke bo a skirbi lo bai pèrdí.",
    repeat: "Purba awor",
    failedTitle: "No mandá ainda",
    unsureTitle: "Podisé no mandá",
    notMade: "Algu a bai robes ora di ser’é na yabi. No a manda nada.",
    left: (left, of, minutes) =>
      `Falta ${left} di ${of} parti.${minutes === undefined ? "" : minutes < 2 ? " Esei ta dura mas o ménos un minüt." : minutes < 100 ? ` Esei ta dura mas o ménos ${minutes} minüt.` : ` Esei ta dura mas o ménos ${Math.round(minutes / 60)} ora.`}`,
    stop: "Stòp i bai bèk",
    retry: (seconds) => `Den ${seconds} sekònde e ta sigui di su mes.`,
    trying: "Ta konektá di nobo awor…",
    pause: "Loke a yega kaba no mester bai un biaha mas. Un pousa no ta hasi daño, ni esun di un ora.",
    goneRest: "Loke bo a skirbi no a bai ainda. Bai bèk: e ta einan ainda, i e otro dokumentonan tambe.",
    done: (names) => `Mandá kaba: ${names}. Warda e kódigo ei.`,
  },

  sent: {
    title: "Mandá",
    arrived: (name) => `Bo rapòrt ta kla, na yabi, pa “${name}”.`,
    when: (date) => `Bolbe despues di ${date}. Wak ku bo kódigo e ora ei; un par di dia despues tambe ta bon.`,
    whenUnknown: "Bolbe den un par di dia i wak ku bo kódigo.",
    keep: "Warda bo kódigo. No tin otro prueba di bo rapòrt, ni otro kaminda pa e kontesta.",
    keepAll: (n) =>
      `Warda tur ${n === 2 ? "dos" : n} kódigo. No tin otro prueba di bo rapòrtnan, ni otro kaminda pa e kontestanan.`,
    close: "Kla? E ora ei bòra tur kos i sera e bentana.",
    turnTitle: "Mandá – warda tur dos kódigo",
    turnArrived: (name) => `Bo mensahe ta kla, na yabi, pa “${name}”.`,
    turnKeep: "Warda e kódigo bieu i e kódigo nobo.",
    turnFirst: "Bo a duna mas ku un siguiente kódigo. Warda tur. Esun ku bo a skirbi promé ta bo kódigo nobo awor.",
    turnWhy: "Siguiente biaha wak promé ku e kódigo nobo. Destruí e bieu te ora e nobo mustra un resibu.",
  },

  enter: {
    title: "Wak ku bo kódigo",
    label: "Bo ocho palabranan",
    hint: "Despues di un par di lèter bo ta mira ki palabra tin. Bo por skirbi tur tras di otro tambe.",
    look: "Wak",
    unknown: (position, word) => `Palabra ${position}, “${word}”, no ta riba e lista.`,
    other: (position, word) =>
      `Palabra ${position}, “${word}”, ta di un otro lista ku e resto. Bo palabranan ta tur na hulandes, òf tur na ingles.`,
    nearest: "Bo ke men:",
    empty: (positions) => `Ainda bashí: palabra ${positions}.`,
    count: (n) => `Un kódigo tin ocho palabra; esaki ta ${n}.`,
    check: "Tur palabra ta eksistí, pero huntu nan no ta un kódigo. Un palabra ta robes, òf e órden. Kompará nan ku bo papel.",
    same: "Esei ta e kódigo ku bo ta wak kuné awor. Skirbi e siguiente kódigo akinan.",
    twice: "Bo a skirbi e mesun kódigo dos biaha.",
    fetching: "Ta baha mensahe…",
    fetched: (kilobytes) => `Ta baha mensahe… ${kilobytes} kB`,
    privacy: "Bo kódigo no ta bai na e server. E página ta baha e mensahenan di tur hende i ta buska akinan kua ta pa bo.",
    suggestions: (n) => (n === 1 ? "1 palabra ta pas" : `${n} palabra ta pas`),
    lost: "Mi a pèrdè mi kódigo",
    lostTitle: "Bo a pèrdè bo kódigo?",
    lostWhat: [
      "Niun hende no por duna bo e kódigo bèk. E ofisina tampoko: e no sa ken bo ta.",
      "P’esei raport’é di nobo. Skirbi ku bo a raportá kaba, i menshoná algu ku ta abo so sa di e rapòrt ei.",
      "E papel por ta den man di un otro hende? Skirbi esei tambe, i paga tinu ku bo seguridat.",
    ],
  },

  result: {
    nothing: "No tin nada pa e kódigo aki",
    nothingLead: "Bo kódigo ta korekto. Ku no tin nada por nifiká tres kos:",
    early: (dates) => `Ta muchu trempan. Mensahe ta bini riba dia fiho. ${dates}`,
    earlyDate: (name, date) => `“${name}”: no mas lat ku ${date}.`,
    noBoard: (name) => `“${name}” nunka a pone mensahe ainda.`,
    used: "Bo a reakshoná kaba ku e kódigo aki. E ora ei wak ku e kódigo ku bo a haña despues.",
    lost: "Bo rapòrt no a yega. Si despues di e siguiente mensahenan no tin nada ainda, raport’é di nobo.",
    receipt: "Bo rapòrt a yega",
    receiptText: (date, n) =>
      n > 1 ? `E ofisina tin ${n} mensahe di bo; for di ${date}.` : `E ofisina tin bo mensahe for di ${date}.`,
    receiptNext: "No tin kontesta ainda. Bo no mester hasi nada awor. Wak atrobe den un siman, ku e kódigo aki.",
    receiptOld:
      "Promé bo tabatin un otro kódigo serka e ofisina aki? Awor e por bai: destruí henter. Warda e kódigonan di otro ofisina.",
    missing: "E dokumentonan aki no a yega, òf no kompleto:",
    answers: (n) => (n === 1 ? "Tin un kontesta" : `Tin ${n} kontesta`),
    answerOf: (date) => `Kontesta di ${date}`,
    answersNext:
      "Reakshoná, tambe si bo no tin nada di agregá: asina e ofisina sa ku bo a lesa esaki, i bo ta haña un kódigo nobo.",
    alarm: "Paga tinu: podisé un otro hende tin bo kódigo",
    alarmText: (date) =>
      `Dia ${date} e ofisina a mira dos reakshon diferente riba un kódigo. Tanten ku no ta kla kua ta di bo, niun hende no ta haña kontesta.`,
    alarmDo: [
      "Abo mes a manda dos biaha, ku dos kódigo nobo? E ora ei wak ku e kódigo bieu, skohe “Agregá algu”, i duna tur dos kódigo nobo einan.",
      "Si no, un hende a mira bo papel òf bo pantaya. Paga tinu ku bo seguridat. Si bo ta na peliger, yama 112.",
      "For di un lugá safe, hasi un rapòrt nobo i konta ku esaki a pasa. Menshoná algu ku ta abo so sa di e promé rapòrt.",
    ],
    damaged: "Tin algu pa bo, pero e ta dañá",
    damagedText:
      "Un mensahe bou di bo kódigo no por habri, òf no ta skirbí dor di e ofisina. Wak atrobe despues di e siguiente mensahenan.",
    incompleteTitle: "Tin un kontesta, pero e no ta kompleto ainda",
    incomplete: "Ainda un parti di un kontesta ta falta. Wak atrobe despues.",
    from: "Di",
    later: "Wak atrobe",
    other: "Wak ku un otro kódigo",
    turn: "Agregá algu",
    reply: "Reakshoná",
    report: "Raportá di nobo",
  },

  turn: {
    bureau: "Di kua ofisina e kódigo aki ta?",
    nextTitle: "Bo tin un siguiente kódigo kaba?",
    nextWhy: "Bo a reakshoná ku e kódigo aki kaba, por ehèmpel ora konekshon a kibra? E ora ei bo a skirbi un siguiente kódigo.",
    no: "No, esaki ta mi promé reakshon",
    yes: "Si, mi tin un siguiente kódigo",
    entryTitle: "Bo siguiente kódigo",
    entryHint: "Promé nos ta wak si tin algu ku e kódigo ei.",
    another: "Mi tin un mas",
    nth: (n) => `Siguiente kódigo ${n}`,
    reused: "Ainda no tin nada ku e kódigo ei. Awor ta us’é di nobo; bo no tin mester di skirbi un nobo.",
    found:
      "Bo reakshon anterior a yega. Esaki ta loke bo siguiente kódigo ta mustra. Bo no tin mester di e kódigo bieu mas asina ku tin un resibu akinan.",
    textTitle: "Bo reakshon",
    text: "Kiko bo ke bisa e ofisina?",
    textEmpty: "Esaki por keda bashí: e ora ei bo ta laga sa so ku bo a lesa e kontesta.",
    missing: "Skirbi algu promé.",
    closed:
      "E ofisina aki no por risibí mensahe awor: su yabi a kaduká òf no ta válido ainda, òf e fecha riba e aparato aki ta robes.",
  },

  offline: {
    notice: "Bo ta traha sin konekshon. Nada no ta bai for di aki: bo ta warda un fayl, i ta mand’é despues ku Tor Browser.",
    title: "Sin konekshon",
    lead: [
      "E página aki ta un fayl riba e aparato aki. Loke bo hasi aki ta keda aki.",
      "Tin konekshon ainda? Pone e aparato awor riba “flight mode”, òf kita e kabel.",
    ],
    files: "E fayl ku bo a warda ku e página aki",
    filesHint: "Skohe bureaus.dat. Ta les’é aki so.",
    missing: "Promé skohe bureaus.dat. Bo a ward’é huntu ku e página aki.",
    strange: (names: string) =>
      `E fayl aki no ta pertenesé aki, òf e no ta kompletu: ${names}. Ward’é di nobo den Tor Browser, i skoh’é di nobo.`,
    again: "Warda bureaus.dat di nobo ku Tor Browser: e ora ei e mensahenan di mas nobo ta den dje. Despues skoh’é aki.",
    newer: "Skohe mensahe mas nobo",
    saveTitle: "Warda e fayl",
    saveWhat: (name: string, file: string) =>
      `Loke bo a skirbi pa “${name}” ta será awor den ${file}. Solamente e ofisina ei por habri’é; abo no por mas.`,
    nth: (i: number, n: number) => `Fayl ${i} di ${n}`,
    saveWhere: "Ward’é, preferibel riba un USB-stick.",
    save: (file: string) => `Warda ${file}`,
    saved: "E ta wardá, sigui",
    notSaved: "Promé warda e fayl.",
    doneTitle: "Wardá – ainda no mandá",
    todo: "Promé lesa tur esaki. Despues hasi’é:",
    connect: "Sera e bentana aki, i konektá di nobo.",
    address: "Den Tor Browser, bai bèk na kaminda bo a warda e faylnan aki: e adrès riba bo karchi, ku /plain su tras.",
    upload: (name: string, card: string, file: string) => `Na “${name}” (karchi: ${card} …), skohe ${file}. Despues primi Manda.`,
    tidy: "E ta bisa “Risibí”? Kita tur loke bo a warda i bashá e baki di sushi. Si e ta bisa algu otro, mand’é un biaha mas.",
    stays:
      "Un disko òf stick por warda ku bo tabata aki, tambe despues di kita. Loke bo a skirbi, niun hende no por lesa ei. Un stick ku bo destruí ta laga mínimo.",
    instead: {
      failures: { browser: "E browser aki no por hasi esaki. Usa e Firefox, Chromium, Chrome òf Edge di mas nobo." },
      confirm: { send: "Sera" },
      sending: {
        title: "Ta sera",
        to: (name: string) => `Ta sera pa “${name}”`,
        post: (percent: number) => `Ta sera… ${percent} %`,
        wait: "Esaki por tarda mei minüt. Laga e página aki habrí.",
        notMade: "Algu a bai malu ora di sera. Nada no a keda wardá.",
        failedTitle: "No a logra",
        done: (names: string) => `Wardá kaba: pa ${names}. Warda e kódigo ei.`,
      },
      enter: { privacy: "Bo kódigo ta keda riba e aparato aki. E página ta buska aki kua mensahe ta pa bo." },
      result: {
        early: (dates: string) => `Ta muchu trempan, òf bo no a skohe e mensahenan di mas nobo. Nan ta bin riba dia fiho. ${dates}`,
        receiptNext:
          "Ainda no tin kontesta. Awor bo no tin nodi di hasi nada. Den un siman, warda e mensahenan di mas nobo, i wak di nobo.",
      },
    },
  },
};
