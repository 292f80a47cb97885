// An officer's week at the screens of luwte-desk ui: what is done there, in the order in which it is done. Each part begins at the list.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { tabTo } from "./drive.mjs";

export const parts = {
  taking,
  triage,
  answering,
  breach,
  looking,
  referral,
  keyboard,
  backup,
  writing,
  everywhere,
  hostile,
  glance,
  leaving,
};

/** The longest way of the Tab key on these screens, in presses. */
const tabs = 80;

/** Forms that are no work, or that end it, or whose answer is a file (Firefox waits for a page then): the week's own parts send them. */
const left = /\/(language|lock|import|export|destroy|decide|exclude|restore|calendar)$/;

/** A path without what is different in each case. */
const patternOf = (path) =>
  path
    .replace(/[?#].*/, "")
    .replace(/^\/cases\/[0-9a-z]{8}(?=\/|$)/, "/cases/CASE")
    .replaceAll(/\/\d+(?=\/|$)/g, "/N");

/** Goes wherever a link leads, from the list and from the cases that mean harm; here what was typed stands by then. */
async function hostile(desk) {
  await crawl(desk, await hostileCases(desk), () => undefined);
}

/** The cases that mean harm, and what they lead to of their own words and files. */
async function glance(desk) {
  for (const path of await hostileCases(desk)) {
    await desk.go(path, "hostile");
    await desk.go(`${path}/files`, "hostile");
  }
}

/** As below, and types what means harm into every field on the way. */
async function everywhere(desk) {
  const typed = new Set();
  await crawl(desk, await hostileCases(desk), (path) => typeInto(desk, path, typed));
}

async function hostileCases(desk) {
  await desk.go("/?text=escaped", "hostile");
  const cases = new Set(await caseLinks(desk));
  assert.ok(cases.size >= 3, `only ${cases.size} cases that mean harm are found by their words`);
  return cases;
}

/** The page that goes away by itself, and the desk that is locked. */
async function leaving(desk) {
  await desk.go("/away");
  await desk.go("/", "last");
  await desk.submit("/lock", {});
}

const caseLinks = (desk) =>
  desk.page.$$eval("main a[href]", (all) =>
    all.map((a) => a.getAttribute("href").match(/\/cases\/[0-9a-z]{8}$/)?.[0]).filter(Boolean),
  );

/** Visits pages, of each kind at most as many as there are cases that mean harm, and of cases only those. */
async function crawl(desk, hostile, each) {
  const queue = ["/", "/?text=escaped"];
  const known = new Set(queue);
  const visits = new Map();
  while (queue.length > 0) {
    const path = queue.shift();
    const pattern = patternOf(path);
    const n = visits.get(pattern) ?? 0;
    const ofCase = path.match(/\/cases\/[0-9a-z]{8}/)?.[0];
    if (n >= (ofCase ? hostile.size : 2) || (ofCase && !hostile.has(ofCase)) || (await isFile(desk, path))) continue;
    visits.set(pattern, n + 1);
    const status = await desk.go(path, ofCase && "hostile");
    assert.ok(status < 400, `${path} is answered by ${status}`);
    for (const next of await links(desk)) {
      if (!known.has(next)) queue.push(next);
      known.add(next);
    }
    await each(path);
  }
}

const links = (desk) =>
  desk.page.$$eval(
    "a[href]",
    (all, base) =>
      all
        .map((a) => a.href.replace(/#.*/, ""))
        .filter((h) => h.startsWith(base))
        .map((h) => h.slice(base.length - 1)),
    desk.base,
  );

/** Whether a path leads to a file and not to a page. It is then looked at without a browser: what it is must be said, and a browser must not guess. */
async function isFile(desk, path) {
  const answer = await fetch(desk.base.slice(0, -1) + path, { headers: { "Sec-Fetch-Site": "none" }, redirect: "manual" });
  const type = answer.headers.get("content-type") ?? "";
  await answer.arrayBuffer();
  if (type.startsWith("text/html")) return false;
  assert.equal(answer.headers.get("x-content-type-options"), "nosniff", path);
  const shown = /^image\/(png|jpeg|svg\+xml)$/.test(type);
  if (!shown) assert.match(answer.headers.get("content-disposition") ?? "", /^attachment/, `${path} is ${type}`);
  return true;
}

/** Types what means harm into every field of each form of the page that was not met before, and sends it. */
async function typeInto(desk, path, typed) {
  const forms = await desk.page.$$eval(
    "form",
    (all, base) =>
      all.map((f, i) => ({
        i,
        action: f.action.slice(base.length - 1),
        fields: [...f.elements].filter((e) => /^(text|search|textarea)$/.test(e.type)).length,
        danger: f.querySelector("button.danger") !== null,
      })),
    desk.base,
  );
  for (const { i, action, fields, danger } of forms) {
    const pattern = `${patternOf(action)} ${patternOf(path)}`;
    if (fields === 0 || danger || left.test(patternOf(action)) || typed.has(pattern)) continue;
    typed.add(pattern);
    await desk.go(path, "typing");
    const form = (await desk.page.$$("form"))[i];
    await form.evaluate((f, words) => {
      f.noValidate = true; // as nobody makes a program keep to it
      for (const e of f.elements) if (/^(text|search|textarea)$/.test(e.type)) e.value = words;
    }, desk.stage.typed + desk.stage.controls);
    await desk.press(await form.$("button"), "typed");
  }
}

/** Finds a case by its words and goes to it. */
async function find(desk, words, as) {
  await desk.go(`/?text=${encodeURIComponent(words)}`, "found");
  const [path] = await caseLinks(desk);
  assert.ok(path, `no case is found by ${words}`);
  await desk.follow(path, as);
  return path;
}

/** What is new is looked through: the danger first; a status, a label, a note, a handler; somebody is given a case, somebody is shut out, and who is named does not see his. */
async function triage(desk) {
  const [anna, bram, cor] = desk.stage.people;
  await desk.go("/");
  const [first, second] = await caseLinks(desk);
  const inDanger = await find(desk, "Zij staan voor mijn deur", "danger");
  assert.ok([first, second].includes(inDanger), "who is in danger does not come first"); // one of those who mean harm says so too
  const file = { status: "in progress", class: 1, labels: "dringend, haven", handler: cor };
  await desk.submit("/file", file);
  const urgent = desk.path();
  await desk.follow(`${urgent}/notes`);
  await desk.submit("/notes", { note: "Gebeld met de politie.\nZij gaan langs." });
  await desk.go(urgent);
  await desk.mustSay("Gebeld met de politie.", "dringend", cor);
  await desk.follow("/access");
  await desk.submit("/give", { name: cor });
  await desk.follow(new RegExp(`exclude\\?name=${encodeURIComponent(bram).replace("%20", "(%20|\\\\+)")}`));
  await desk.submit("/exclude", {});
  await desk.go(`${urgent}/access`, "excluded");
  await desk.mustSay(cor);

  await desk.go("/?status=in+progress&label=haven", "chosen");
  assert.deepEqual(await caseLinks(desk), [urgent]);
  await desk.go("/?status=closed", "none");
  assert.deepEqual(await caseLinks(desk), []);

  // A step aside, from a case that is closed to oneself from then on.
  const own = await find(desk, "Melding 17 ");
  await desk.follow("/access");
  await desk.follow(new RegExp(`exclude\\?name=${encodeURIComponent(anna).replace("%20", "(%20|\\\\+)")}`), "recuse");
  await desk.submit("/exclude", {}, undefined, "recused");
  await desk.go("/?text=Melding+17+", "recused");
  assert.deepEqual(await caseLinks(desk), []);
  desk.mayLack(own);
  assert.equal(await desk.go(own, "shut"), 404);
}

/** An answer is written: one that would give the reporter away is warned of, and comes back as it was typed. */
async function answering(desk) {
  const path = await find(desk, "adressen op voor mensen van buiten");
  await desk.follow("/answer");
  await desk.submit("/answer", { template: "questions" }, "template", "template");
  const telling = "Dank u. Op 3 mei zag u het zelf?";
  await desk.submit("/answer", { text: telling }, "look", "warned");
  await desk.mustSay("3 mei");
  const kept = await desk.page.$eval("textarea[name=text]", (e) => e.value);
  assert.equal(kept.trim(), telling);
  await desk.submit("/answer", { text: "Dank u. Bent u veilig?\n\nWij lezen mee." }, "look", "preview");
  await desk.submit("/answer", {}, "send");
  await desk.go(path, "answered");
  await desk.mustSay("Bent u veilig?");
  await desk.follow("/answer", "long");
  await desk.submit("/answer", { text: "Veel te lang. ".repeat(5000) }, "look", "too-long");
  await desk.submit("/answer", { text: "Nog niet af" }, "draft", "draft");
}

/** A leak is a breach of data: its clocks, the worksheet field by field, the decision and the book of breaches. */
async function breach(desk) {
  const path = await find(desk, "adressen op voor mensen van buiten");
  await desk.follow(`${path}/clocks`);
  await desk.submit("/clocks", {}, "breach-now", "breach");
  await desk.follow(`${path}/worksheet`);
  await desk.follow(/worksheet\/part\//);
  for (let n = 0; /part/.test(desk.path()); n++) {
    const next = (await desk.page.$('button[value="next"]')) ? "next" : "list";
    const areas = await desk.page.$$eval("main textarea", (all) => all.map((e) => e.name));
    await desk.submit(desk.path(), areas[0] ? { [areas[0]]: `Ingevuld, deel ${n + 1}.` } : {}, next);
    assert.ok(n < 20, "the parts of the worksheet have no end");
  }
  await desk.submit(
    "/worksheet/log",
    { facts: "Adressen opgezocht.", effects: "Gevaar voor bewoners.", measures: "Toegang ontnomen." },
    undefined,
    "logged",
  );
  await desk.submit("/worksheet/decision", { reasons: "Hoog risico." }, undefined, "decision");
  await desk.follow(`${path}/worksheet/copy`);
  await desk.go("/breaches");
  await desk.mustSay("Adressen opgezocht.");
}

/** What only shows: files as pictures of them, the timeline, the log and its check, the figures. */
async function looking(desk) {
  const path = await find(desk, "adressen op voor mensen van buiten");
  await desk.follow(`${path}/files`);
  const examined = await desk.page.$$eval('form[action$="/examine"]', (all) => all.map((f) => f.getAttribute("action")));
  assert.ok(examined.length >= 3, `${examined.length} files can be looked at`);
  for (const action of examined) {
    await desk.go(`${path}/files`, "again");
    await desk.submit(action.slice(action.indexOf("/cases")), {});
  }
  await desk.go(`${path}/files`, "examined");
  for (const href of await desk.page.$$eval("main a[href]", (all) =>
    all.map((a) => a.getAttribute("href")).filter((h) => /files\/\d+\/1$/.test(h)),
  )) {
    await desk.go(href.slice(href.indexOf("/cases")), "copy");
  }
  await desk.go(`${path}/timeline?reading=1`);
  await desk.go(`${path}/figures`);
  await desk.go(`${path}/log`);
  await desk.go("/log");
  await desk.submit("/log/verify", {}, undefined, "verified");
  await desk.go("/figures");
  await desk.go("/figures?for=publish", "publish");
}

/** A case goes to another bureau, and a dossier of it without a passage is made. */
async function referral(desk) {
  const { stage, page } = desk;
  const path = await find(desk, "adressen op voor mensen van buiten");
  await desk.follow(`${path}/refer`);
  await desk.send("/refer/look", { charter: join(stage.dir, "other.json"), words: "appel peer" }, undefined, "wrong-words");
  await desk.go(`${path}/refer`, "again");
  await desk.submit(
    "/refer/look",
    { charter: join(stage.dir, "other.json"), words: stage.otherWords, answers: "yes" },
    undefined,
    "look",
  );
  await desk.mustSay(/Rijksbureau|State Bureau/);
  await desk.submit("/refer", { tell: "yes" });
  writeFileSync(join(stage.dir, "handed"), await desk.save(".age"));
  const made = desk.path();
  await desk.submit(made, {}, undefined, "forgotten");
  await desk.go(`${path}/dossier`);
  await desk.submit("/dossier", { passages: "Op 3 mei zag ik het zelf." });
  const pdf = await desk.save(".pdf");
  assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
  await page.bringToFront();
}

/** The pouch is brought: forty reports and what means harm, taken in once; the second time nothing is new. What is no pouch is refused. */
async function taking(desk) {
  await desk.go("/", "empty");
  await desk.follow("/transfer");
  await desk.send("/transfer/take", { place: join(desk.stage.dir, "charter.json") }, undefined, "no-pouch");
  await desk.go("/transfer", "again");
  await desk.submit("/transfer/take", { place: join(desk.stage.dir, "pouch") }, undefined, "brought");
  await desk.mustSay(/\b45\b/);
  await desk.submit("/transfer/take", { place: join(desk.stage.dir, "pouch") }, undefined, "nothing-new");
  await desk.go("/");
  assert.equal((await caseLinks(desk)).length, 45);
}

/** A backup is made, into one file. */
async function backup(desk) {
  await desk.follow("/backup");
  await desk.submit("/backup", { path: join(desk.stage.dir, "friday") });
}

/** What was written goes into the pouch. */
async function writing(desk) {
  await desk.go("/transfer", "before");
  await desk.submit("/transfer/take", { place: join(desk.stage.dir, "pouch") }, "/transfer/write", "wrote");
}

/** From the list to an answer that is sent, with Tab and Enter alone. */
async function keyboard(desk) {
  const { page } = desk;
  await desk.go("/", "keyboard");
  await tabTo(page, "#text", tabs);
  await page.keyboard.type("offered money for a number plate");
  await enter(desk);
  await tabTo(page, "main table a", tabs);
  await enter(desk);
  await tabTo(page, 'a[href$="/answer"].primary', tabs);
  await enter(desk);
  await tabTo(page, "textarea[name=text]", tabs);
  await page.keyboard.type("Dank u wel. Wij gaan ermee aan het werk.");
  await tabTo(page, "button[value=look]", tabs);
  await enter(desk);
  await tabTo(page, "button[value=send]", tabs);
  await enter(desk);
  await desk.mustSay("Wij gaan ermee aan het werk.");
}

/** Presses Enter on what has the focus, which leads to another page. */
async function enter(desk) {
  await Promise.all([desk.page.waitForNavigation({ waitUntil: "domcontentloaded" }), desk.page.keyboard.press("Enter")]);
  await desk.arrive("keyboard");
}
