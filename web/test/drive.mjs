// Drives the page in a real browser, as a person would: types, clicks, reads. Functions for tests in JavaScript, and a command for tests
// in other languages:
//
//   node test/drive.mjs --url URL [--browser firefox|chromium] [--level standard|safer|safest] [--socks HOST:PORT] [--shots DIR]
//                       [--language nl|en|pap] [--dark] [--size WIDTHxHEIGHT] [--downloads DIR] [--proxy PORT]
//                       [--unwatched]
//
// It reads one JSON object a line from stdin and answers each with one line: {"ok":true,…} or {"ok":false,"error":…,"screen":…}.
//
//   {"do":"open"}                                             → {"notices":[…]}     loads the page afresh; done once at start
//   {"do":"report","text":…,"topic":id,"answers":{question:[option…]|text},"bureau":F}      → {"code":"eight words","text":…}
//   {"do":"report",…,"bureaus":[F…],"danger":"yes"|"no"|"unsure","card":{F:[twelve words]}}  → {"code":of the first,"codes":[…],"text":…}
//   {"do":"report",…,"files":[{"path":…,"name":…,"original":"too"|"only"}…],"patient":true}  → {…,"files":[what the page says of each],"sending":[…]}
//   {"do":"look","code":…}                                    → {"outcome":…,"text":…,"answers":[…],"notices":[…]}
//   {"do":"turn","text":…,"bureau":F,"card":{F:[…]}}          → {"code":…,"text":…}       after a look that showed something, or nothing
//   {"do":"turn","text":…,"next":[code…]}                     → {"code":first of next,…}, or {"outcome":…} if one of them shows something
//   {"do":"turn",…,"files":[…],"patient":true}                                              as in a report
//   {"do":"enter","code":…}                                   → {"error":…}               types a code that is refused
//   {"do":"field"}                                            loads the page afresh and goes to the first field, of a code, until it can be typed into
//   {"do":"screenshot","name":…}
//
// Of a saved page (--url file://…, --downloads, and --proxy PORT, through which all else would go), report, look and enter take "from":[path…], what is
// chosen on its first screen, and report and turn answer with "saved":[path…]. Of a page without scripts (--level safest):
//
//   {"do":"noscript"}                                         → {"text":…}                what the page says, and from there
//   {"do":"plain","language":…}                               → {"text":…}                what it leads to
//   {"do":"download","name":…}                                → {"saved":[path]}
//   {"do":"upload","inbox":…,"paths":[path…]}                 → {"text":…}                what the drop answers
//   {"do":"log"}                                              → {"console":[…],"errors":[…],"violations":[…],"requests":[{"method","url"}]}
//   {"do":"quit"}
//
// Without card, a report is made without one. bureau is needed where there are several; in a turn only after a look that found nothing. outcome is one of alarm, answers, receipt, damaged,
// nothing. A patient one waits for as long as the page tries again by itself; sending is what the page said meanwhile. The log has what happened since the last one. A command with "shots":NAME keeps a picture of every screen on its way, as
// DIR/NAME-SCREEN.png. A browser that cannot start ends the command with status 1. An unwatched browser is not asked for its requests, and the log has
// none: one that is asked holds on to what was sent.

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import puppeteer from "puppeteer-core";
import { arrived, download, noscript, plain, throughProxy, upload } from "./safest.mjs";

const patience = 180_000; // milliseconds; Tor is slow

const safer = {
  "javascript.options.ion": false,
  "javascript.options.baselinejit": false,
  "javascript.options.native_regexp": false,
  "javascript.options.asmjs": false,
  "javascript.options.wasm": false,
  "mathml.disabled": true,
  "gfx.font_rendering.opentype_svg.enabled": false,
};

/** Tor Browser's settings for Firefox ESR. */
function firefoxPrefs({ level, socks, language, dark, downloads, proxy, onions = [] }) {
  const prefs = {
    "dom.securecontext.allowlist_onions": true,
    "privacy.resistFingerprinting": level !== undefined,
    "privacy.firstparty.isolate": true,
    "browser.privatebrowsing.autostart": true,
    "intl.accept_languages": language,
    "privacy.spoof_english": 1,
    "layout.css.prefers-color-scheme.content-override": dark ? 0 : 1,
  };
  if (onions.length > 0) {
    prefs["network.dns.localDomains"] = onions.map((o) => new URL(o).hostname).join(",");
    prefs["network.dns.blockDotOnion"] = false;
  }
  if (socks) {
    const [host, port] = socks.split(":");
    const proxy = {
      type: 1,
      socks: host,
      socks_port: Number(port),
      socks_remote_dns: true,
      no_proxies_on: "",
      allow_hijacking_localhost: true,
    };
    for (const [name, value] of Object.entries(proxy)) prefs[`network.proxy.${name}`] = value;
    prefs["network.dns.blockDotOnion"] = false;
  }
  if (downloads) Object.assign(prefs, { "browser.download.folderList": 2, "browser.download.dir": downloads });
  if (proxy) Object.assign(prefs, throughProxy(Number(proxy)));
  if (level === "safer" || level === "safest") Object.assign(prefs, safer);
  if (level === "safest") prefs["javascript.enabled"] = false;
  return prefs;
}

/** Starts a browser and returns it with a page whose console, errors, violations and requests are recorded in log. onions are origins on this
 * machine whose names the browser takes for onion services: secure, and reached without Tor. */
export async function launch(options) {
  const profile = mkdtempSync(join(tmpdir(), "luwte-browser-"));
  process.once("exit", () => rmSync(profile, { recursive: true, force: true })); // also where a signal ends us
  const common = { headless: true, userDataDir: profile, protocolTimeout: patience, networkEnabled: !options.unwatched };
  const { browser: kind = "firefox", language = "en", socks } = options;
  const firefox = {
    browser: "firefox",
    executablePath: "/usr/bin/firefox-esr",
    extraPrefsFirefox: firefoxPrefs({ language, ...options }),
  };
  const args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", `--accept-lang=${language}`, `--lang=${language}`];
  if (socks) args.push(`--proxy-server=socks5://${socks}`);
  const { onions = [] } = options;
  if (onions.length > 0)
    args.push("--host-resolver-rules=MAP *.onion 127.0.0.1", `--unsafely-treat-insecure-origin-as-secure=${onions.join(",")}`);
  if (options.proxy) args.push(`--proxy-server=socks5://127.0.0.1:${options.proxy}`, "--proxy-bypass-list=<-loopback>");
  const chromium = { browser: "chrome", executablePath: "/usr/bin/chromium", args };
  const browser = await puppeteer.launch({ ...common, ...(kind === "firefox" ? firefox : chromium) });
  const page = await browser.newPage();
  page.setDefaultTimeout(patience);
  page.setDefaultNavigationTimeout(patience);
  const [width, height] = (options.size ?? "1280x800").split("x").map(Number);
  await page.setViewport({ width, height });
  if (options.dark && kind !== "firefox") await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
  if (kind !== "firefox" && options.downloads) {
    const session = await browser.target().createCDPSession();
    await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: options.downloads });
  }
  const log = record(page);
  const close = async () => {
    await browser.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  return { browser, page, log, close };
}

const inFlight = new WeakMap(); // requests not yet answered, by page

/** Waits until nothing is on its way, so that leaving the page cuts nothing off. */
async function settled(page) {
  const until = Date.now() + patience;
  while (inFlight.get(page).size > 0 && Date.now() < until) await new Promise((r) => setTimeout(r, 50));
}

/** Records a page's console, errors, violations and requests. */
export function record(page) {
  const log = { console: [], errors: [], violations: [], requests: [] };
  page.on("console", (m) => {
    const text = `${m.type()}: ${m.text()}`;
    log.console.push(text);
    if (/content.security.policy/i.test(text)) log.violations.push(text);
  });
  page.on("pageerror", (e) => log.errors.push(String(e?.message ?? e)));
  page.on("requestfinished", (r) => pending.delete(r));
  page.on("requestfailed", (r) => {
    pending.delete(r);
    const error = r.failure()?.errorText;
    if (error === "net::ERR_ABORTED" && r.response()) return; // a busy Chromium says so of an answer that the page has read to its end
    log.errors.push(`request failed: ${r.method()} ${r.url()} ${error}`);
  });
  const pending = new Set();
  inFlight.set(page, pending);
  page.on("request", (r) => {
    pending.add(r);
    if (!r.url().startsWith("data:") && !r.url().startsWith("blob:")) log.requests.push({ method: r.method(), url: r.url() });
  });
  page.on("framenavigated", () => pending.clear()); // what the last page waited for comes no more
  page.on("dialog", (d) => d.accept());
  return log;
}

/** What a page threw, and where it broke its policy. A request that fails is neither: some drops are there for that. */
export const brokenRules = ({ errors, violations }) => [...errors.filter((e) => !e.startsWith("request failed")), ...violations];

const screen = (page) => page.$eval("main", (m) => m.dataset.screen);

/** Waits for one of these screens and returns its name. An error that the page shows instead is thrown. */
async function reach(page, ...names) {
  const selector = names.map((n) => `main[data-screen="${n}"]`).join(",");
  await page.waitForSelector(`${selector},[role=alert]:not([hidden])`);
  const at = await screen(page);
  if (!names.includes(at)) throw new Error(await page.$eval("[role=alert]:not([hidden])", (e) => e.innerText));
  return at;
}

/** Presses the mouse on what has the action. On a busy machine a browser sometimes loses a press; the page saw none then, and it is made again,
 * as a person would. */
export async function click(page, action) {
  for (let tries = 1; ; tries++) {
    const button = await page.waitForSelector(`[data-action="${action}"]`);
    const seen = await button.evaluateHandle((element) => {
      const told = { seen: false };
      element.addEventListener("click", () => (told.seen = true), { capture: true, once: true });
      return told;
    });
    await page.locator(`[data-action="${action}"]`).click();
    for (const until = Date.now() + 3000; Date.now() < until; await new Promise((r) => setTimeout(r, 20))) {
      if (await seen.evaluate((told) => told.seen).catch(() => true)) return; // the page may be gone by it
    }
    if (tries === 3) throw new Error(`${action} was pressed three times, and the page did not see it`);
    console.error(`${action}: the press got lost`);
  }
}

async function fill(page, selector, text) {
  await page.waitForSelector(selector);
  if (text.length < 2000) {
    await page.focus(selector);
    await page.$eval(selector, (e) => e.select());
    await page.keyboard.press("Backspace");
    await page.keyboard.type(text.replaceAll("\n", " "));
    if (!text.includes("\n")) return;
  }
  await page.$eval(
    selector,
    (e, value) => {
      e.value = value;
      e.dispatchEvent(new Event("input", { bubbles: true }));
    },
    text,
  );
}

const mainText = (page) => page.$eval("main", (m) => m.innerText);
const texts = (page, selector) => page.$$eval(selector, (all) => all.map((e) => e.innerText));

/** Presses Tab until what has the focus fits; everything that has it on the way must show so, be in sight and not under a bar. */
export async function tabTo(page, selector, most = 40) {
  for (let presses = 0; presses < most; presses++) {
    if (await page.evaluate((s) => document.activeElement.matches(s), selector)) return;
    await page.keyboard.press("Tab");
    const fault = await page.evaluate(() => {
      const on = document.activeElement;
      if (on === document.body) return undefined; // between the last and the first
      const { left, right, top, bottom } = on.getBoundingClientRect();
      const name = `${on.tagName} ${on.id} ${on.textContent.slice(0, 30)}`;
      if (getComputedStyle(on).outlineStyle === "none") return `no outline: ${name}`;
      const under = document.elementFromPoint((left + right) / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2);
      return under && (on.contains(under) || under.contains(on)) ? undefined : `out of sight: ${name}`;
    });
    if (fault) throw new Error(fault);
  }
  throw new Error(`Tab does not lead to ${selector}`);
}

/** Loads the page afresh; what a reader is warned of comes back. */
export async function open(page, url, from = []) {
  await settled(page);
  await page.goto(url, { waitUntil: "domcontentloaded" });
  let at = await reach(page, "start-ready", "start-failed", "saved-files");
  if (at === "saved-files" && from.length === 0) return {};
  if (at === "saved-files") at = await chooseSaved(page, from);
  if (at !== "start-ready") throw new Error(await mainText(page));
  return { notices: await texts(page, ".notice,.elsewhere"), title: await page.title() };
}

/** Notes the code that is shown, confirms it and goes on. */
async function noteCode(page, shots) {
  await reach(page, "code");
  await shots("code");
  const words = await page.$$eval("[data-code] li", (all) => all.map((e) => e.textContent));
  await click(page, "written");
  await reach(page, "confirm");
  for (const position of await page.$$eval("[data-position]", (all) => all.map((e) => Number(e.dataset.position)))) {
    await fillWord(page, `#confirm-${position}`, words[position - 1]);
  }
  await shots("confirm");
  await click(page, "send");
  return words.join(" ");
}

/** Types a code into its fields: in one go, as it spreads over them by itself. */
async function fillCode(page, id, code) {
  await page.waitForSelector(`#${id}-1`);
  await page.focus(`#${id}-1`);
  await page.keyboard.type(code);
  await page.keyboard.press("Tab"); // the list of words that fit goes; it may lie over what is clicked next
}

/** Types a word into its field. */
async function fillWord(page, selector, word) {
  await fill(page, selector, word);
  await page.keyboard.press("Tab");
}

/** Answers the questions of the card: with its words if there is one. */
async function showCard(page, card, shots) {
  await shots("card");
  if (!card) {
    await click(page, "no-card");
    await reach(page, "no-card");
    await shots("no-card");
    return click(page, "next");
  }
  const labels = await page.$$eval(".word-field label", (all) => all.map((e) => e.textContent));
  for (const [i, label] of labels.entries()) await fillWord(page, `#card-${i + 1}`, card[Number(/\d+/.exec(label)[0]) - 1]);
  await shots("card-typed");
  return click(page, "next");
}

/** Answers the question that is shown, if there is an answer for it. */
async function answerQuestion(page, question, answers) {
  const answer = answers[question];
  if (typeof answer === "string") await fill(page, `#question-${question}`, answer);
  else for (const option of answer ?? []) await page.locator(`#question-${question}-${option}`).click();
}

/** Chooses files and waits until all are looked through; what the page says of each comes back. */
export async function attach(page, files, shots) {
  if (files.length > 0) {
    const input = await page.waitForSelector("#files");
    await input.uploadFile(...files.map((f) => f.path));
    await page.waitForFunction(
      (n) => document.querySelectorAll("[data-file] [data-state]:not([data-state=wait])").length === n,
      {},
      files.length,
    );
  }
  const cards = await page.$$("[data-file]");
  for (const [i, { name, original }] of files.entries()) {
    const id = `#file-${await cards[i].evaluate((e) => e.dataset.file)}`;
    if (name || original) await cards[i].$eval("[data-action=file-more]", (e) => e.click());
    if (name) await fill(page, `${id}-name`, name);
    const uncleaned = await cards[i].$("[data-state=uncleaned]");
    if (original) await page.locator(uncleaned ? `${id}-anyway` : original === "too" ? `${id}-both` : `${id}-original`).click();
  }
  await shots("files");
  return texts(page, "[data-file]");
}

/** From the first screen to the overview. */
async function fillIn(page, { text, topic, answers = {}, bureaus, danger = "no", card = {}, files = [] }, shots) {
  await click(page, "report");
  await reach(page, "danger");
  await page.locator(`#danger-${danger}`).click();
  await shots("danger");
  await click(page, "next");
  if (danger === "yes") {
    await reach(page, "danger-now");
    await shots("danger-now");
    await click(page, "next");
  }
  await reach(page, "bureau");
  for (const bureau of bureaus) await page.locator(`input[name="bureau"][value="${bureau}"]`).click();
  await shots("bureau");
  await click(page, "next");
  let on = await another(page, "bureau", "card", "topic");
  for (; on.at === "card"; on = await another(page, on.form, "card", "topic")) await showCard(page, card[on.form.slice(5)], shots);
  await page.locator(topic ? `#topic-${topic}` : "input[name=topic]").click();
  await shots("topic");
  await click(page, "next");
  await reach(page, "text");
  await fill(page, "#text", text);
  await shots("text");
  await click(page, "next");
  on = await another(page, "text", "question", "files");
  for (; on.at === "question"; on = await another(page, on.form, "question", "files")) {
    await answerQuestion(page, on.form, answers);
    await shots(`question-${on.form}`);
    await click(page, "next");
  }
  const said = await attach(page, files, shots);
  await click(page, "next");
  await reach(page, "check");
  await shots("check");
  return said;
}

/** Waits for one of these screens with another form than the last one's, and returns its name and form. */
async function another(page, last, ...names) {
  await page.waitForFunction(
    (old, wanted) => {
      const main = document.querySelector("main");
      return wanted.includes(main.dataset.screen) && main.querySelector("form").dataset.form !== old;
    },
    {},
    last,
    names,
  );
  return { at: await screen(page), form: await page.$eval("main form", (f) => f.dataset.form) };
}

/** Fills in a report and sends it; the codes come back, one for each bureau. */
export async function report(
  page,
  { bureau, bureaus = bureau ? [bureau] : [], patient, downloads, ...order },
  shots = async () => {},
) {
  const files = await fillIn(page, { ...order, bureaus }, shots);
  await click(page, "next");
  const codes = [];
  do codes.push(await noteCode(page, shots));
  while (codes.length < bureaus.length);
  const { sending, saved } = await reachSent(page, "sent", { patient, downloads }, shots);
  return { code: codes[0], codes, files, sending, saved, text: await mainText(page) };
}

/** Waits until all is sent, and returns what the page said meanwhile; or saved, where the page is a saved one: the paths come back. One who is not
 * patient gives up at the first trouble. */
async function reachSent(page, name, { patient, downloads }, shots) {
  const sending = [];
  const saved = [];
  const last = name.replace("sent", "saved");
  for (let before; ; ) {
    const at = await reach(page, name, last, "sending", "save", "not-sent", "not-made");
    const text = await mainText(page).catch(() => "");
    if (at === "not-made" || (at === "not-sent" && !patient)) throw new Error(text);
    if (at !== before) await shots(at);
    if (at === name || at === last) return { sending, saved };
    before = at;
    if (at === "save") {
      const file = await page.$eval("[data-action=save]", (a) => a.download);
      await click(page, "save");
      saved.push(await arrived(downloads, file));
      await click(page, "saved");
      continue;
    }
    if (text !== sending.at(-1)) sending.push(text);
    await new Promise((r) => setTimeout(r, 250));
  }
}

/** Chooses the saved charters and boards. */
async function chooseSaved(page, paths) {
  await (await page.$("#saved")).uploadFile(...paths);
  await click(page, "next");
  return reach(page, "start-ready");
}

/** Looks with a code from the first screen. */
export async function look(page, code, shots = async () => {}) {
  await click(page, "code");
  await reach(page, "enter");
  await fillCode(page, "code", code);
  await shots("enter");
  await click(page, "look");
  const at = await reach(page, "result", "not-looked");
  if (at !== "result") throw new Error(await mainText(page));
  return result(page, shots);
}

async function result(page, shots) {
  await shots("result");
  return {
    outcome: await page.$eval("main", (m) => m.dataset.outcome),
    text: await mainText(page),
    answers: await texts(page, "[data-found=answer] p"),
    notices: await texts(page, "[data-notice=board]"),
  };
}

/** Goes to the first field. */
async function firstField(page) {
  await click(page, "code");
  await reach(page, "enter");
  await page.focus("#code-1");
  return {};
}

/** Types a code that the page refuses; what it says comes back. */
export async function enter(page, code, shots = async () => {}) {
  await click(page, "code");
  await reach(page, "enter");
  await fillCode(page, "code", code);
  await click(page, "look");
  await page.waitForSelector("[role=alert]:not([hidden])");
  await shots("mistake");
  return { error: await page.$eval("[role=alert]:not([hidden])", (e) => e.innerText) };
}

/** Replies after a look. With next, codes noted on earlier tries: the first is used again, unless one shows something. */
export async function turn(
  page,
  { text = "", next = [], bureau, card = {}, files = [], patient, downloads },
  shots = async () => {},
) {
  await click(page, "turn");
  if ((await reach(page, "turn-next", "turn-bureau")) === "turn-bureau") {
    if (!bureau) throw new Error("nothing is there for the code, and there are several bureaus: turn needs one");
    await click(page, `bureau-${bureau}`);
  }
  await reach(page, "turn-next");
  await shots("turn-next");
  await click(page, next.length > 0 ? "noted" : "first-turn");
  if (next.length > 0) {
    await reach(page, "turn-entry");
    for (const [i, code] of next.entries()) {
      if (i > 0) await click(page, "another");
      await fillCode(page, `next-${i + 1}`, code);
    }
    await shots("turn-entry");
    await click(page, "look");
  }
  const on = await reach(page, "turn-text", "card", ...(next.length > 0 ? ["result"] : []));
  if (on === "result") return result(page, shots);
  if (on === "card") await showCard(page, card[await page.$eval("main form", (f) => f.dataset.form.slice(5))], shots);
  await reach(page, "turn-text");
  if (text !== "") await fill(page, "#text", text);
  await shots("turn-text");
  await click(page, "next");
  await reach(page, "files");
  const said = await attach(page, files, shots);
  await click(page, "next");
  if ((await reach(page, "turn-check", "code")) === "turn-check") {
    await shots("turn-check");
    await click(page, "next");
  }
  const code = next.length > 0 ? next[0] : await noteCode(page, shots);
  const { sending, saved } = await reachSent(page, "turn-sent", { patient, downloads }, shots);
  return { code, files: said, sending, saved, text: await mainText(page) };
}

async function run(options) {
  const { downloads } = options;
  const { page, log, close } = await launch(options);
  const shot = async (name) => {
    if (options.shots) await page.screenshot({ path: join(options.shots, `${name}.png`), fullPage: true });
    return {};
  };
  let prefix;
  const shots = (name) => (prefix ? shot(`${prefix}-${name}`) : undefined);
  const fresh = async (c, then) => {
    await open(page, options.url, c.from);
    return then();
  };
  const commands = {
    open: (c) => open(page, options.url, c.from),
    field: (c) => fresh(c, () => firstField(page)),
    report: (c) => fresh(c, () => report(page, { ...c, downloads }, shots)),
    look: (c) => fresh(c, () => look(page, c.code, shots)),
    enter: (c) => fresh(c, () => enter(page, c.code, shots)),
    turn: (c) => turn(page, { ...c, downloads }, shots),
    noscript: () => noscript(page, options.url),
    plain: (c) => plain(page, c.language),
    download: (c) => download(page, c.name, downloads),
    upload: (c) => upload(page, c),
    screenshot: (c) => shot(c.name),
    log: () => {
      const copy = structuredClone(log);
      for (const list of Object.values(log)) list.length = 0;
      return copy;
    },
  };
  const answer = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
  try {
    if (options.shots) mkdirSync(options.shots, { recursive: true });
    for await (const line of createInterface({ input: process.stdin })) {
      if (line.trim() === "") continue;
      const command = JSON.parse(line);
      if (command.do === "quit") break;
      prefix = command.shots; // a name: every screen on the way is kept under it
      try {
        answer({ ok: true, ...(await commands[command.do](command)) });
      } catch (e) {
        answer({ ok: false, error: String(e.message ?? e), screen: await screen(page).catch(() => "none") });
      }
    }
  } finally {
    await close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = { type: "string" };
  const { values } = parseArgs({
    options: {
      url: text,
      browser: text,
      level: text,
      socks: text,
      shots: text,
      language: text,
      size: text,
      downloads: text,
      proxy: text,
      dark: { type: "boolean" },
      unwatched: { type: "boolean" },
      json: { type: "boolean" },
    },
  });
  await run(values);
}
