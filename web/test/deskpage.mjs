// A page of luwte-desk ui in a browser: how one goes on from it, and what holds on every one of them, whatever strangers wrote. Nothing here knows what a screen is about.

/** Faults that can be planted on a page, to see that faults() finds them. They run in the page. */
export const plants = {
  element: () => document.querySelector("main").insertAdjacentHTML("beforeend", "<img class=escaped src=x>"),
  ran: () => {
    window.ran = "planted";
  },
  script: () => document.body.append(Object.assign(document.createElement("script"), { textContent: "window.ran = 'never'" })),
  handler: () => document.querySelector("h1").setAttribute("onclick", "1"),
  link: () => document.querySelector("main a, nav a").setAttribute("href", "javascript:1"),
  away: () => document.querySelector("form").setAttribute("action", "http://elsewhere.example/"),
  bidi: () => document.querySelector("main").append("\u202Eback"),
  control: () => document.querySelector("main").append("\u0007"),
  foreign: () => document.body.append(Object.assign(new Image(), { src: "http://elsewhere.example/" })),
  dialog: () => void setTimeout(() => alert("planted")),
  wide: () => {
    document.querySelector("main").style.width = "3000px";
  },
};

/** What is wrong with a page, whatever it shows. It runs in the page. */
function wrong(base) {
  const found = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const ours = (url) => new URL(url, document.baseURI).href.startsWith(base);
  if (window.ran !== undefined) found.push(`ran: ${window.ran}`);
  for (const e of all(
    ".escaped,script,iframe,object,embed,base,frame,applet,meta[http-equiv],link:not([rel=icon]),math,template",
  )) {
    found.push(`out of its place: ${e.outerHTML.slice(0, 100)}`);
  }
  for (const e of all("svg")) if (!e.closest("figure")) found.push(`out of its place: ${e.outerHTML.slice(0, 100)}`);
  for (const e of all("*")) {
    for (const { name } of e.attributes) if (/^on|^style$|^srcdoc$/.test(name)) found.push(`${e.tagName} has ${name}`);
  }
  for (const e of all("[href],[src],[action],[formaction]")) {
    for (const name of ["href", "src", "action", "formaction"]) {
      const to = e.getAttribute(name);
      if (to !== null && !to.startsWith("#") && !ours(to)) found.push(`${e.tagName} leads to ${to}`);
    }
  }
  // What nobody sees, or what turns around what stands beside it, is shown as its escape. A field keeps what was typed, as it is to be sent back.
  let text = `${document.title} `;
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, (n) =>
    n.parentElement.closest("textarea") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  while (words.nextNode()) text += words.currentNode.data;
  const bad = /[^\P{C}\n\t]|[\u2028\u2029]/u.exec(text);
  if (bad)
    found.push(
      `shows a character as it is: U+${bad[0].charCodeAt(0).toString(16).padStart(4, "0")} in ${JSON.stringify(text.slice(Math.max(0, bad.index - 40), bad.index + 20))}`,
    );
  for (const e of all("[alt],[title],[aria-label],[placeholder]")) {
    const bare = ["alt", "title", "aria-label", "placeholder"].map((a) => e.getAttribute(a) ?? "").join("");
    if (/[\p{C}\u2028\u2029]/u.test(bare)) found.push(`${e.tagName} is named ${JSON.stringify(bare)}`);
  }
  if (all("h1").length !== 1) found.push(`${all("h1").length} heads`);
  if (!/ – Luwte$/.test(document.title)) found.push(`is called ${document.title}`);
  if (document.documentElement.scrollWidth > innerWidth)
    found.push(`scrolls sideways: ${document.documentElement.scrollWidth} > ${innerWidth}`);
  if (/%!|\{\{|&lt;|&amp;|&#3|<no value>|ZgotmplZ/.test(text.replaceAll("{{.}}", ""))) {
    const at = /%!|\{\{|&lt;|&amp;|&#3|<no value>|ZgotmplZ/.exec(text.replaceAll("{{.}}", ""));
    found.push(`says ${text.replaceAll("{{.}}", "").slice(Math.max(0, at.index - 40), at.index + 40)}`);
  }
  return found;
}

export class Desk {
  /** The screens that were seen, by name. */
  screens = new Set();
  /** Answers that say that something is not there, or that something broke; a form that comes back is neither. */
  failed = [];
  #dialogs = [];
  #lacking = new Set();

  /** seen is called on every page, with a name for it. */
  constructor(page, stage, seen) {
    this.page = page;
    this.stage = stage;
    this.base = stage.url;
    this.seen = seen;
    page.on("dialog", (d) => this.#dialogs.push(d.message()));
    page.on("response", (r) => {
      if (r.status() < 400 || r.status() === 422 || r.url().endsWith("/favicon.ico")) return;
      if (!this.#lacking.has(r.url())) this.failed.push(`${r.request().method()} ${r.url()} is answered by ${r.status()}`);
    });
  }

  /** What is wrong with the page, whatever it shows. */
  async faults(plant) {
    if (plant) await this.page.evaluate(plants[plant]);
    if (plant === "dialog") await new Promise((r) => setTimeout(r, 300));
    const dialogs = this.#dialogs.splice(0).map((d) => `a dialog: ${d}`);
    return [...dialogs, ...(await this.page.evaluate(wrong, this.base))];
  }

  /** Of requests that were made, those that lead elsewhere. */
  asked(requests) {
    const origin = new URL(this.base).origin;
    const elsewhere = requests.filter(({ url }) => !url.startsWith(this.base) && url !== `${origin}/favicon.ico`);
    return elsewhere.map(({ method, url }) => `asked for ${method} ${url}`);
  }

  /** The path of the page below the address. */
  path() {
    return this.page
      .url()
      .replace(/#.*/, "")
      .slice(this.base.length - 1);
  }

  /** From now on this path is not there, as it should be. */
  mayLack(path) {
    this.#lacking.add(this.base.slice(0, -1) + path);
  }

  /** Has a look at the page that one came to. Its name is its screen, which is a template, whether a form came back, and what it was come for. */
  async arrive(as) {
    for (let busy = false; this.path().startsWith("/job"); busy = true) {
      if (!busy) await this.#see("", true);
      await this.page.waitForNavigation({ waitUntil: "domcontentloaded" }).catch(() => undefined);
    }
    await this.#see(as);
  }

  async #see(as, passing = false) {
    const { screen, problem } = await this.page.evaluate(() => ({
      screen: document.querySelector("main").dataset.screen,
      problem: document.querySelector("main [role=alert]") !== null,
    }));
    this.screens.add(screen);
    const kind = [screen, problem && "again", as === "hostile" && as].filter(Boolean).join("-");
    await this.seen({ screen, kind, name: as && as !== "hostile" ? `${kind}-${as}` : kind, passing });
  }

  async go(path, as) {
    const answer = await this.page.goto(this.base.slice(0, -1) + path, { waitUntil: "domcontentloaded" }).catch((cause) => {
      throw new Error(`${path} cannot be opened`, { cause });
    });
    await this.arrive(as);
    return answer?.status();
  }

  /** Presses what leads to another page, and waits for that; or to a file that is saved, and the page stays. */
  async press(handle, as) {
    const stay = new AbortController();
    const gone = this.page
      .waitForNavigation({ waitUntil: "domcontentloaded", signal: stay.signal })
      .catch((e) => (stay.signal.aborted ? undefined : Promise.reject(e)));
    const final = (r) => r.request().isNavigationRequest() && !(300 <= r.status() && r.status() < 400);
    const [answer] = await Promise.all([this.page.waitForResponse(final), handle.evaluate((e) => e.click())]);
    if (/^attachment/.test(answer.headers()["content-disposition"] ?? "")) {
      stay.abort();
      await gone;
      return answer;
    }
    await gone;
    await this.arrive(as);
    return answer;
  }

  /** Follows the first link whose path ends so or fits. */
  async follow(end, as) {
    const links = await this.page.$$("a[href]");
    for (const link of links) {
      const href = await link.evaluate((a) => a.getAttribute("href"));
      if (typeof end === "string" ? href.endsWith(end) : end.test(href)) return this.press(link, as);
    }
    throw new Error(`no link leads to ${end}`);
  }

  /** Fills in the form whose action ends so, by the names of its fields, and presses the button of a value, or that leads to a path, or the first. It must be taken. */
  async submit(end, fields, button, as) {
    await this.send(end, fields, button, as);
    const [alert] = await this.page.$$eval("main [role=alert]", (all) => all.map((e) => e.innerText));
    if (alert) throw new Error(`the form for ${end} comes back: ${alert}`);
  }

  /** Sends a form as submit does, and it may come back. */
  async send(end, fields, button, as) {
    const pressed = button?.startsWith("/") ? `button[formaction$="${button}"]` : button ? `button[value="${button}"]` : "button";
    const has = [...Object.keys(fields).map((name) => `:has([name="${name}"])`), `:has(${pressed})`];
    const form = await this.page.$(`form[action$="${end}"]${has.join("")}`);
    if (!form) throw new Error(`no form for ${end} with ${has.join(" ")}`);
    for (const [name, value] of Object.entries(fields)) await fill(form, name, value);
    await this.press(await form.$(pressed), as);
  }

  /** What a link on the page leads to that is saved as a file, its bytes and its name. */
  async save(end) {
    const href = await this.page.$eval(`a[href$="${end}"]`, (a) => a.href);
    const answer = await fetch(href, { headers: { "Sec-Fetch-Site": "same-origin" } });
    const said = answer.headers.get("content-disposition") ?? "";
    if (answer.status !== 200 || !said.startsWith("attachment")) throw new Error(`${end} is answered by ${answer.status} ${said}`);
    return Buffer.from(await answer.arrayBuffer());
  }

  /** Turns the page into another language, if it can be. */
  async speak(language) {
    const now = await this.page.$eval("html", (e) => e.lang);
    if (now === language) return true;
    const button = await this.page.$(`form[action$="/language"] button[value="${language}"]`);
    if (!button) return false;
    const before = this.path();
    await Promise.all([this.page.waitForNavigation({ waitUntil: "domcontentloaded" }), button.evaluate((e) => e.click())]);
    if (this.path() !== before || (await this.page.$eval("html", (e) => e.lang)) !== language)
      throw new Error(`in ${language} ${before} becomes ${this.path()}`);
    return true;
  }

  /** What stands on the page, as it is read. */
  says() {
    return this.page.$eval("body", (b) => b.innerText);
  }

  /** Fails unless the page says all this. */
  async mustSay(...parts) {
    const said = await this.says();
    for (const part of parts) {
      if (part instanceof RegExp ? !part.test(said) : !said.includes(part)) throw new Error(`the page does not say ${part}`);
    }
  }
}

/** Puts a value into a field of a form: a file's path, whether a box is ticked, what is chosen, by its value or its number, or a text. */
async function fill(form, name, value) {
  const field = await form.$(`[name="${name}"]`);
  if (!field) throw new Error(`no field ${name}`);
  const type = await field.evaluate((e) => (e.type === "radio" ? "radio" : e.type));
  if (type === "file") return field.uploadFile(value);
  if (type === "radio") return form.$eval(`[name="${name}"][value="${value}"]`, (e) => e.click());
  const kept = await field.evaluate((e, v) => {
    if (e.type === "checkbox") e.checked = v;
    else if (typeof v === "number" && e.options) e.selectedIndex = v;
    else e.value = v;
    return e.type === "checkbox" || typeof v === "number" || e.value === v;
  }, value);
  if (!kept) throw new Error(`the field ${name} does not take ${value}`);
}
