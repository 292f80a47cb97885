// English texts. Short and plain: the reader may be frightened.

import type { Texts } from "./nl.ts";

const months = "January February March April May June July August September October November December".split(" ");

export const en: Texts = {
  locale: "en-GB",
  date: (day, month, year) => `${day} ${months[month - 1]} ${year}`,
  otherLanguages: "Language",
  leave: "Leave quickly",
  leaveHow: "Leave quickly: everything here is wiped at once. Pressing Esc twice does the same.",
  leaveAll: "Clear everything and leave",
  back: "Back",
  next: "Continue",
  again: "Try again",
  print: "This page prints nothing: a print could give you away.",

  notices: {
    test: (onion) =>
      `This is a test. You are not anonymous here, because this page is not at an .onion address. Report nothing real here.${onion ? ` The real address, for Tor Browser: http://${onion}` : ""}`,
    testShort: "This is a test: report nothing real here.",
    elsewhere: (name, onion) =>
      `This page is not at the address that “${name}” gives. Report nothing here. The right address is http://${onion} – compare it with your card.`,
    noAddress: (name) =>
      `“${name}” gives no address, so this page cannot tell whether you are in the right place. Compare the address with your card.`,
    refused: "One bureau on this server was left out, because what it says of itself does not check out.",
    old: (name, date, today) =>
      `The messages of “${name}” are old: new ones were due on ${date}. Something may be out of order, or the date on this device is wrong (${today}). Look again in a few days.`,
    clock: "The date on this device seems to be wrong. You can look all the same; what is said here about days may be wrong.",
    boards: (names) =>
      `Not everything could be fetched or checked (${names}). So there may be something for you after all. Try again later.`,
  },

  failures: {
    connection: "No connection to the server. See whether you are still connected to Tor, and try again.",
    timeout: "The server does not answer. Tor can be slow. Wait a moment and try again.",
    strange: "The server gave an answer that makes no sense. Compare the address with your card and try again later.",
    browser: "This browser cannot do this. Use the newest Tor Browser, at level Standard or Safer.",
    statuses: {
      400: "The server says that something is missing. Something probably went wrong on the way. Try again.",
      404: "This server does not know the bureau any more. Go back to the start and try again.",
      413: "The server says that the report is too large. That should not be possible. Try again later.",
      415: "The server does not recognise this as a report. Something probably went wrong on the way. Try again.",
      429: "It is too busy now. Wait a few minutes and try again.",
      507: "The server is full. Try again in a few hours. If that fails too, get in touch in another way.",
    },
    status: (n) => `The server reports an error (${n}). Wait a moment and try again.`,
  },

  start: {
    title: "Report safely",
    what: [
      "Here you report that criminals approach you or a colleague, or that data is leaking.",
      "What you write is locked on this device. Only the bureau that you choose can read it.",
      "You need not say who you are. With a code of eight words you read the answer later.",
    ],
    danger: "Are you in danger now? Call 112.",
    before: "Do not do this on a computer, phone or network of your work.",
    report: "Report something",
    reportHint: "Takes about ten minutes. Have pen and paper ready.",
    code: "I have a code",
    codeHint: "See whether there is an answer, or add something.",
    loading: "Connecting…",
    none: "No bureau takes reports on this server yet. Compare the address with your card.",
    duty: "A report here is not a formal complaint. If you have a duty as an official to report a crime, that duty remains.",
  },

  danger: {
    title: "Are you in danger now?",
    hint: "You, or someone else. Not sure? Then call 112.",
    yes: "Yes",
    no: "No",
    unsure: "I do not know",
    nowTitle: "Call 112 now",
    now: [
      "Call 112. On Bonaire, Sint Eustatius and Saba 911 works too.",
      "Go where there are people, or lock the door.",
      "You cannot speak? In the European Netherlands you can also type, in the app 112NL.",
      "Do not wait for an answer from here: your report is read only after some days.",
    ],
    nowLater: "You can still write a report afterwards.",
    nowNext: "I am safe now, continue",
  },

  bureau: {
    title: "Whom do you tell?",
    only: "Your report goes to:",
    choose: "Choose a bureau. You may choose more than one.",
    about:
      "Is it about someone who works at a bureau, or who has friends there? Then do not choose that bureau. Bureaus may consult each other: if one must not hear of it, say so in your report.",
    codes: (n) => `You choose ${n} bureaus. You will get ${n} codes, one after the other: one for each bureau. Keep them all.`,
    closed:
      "This bureau takes no reports now: what it published has expired or is not valid yet, or the date on this device is wrong. Looking with a code is possible.",
    missing: "Choose a bureau first.",
  },

  card: {
    title: "Do you have a card?",
    why: (name) =>
      `On the card of “${name}” there are twelve words. Type the words that are asked for here. Then you know that your report really goes to this bureau.`,
    word: (n) => `Word ${n} of the card`,
    empty: (n) => `Type word ${n} of your card. If you have none, choose “I have no card”.`,
    wrong: (n) =>
      `Word ${n} does not belong to this bureau. Look again carefully. If your card really says so, report nothing here: this page may be false.`,
    none: "I have no card",
    noneTitle: "Without a card",
    noneWhat: (name) => [
      `Without a card you cannot check that this page is really that of “${name}”.`,
      "Did you get the address from someone you trust, or from your employer? Then it is unlikely to be wrong.",
      "Did you find the address somewhere else? Then better wait until you have a card.",
    ],
    noneNext: "Continue without a card",
  },

  topic: {
    title: "What is it about?",
    missing: "First choose what fits best. In doubt? Any choice is fine.",
    help: "I am not sure: help me choose",
    fits: "This fits best with what you recognise. You may choose something else.",
  },

  signals: {
    title: "Do you recognise this?",
    hint: "Tick what you recognise. This only helps you choose. It is not sent.",
  },

  questions: {
    text: "Tell what happened",
    textHint: "In your own words. One sentence is enough. Name yourself only if you want to.",
    after: "A few questions follow. You may skip them.",
    missing: "Write something first. One sentence is enough.",
    tooLong: (n) => `This is too long: about ${n} characters have to go. Send the rest later, with your code.`,
    left: (n) => `Room for about ${n} more characters.`,
    choices: "You can choose more than one answer.",
    nth: (i, n) => `Question ${i} of ${n}`,
    free: "You need not answer.",
    skip: "Skip",
    rest: "Skip all questions",
  },

  files: {
    title: "Do you want to send files too?",
    row: "Files",
    hint: "For instance a photo, a screenshot or a document. You need not.",
    how: "This page takes out hidden data, such as name, place and device. It does not find everything. What a photo shows or a text says stays. Look at that yourself.",
    most: "At most 100 files, 256 MB together.",
    choose: "Choose files",
    total: (n, size) => `${n === 1 ? "1 file" : `${n} files`}, ${size} together.`,
    neutral: (n) => `file-${n}`,
    original: "original",
    asIs: "not cleaned",
    checking: "Being looked through…",
    nothing: "This page found nothing hidden. It does not find everything.",
    plain: "Not looked through: read it yourself.",
    removed: "Taken out:",
    left: "Careful, this is still in it:",
    inside: "In it there is:",
    all: (n) => `Show exactly what (${n})`,
    kinds: {
      gps: "the place",
      camera: "the device",
      serial: "a serial number",
      author: "names",
      software: "the program",
      time: "date and time",
      thumbnail: "a hidden preview",
      comment: "remarks",
      other: "other data",
    },
    why: {
      unknown: "This page cannot clean files of this kind.",
      damaged: "This file cannot be cleaned: it is damaged.",
      encrypted: "This file cannot be cleaned: it has a password.",
      large: "This file is too large or too complicated to be cleaned.",
    },
    risk: "Your name, your device or the place may be in it. A screenshot of it is often safer.",
    anyway: "Send it all the same, as it is",
    sends: "What do you send?",
    send: {
      cleaned: ["Only the clean file"],
      both: ["The original too, as evidence", "Everything is still in that. The bureau gets two files."],
      original: ["Only the original", "Everything is still in it."],
    },
    more: "Another name, or the original",
    gets: "The bureau gets:",
    name: "Name for the bureau",
    nameHint: "The name of a file can give you away. Therefore this one is neutral. Only the bureau sees it.",
    remove: "Take it off",
    limit:
      "There can be at most 100 files and 256 MB together, originals included. Leave a few out and send those later, with your code.",
    empty: (name) => `“${name}” is empty and cannot be sent.`,
    wait: (name) => `“${name}” is still being looked through. Wait a moment.`,
    decide: (name) => `“${name}” has not been cleaned. Choose “Send it all the same”, or take it off.`,
    gone: (name) =>
      `“${name}” cannot be read: it was changed or is gone since you chose it. Take it off the list, and choose it again if you want to.`,
  },

  check: {
    title: "Is this right?",
    lead: "Nothing has been sent yet. You can still change everything.",
    to: "To",
    card: "Card",
    cardRight: "words are right",
    cardNone: "no card",
    change: "Change",
    empty: "not filled in",
    next: "Continue to my code",
  },

  giveaway: {
    title: "Can anyone tell from this who you are?",
    found: "This stood out. It is only advice: you decide.",
    none: "Nothing stood out. But this check is simple. Read it again yourself: what do only few people know?",
    kinds: {
      name: "This looks like your name. The bureau does not need it.",
      only: "If only you know this or could do it, it points to you.",
      time: "An exact time can be traced, for instance in a roster or a log. “In the evening” is often enough.",
      date: "An exact day can point to you. “Early March” is often enough.",
      email: "This is an e-mail address. If it is yours, take it out.",
      phone: "This looks like a phone number. If it is yours, take it out.",
      bsn: "This looks like a citizen service number (BSN). If it is yours, take it out.",
      role: "If only one or two people do this work, it points to you.",
    },
  },

  code: {
    title: "Your code",
    titleOf: (i, n, name) => `Your code ${i} of ${n}, for “${name}”`,
    titleNext: "Your next code",
    why: "Write these eight words on paper, in this order. Only with them can you read the answer later.",
    whyOf:
      "This is another code than the last one. Write it down too. You need not note which code is for which bureau: this page will find that out.",
    whyNext: "Write down these eight words too.",
    keepOld: "Keep the old code until the new one shows its receipt.",
    keep: [
      "Learn the words by heart, or keep the paper where nobody looks.",
      "Take no photo. Do not put them in your phone, mail or a computer of your work.",
      "Throwing the paper away? Destroy all of it: half a code can be guessed.",
      "Lost is lost: nobody can give you the code again.",
    ],
    words: "The eight words of your code",
    written: "I have written them down",
  },

  confirm: {
    title: "Is your paper right?",
    why: "Copy these words from your paper, or from memory. Then you know that you can come back later.",
    word: (n) => `Word ${n}`,
    wrong: (n) => `Word ${n} is not right. Look at your paper again, or show the code again.`,
    show: "Show the code again",
    send: "Send",
  },

  sending: {
    title: "Sending",
    to: (name) => `Sending to “${name}”`,
    stretch: "Making keys from your code…",
    seal: "Locking…",
    open: "Opening messages…",
    post: (percent) => `Sending… ${percent} %`,
    wait: "Through Tor this can take a minute. Leave this page open.",
    unsure:
      "We cannot be sure that it arrived. Sending the same thing twice does no harm. Keep the code that you wrote down, even if this does not work.",
    stay: "Do not close this page: what you wrote would be gone.",
    repeat: "Try now",
    failedTitle: "Not sent yet",
    unsureTitle: "Perhaps not sent",
    notMade: "Something went wrong while locking it. Nothing was sent.",
    left: (left, of, minutes) =>
      `${left} of ${of} parts to go.${minutes === undefined ? "" : minutes < 2 ? " That takes about a minute." : minutes < 100 ? ` That takes about ${minutes} minutes.` : ` That takes about ${Math.round(minutes / 60)} hours.`}`,
    stop: "Stop and go back",
    retry: (seconds) => `It goes on by itself in ${seconds} seconds.`,
    trying: "Connecting again now…",
    pause: "What has arrived need not be sent again. A pause does no harm, not even one of an hour.",
    goneRest: "What you wrote has not been sent yet. Go back: it is still there, and so are the other files.",
    done: (names) => `Sent already: ${names}. Keep that code.`,
  },

  sent: {
    title: "Sent",
    arrived: (name) => `Your report is waiting, locked, for “${name}”.`,
    when: (date) => `Come back after ${date} at the earliest. Look with your code then; a few days later is fine too.`,
    whenUnknown: "Come back in a few days and look with your code.",
    keep: "Keep your code. There is no other proof of your report, and no other way to the answer.",
    keepAll: (n) =>
      `Keep ${n === 2 ? "both" : `all ${n}`} codes. There is no other proof of your reports, and no other way to the answers.`,
    close: "Done? Then clear everything and close the window.",
    turnTitle: "Sent – keep both codes",
    turnArrived: (name) => `Your message is waiting, locked, for “${name}”.`,
    turnKeep: "Keep the old code and the new one.",
    turnFirst: "You gave more than one next code. Keep them all. The first that you typed is now your new code.",
    turnWhy: "Next time, look with the new code first. Destroy the old one only when the new one shows a receipt.",
  },

  enter: {
    title: "Look with your code",
    label: "Your eight words",
    hint: "After a few letters you see which words there are. You can also type them all in one go.",
    look: "Look",
    unknown: (position, word) => `Word ${position}, “${word}”, is not on the list.`,
    other: (position, word) =>
      `Word ${position}, “${word}”, is of another list than the rest. Your words are all Dutch, or all English.`,
    nearest: "Did you mean:",
    empty: (positions) => `Still empty: word ${positions}.`,
    count: (n) => `A code has eight words; these are ${n}.`,
    check: "All words exist, but together they are not a code. One word is wrong, or the order is. Compare them with your paper.",
    same: "That is the code you are looking with now. Type the next code here.",
    twice: "You typed the same code twice.",
    fetching: "Fetching messages…",
    fetched: (kilobytes) => `Fetching messages… ${kilobytes} kB`,
    privacy: "Your code does not go to the server. The page fetches everyone’s messages and finds here which are yours.",
    suggestions: (n) => (n === 1 ? "1 word fits" : `${n} words fit`),
    lost: "I have lost my code",
    lostTitle: "Lost your code?",
    lostWhat: [
      "Nobody can give you the code back. Nor can the bureau: it does not know who you are.",
      "So report it again. Say that you reported before, and name something about that report that only you know.",
      "Could the paper be in someone else’s hands? Then say so too, and mind your safety.",
    ],
  },

  result: {
    nothing: "There is nothing for this code",
    nothingLead: "Your code is right. That there is nothing can mean three things:",
    early: (dates) => `It is too early. Messages come on fixed days. ${dates}`,
    earlyDate: (name, date) => `“${name}”: by ${date}.`,
    noBoard: (name) => `“${name}” has not placed any messages yet.`,
    used: "You have replied with this code before. Then look with the code that you were given next.",
    lost: "What you sent did not arrive. Is there still nothing after the next messages? If it was a reply, look with the old code and send it again. If it was your report, report it again.",
    receipt: "Your report has arrived",
    receiptText: (date, n) =>
      n > 1 ? `The bureau has ${n} messages from you; since ${date}.` : `The bureau has had your message since ${date}.`,
    receiptNext: "There is no answer yet. You need do nothing now. Look again in a week, with this code.",
    receiptOld:
      "Did you have another code with this bureau before? It may go now: destroy all of it. Keep the codes of other bureaus.",
    missing: "These files have not arrived, or not whole:",
    answers: (n) => (n === 1 ? "There is an answer" : `There are ${n} answers`),
    answerOf: (date) => `Answer of ${date}`,
    answersNext: "Reply, even if you have nothing to add: then the bureau knows that you have read this, and you get a new code.",
    alarm: "Careful: someone else may have your code",
    alarmText: (date) =>
      `On ${date} the bureau saw two different replies to one code. Until it is clear which is yours, nobody gets an answer.`,
    alarmDo: [
      "Did you reply twice yourself, with two new codes? Then look with the old code, choose “Add something”, and give both new codes there.",
      "If not, someone has seen your paper or your screen. Mind your safety. If you are in danger, call 112.",
      "From a safe place, make a new report and say that this happened. Name something about the first report that only you know.",
    ],
    damaged: "There is something for you, but it is damaged",
    damagedText:
      "A message under your code cannot be opened, or was not written by the bureau. Look again after the next messages.",
    incompleteTitle: "There is an answer, but not all of it yet",
    incomplete: "A part of an answer is still missing. Look again later.",
    from: "From",
    later: "Look again",
    other: "Look with another code",
    turn: "Add something",
    reply: "Reply",
    report: "Report again",
  },

  turn: {
    bureau: "To which bureau does this code belong?",
    nextTitle: "Do you have a next code already?",
    nextWhy: "Did you reply with this code before, for instance when the connection was lost? Then you wrote down a next code.",
    no: "No, this is my first reply",
    yes: "Yes, I have a next code",
    entryTitle: "Your next code",
    entryHint: "We first see whether there is something with that code.",
    another: "I have one more",
    nth: (n) => `Next code ${n}`,
    reused: "There is nothing with that code yet. It is used again now; you need not write down a new one.",
    found:
      "Your earlier reply has arrived. This is what your next code shows. You no longer need the old code once there is a receipt here.",
    textTitle: "Your reply",
    text: "What do you want to tell the bureau?",
    textEmpty: "You may leave this empty: then you only let them know that you read the answer.",
    missing: "Write something first.",
    closed: "This bureau cannot take messages now: its key has expired or is not valid yet, or the date on this device is wrong.",
  },

  offline: {
    notice: "You are working without a connection. Nothing is sent here: you save a file, and send it later with Tor Browser.",
    title: "Without a connection",
    lead: [
      "This page is a file on this device. What you do here stays here.",
      "Is there still a connection? Then switch on flight mode now, or pull the cable.",
    ],
    files: "The file that you saved with this page",
    filesHint: "Choose bureaus.dat. It is read here only.",
    missing: "First choose bureaus.dat. You saved it together with this page.",
    strange: (names: string) =>
      `This file does not belong here, or it is not whole: ${names}. Save it again in Tor Browser, and then choose it again.`,
    again: "Save bureaus.dat again with Tor Browser: then it holds the newest messages. After that, choose it here.",
    newer: "Choose newer messages",
    saveTitle: "Save the file",
    saveWhat: (name: string, file: string) =>
      `What you wrote to “${name}” is now sealed in ${file}. Only that bureau can open it; you cannot any more.`,
    nth: (i: number, n: number) => `File ${i} of ${n}`,
    saveWhere: "Save it, on a USB stick if you can.",
    save: (file: string) => `Save ${file}`,
    saved: "It is saved, go on",
    notSaved: "First save the file.",
    doneTitle: "Saved – not yet sent",
    todo: "First read all of this. Then do it:",
    connect: "Close this window, and connect again.",
    address: "In Tor Browser, go back to where you saved these files: the address on your card, with /plain after it.",
    upload: (name: string, card: string, file: string) => `At “${name}” (card: ${card} …), choose ${file}. Then press Send.`,
    tidy: "Does it say “Received”? Then delete all that you saved and empty the bin. If it says something else, send it once more.",
    stays:
      "A disk or stick may keep that you were here, even after deleting. Nobody can read there what you wrote. A stick that you destroy leaves least.",
    instead: {
      failures: { browser: "This browser cannot do this. Use the newest Firefox, Chromium, Chrome or Edge." },
      confirm: { send: "Seal it" },
      sending: {
        title: "Sealing",
        to: (name: string) => `Sealing for “${name}”`,
        post: (percent: number) => `Sealing… ${percent} %`,
        wait: "This may take half a minute. Leave this page open.",
        notMade: "Something went wrong while sealing. Nothing was saved.",
        failedTitle: "It did not work",
        done: (names: string) => `Saved already: for ${names}. Keep that code.`,
      },
      enter: { privacy: "Your code stays on this device. The page looks here for the messages that are yours." },
      result: {
        early: (dates: string) => `It is too early, or you did not choose the newest messages. They come on fixed days. ${dates}`,
        receiptNext: "There is no answer yet. You need do nothing now. In a week, save the newest messages, and look again.",
      },
    },
  },
};
