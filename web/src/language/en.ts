// English texts. Short and plain: the reader may be frightened.

import type { Texts } from "./nl.ts";

export const en: Texts = {
  language: "en",
  locale: "en-GB",
  otherLanguages: "Language",
  leave: "Clear everything and leave",
  back: "Back",
  next: "Continue",
  again: "Try again",
  needed: "This is not complete yet",

  notices: {
    test: (onion) =>
      `This is a test. You are not anonymous here, because this page is not at an .onion address. Report nothing real here.${onion ? ` The real address, for Tor Browser: http://${onion}` : ""}`,
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
      "What you write is locked on this device; only the bureau that you choose can read it.",
      "You need not say who you are: with a code of eight words you read the answer later.",
    ],
    danger: "Are you in danger now? Call 112.",
    before: "Do not do this on a computer, phone or network of your work.",
    report: "Report something",
    reportHint: "You start a new report.",
    code: "I have a code",
    codeHint: "You see whether there is an answer, or add something.",
    loading: "Connecting…",
    none: "No bureau takes reports on this server yet. Compare the address with your card.",
    duty: "A report here is not a formal complaint. If you have a duty as an official to report a crime, that duty remains.",
  },

  bureau: {
    title: "Whom do you tell?",
    only: "Your report goes to:",
    choose: "Choose a bureau",
    words: "Words to check",
    wordsHint: "Do you have a card of this bureau? Compare these twelve words with it. If even one differs, report nothing.",
    closed: "This bureau takes no reports now: what it published has expired or is not valid yet. Looking with a code is possible.",
    missing: "Choose a bureau first.",
  },

  topic: {
    title: "What is it about?",
    missing: "First choose what fits best. In doubt? Any choice is fine.",
  },

  questions: {
    title: "Your report",
    optional: "Skip what you do not know or do not want to say. Only the last field is needed.",
    text: "Tell what happened",
    textHint: "In your own words. Name yourself only if you want to. What only few people know can give away who you are.",
    missing: "Write something first. A few sentences are enough.",
    tooLong: (n) => `This is too long: about ${n} characters have to go. Send the rest later, with your code.`,
    left: (n) => `Room for about ${n} more characters.`,
    choices: "You can choose more than one answer.",
  },

  code: {
    title: "Your code",
    titleNext: "Your next code",
    why: "Write these eight words on paper, in this order. Only with them can you read the answer. Nobody can give you new ones.",
    whyNext: "Write down these eight words too. Do not throw the old code away yet.",
    keep: [
      "No photo, no screenshot, not in your phone or mail.",
      "Keep the paper at home, where nobody looks for it.",
      "When you are done with it, destroy the whole paper: half a code can be guessed.",
    ],
    words: "The eight words of your code",
    written: "I have written them down",
  },

  confirm: {
    title: "Is your paper right?",
    why: "Copy the words asked for from your paper. Then you know that you can come back later.",
    word: (n) => `Word ${n}`,
    wrong: (n) => `Word ${n} is not right. Look at your paper again, or show the code again.`,
    show: "Show the code again",
    send: "Send",
  },

  sending: {
    title: "Sending",
    stretch: "Making keys from your code…",
    seal: "Locking…",
    open: "Opening messages…",
    post: (percent) => `Sending… ${percent} %`,
    wait: "Through Tor this can take a minute. Leave this page open.",
    unsure:
      "We cannot be sure that it arrived. Send it once more: sending the same thing twice does no harm. Keep the code that you wrote down, even if this does not work.",
    stay: "Do not close this page: what you wrote would be gone.",
    repeat: "Send it once more",
    failedTitle: "Not sent yet",
    unsureTitle: "Perhaps not sent",
    notMade: "Something went wrong while locking it. Nothing was sent.",
  },

  sent: {
    title: "Sent",
    arrived: (name) => `Your report is waiting, locked, for “${name}”.`,
    when: (date) => `Come back after ${date} at the earliest. Look with your code then; a few days later is fine too.`,
    whenUnknown: "Come back in a few days and look with your code.",
    keep: "Keep your code. There is no other proof of your report, and no other way to the answer.",
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
    hint: "Capitals, commas and numbers do not matter. Four letters of a word are enough.",
    look: "Look",
    unknown: (position, word) => `Word ${position}, “${word}”, is not on the list.`,
    nearest: "Did you mean:",
    count: (n) =>
      n === 0 ? "Type the eight words of your code." : `A code has eight words; ${n === 1 ? "this is 1" : `these are ${n}`}.`,
    check: "All words exist, but together they are not a code. One word is wrong, or the order is. Compare them with your paper.",
    same: "That is the code you are looking with now. Type the next code here.",
    twice: "You typed the same code twice.",
    fetching: "Fetching messages…",
    fetched: (kilobytes) => `Fetching messages… ${kilobytes} kB`,
    privacy: "Your code does not go to the server. The page fetches everyone’s messages and finds here which are yours.",
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
    receiptNext: "There is no answer yet. Look again later with this code.",
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
    remove: "Remove",
    reused: "There is nothing with that code yet. It is used again now; you need not write down a new one.",
    found:
      "Your earlier reply has arrived. This is what your next code shows. You no longer need the old code once there is a receipt here.",
    textTitle: "Your reply",
    text: "What do you want to tell the bureau?",
    textEmpty: "You may leave this empty: then you only let them know that you read the answer.",
    missing: "Write something first.",
    closed: "This bureau cannot take messages now: its key has expired or is not valid yet. Try again later.",
  },
};
