// What the page does in a real browser that no unit test sees: leaving, printing, typing codes, the keyboard alone, errors, and what goes out before
// the send button.
//
//   node test/browser.mjs STAGE          the file that internal/e2e/stage_test.go writes

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import * as drive from "./drive.mjs";
import { originsOf, readStage } from "./walk.mjs";

const stages = readStage(process.argv[2]);
const stage = stages.several;
let browser;
let page;
let log;
let close;

before(async () => {
  ({ browser, close } = await drive.launch({ browser: "chromium", language: "nl", onions: originsOf(stages) }));
});

after(() => close());

beforeEach(async () => {
  await page?.close();
  page = await browser.newPage();
  page.setDefaultTimeout(30_000);
  log = drive.record(page);
  await page.bringToFront();
  await drive.open(page, stage.url);
});

const click = (action) => page.locator(`[data-action="${action}"]`).click();
const at = (name) => page.waitForSelector(`main[data-screen="${name}"]`);
const values = (selector) => page.$$eval(selector, (all) => all.map((e) => e.value));
const active = () => page.evaluate(() => document.activeElement.id);

/** Goes to the fields for a code. */
async function toCode() {
  await click("code");
  await at("enter");
  await page.focus("#code-1");
}

/** Leaves, and sees that the browser's back key does not bring the page back. */
async function leaves(go) {
  await page.goto("data:text/html,before");
  await page.goto(stage.url);
  await at("start-ready");
  await toCode();
  await page.keyboard.type("abandon ");
  await go();
  await page.waitForFunction(() => location.href === "about:blank");
  assert.equal(await page.evaluate(() => document.documentElement.outerHTML.includes("abandon")), false);
  await page.goBack();
  assert.match(page.url(), /^data:text\/html,before/);
}

test("leave, by the button, shows an empty page that the back key does not undo", () => leaves(() => click("leave")));

test("leave, by Esc twice in a field with its list open, shows an empty page", () =>
  leaves(async () => {
    await page.keyboard.type("ab");
    await page.waitForSelector(".offers:not([hidden])");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
  }));

test("leave, by Esc once and much later once more, does not happen", async () => {
  await page.keyboard.press("Escape");
  await new Promise((r) => setTimeout(r, 2_300));
  await page.keyboard.press("Escape");
  await new Promise((r) => setTimeout(r, 300));
  assert.equal(page.url(), stage.url);
});

test("leave, by going elsewhere, leaves an empty page for the back key", async () => {
  await toCode();
  await page.keyboard.type("abandon zebra");
  await page.goto("data:text/html,elsewhere");
  await page.goBack();
  await at("start-ready");
  assert.deepEqual(await values("input"), []);
});

test("print, of a code, shows none of it", async () => {
  await toCode();
  await page.keyboard.type("abandon zebra");
  await page.emulateMediaType("print");
  assert.equal(await page.$eval("main", (m) => m.checkVisibility()), false);
  assert.equal(await page.$eval(".print", (m) => m.checkVisibility()), true);
});

test("report, to two bureaus, posts a parcel to each and gives two codes", async () => {
  const bureaus = stage.bureaus.map((b) => b.bureau);
  const { codes, text } = await drive.report(page, { text: "Een zin.", topic: "leak", bureaus });
  assert.equal(log.requests.filter((r) => r.method === "POST").length, 2);
  assert.equal(codes.length, 2);
  assert.notEqual(codes[0], codes[1]);
  assert.match(text, /beide codes/);
  assert.deepEqual(log.violations, []);
});

test("report, answered by what no drop says, may have arrived, and is not said to be sent again by itself", async () => {
  await drive.open(page, stages.strange.url);
  const bureaus = [stage.bureaus[0].bureau];
  await assert.rejects(drive.report(page, { text: "Een zin.", topic: "leak", bureaus }));
  assert.equal(await page.$eval("#title", (e) => e.innerText), "Misschien niet verstuurd");
  assert.equal(await page.$eval("[data-retry]", (e) => e.innerText), "");
  assert.doesNotMatch(await page.$eval("main", (e) => e.innerText), /vanzelf|wordt .*verstuurd/);
});

test("look, at a drop with more than any drop shows, ends", async () => {
  await drive.open(page, stages.flood.url);
  await assert.rejects(drive.look(page, stage.codes.receipt), /een antwoord dat niet klopt/);
});

test("file, of plain text, is not said to have been looked through", async () => {
  const dir = mkdtempSync(join(tmpdir(), "luwte-text-"));
  const path = join(dir, "a.txt");
  writeFileSync(path, "Wie vroeg om het kenteken?");
  try {
    const bureaus = [stage.bureaus[0].bureau];
    const { files } = await drive.report(page, { text: "Een zin.", topic: "leak", bureaus, files: [{ path }] });
    assert.match(files[0], /Niet nagekeken: lees het zelf na\./);
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test("turn, after a look that found nothing, goes to a bureau only once its card was asked for", async () => {
  for (const place of [stage, stages.single]) {
    await drive.open(page, place.url);
    await drive.look(page, place.codes.nothing);
    await click("turn");
    if (place.bureaus.length > 1) await click(`bureau-${place.bureaus[0].bureau}`);
    await click("first-turn");
    await at("card");
    await page.locator("#card-1").fill("zebra");
    await page.locator("#card-2").fill("zebra");
    await click("next");
    assert.match(await page.$eval("[role=alert]:not([hidden])", (e) => e.innerText), /Woord \d+ hoort niet bij dit bureau/);
    await click("no-card");
    await at("no-card");
    await click("next");
    await at("turn-text");
  }
  await drive.open(page, stage.url);
  await drive.look(page, stage.codes.answers);
  await click("turn");
  await click("first-turn");
  await at("turn-text");
});

test("card, from before the root key was replaced or after it, is taken, and no mixture", async () => {
  const { bureau, card, older } = stage.bureaus[1];
  const report = (words) => drive.report(page, { text: "Een zin.", topic: "leak", bureaus: [bureau], card: { [bureau]: words } });
  assert.notDeepEqual(card, older);
  for (const words of [card, older]) {
    await drive.open(page, stage.url);
    assert.equal((await report(words)).codes.length, 1);
  }
  await drive.open(page, stage.url);
  await assert.rejects(report(card.map((_, i) => stage.bureaus[0].card[i])));
  assert.match(await page.$eval("[role=alert]:not([hidden])", (e) => e.innerText), /hoort niet bij dit bureau.*kan vals zijn/s);
});

/** Goes on by the keyboard; the next screen has the focus at its head. */
async function enterOn(action, next) {
  await drive.tabTo(page, `[data-action="${action}"]`);
  await page.keyboard.press("Enter");
  await at(next);
  assert.equal(await active(), "title");
}

test("report, by the keyboard alone, is sent", async () => {
  await page.setViewport({ width: 360, height: 740 });
  await enterOn("report", "danger");
  await drive.tabTo(page, "#danger-yes");
  await page.keyboard.press("ArrowDown"); // from yes to no
  assert.equal(await page.$eval("#danger-no", (e) => e.checked), true);
  await page.keyboard.press("Enter"); // in a form: goes on
  await at("bureau");
  assert.equal(await active(), "title");
  await drive.tabTo(page, "input[name=bureau]");
  await page.keyboard.press("Space");
  await enterOn("next", "card");
  await enterOn("no-card", "no-card");
  await enterOn("next", "topic");
  await drive.tabTo(page, "#topic-approached");
  await page.keyboard.press("Space");
  await enterOn("next", "text");
  await drive.tabTo(page, "#text");
  await page.keyboard.type("Een zin.");
  await enterOn("next", "question");
  await enterOn("rest", "check");
  await enterOn("change-text", "text");
  await enterOn("next", "check");
  await enterOn("next", "code");
  const words = await page.$$eval("[data-code] li", (all) => all.map((e) => e.textContent));
  await enterOn("written", "confirm");
  for (const position of await page.$$eval("[data-position]", (all) => all.map((e) => Number(e.dataset.position)))) {
    await drive.tabTo(page, `#confirm-${position}`);
    await page.keyboard.type(words[position - 1]);
  }
  await enterOn("send", "sent");
  await drive.tabTo(page, "[data-action=leave-now]");
});

test("look, by the keyboard alone, shows the answer and leads to the reply", async () => {
  await page.setViewport({ width: 360, height: 740 });
  await enterOn("code", "enter");
  await drive.tabTo(page, "#code-1");
  await page.keyboard.type(stage.codes.answers);
  await enterOn("look", "result");
  await enterOn("turn", "turn-next");
  await enterOn("first-turn", "turn-text");
  await drive.tabTo(page, "#text");
});

test("every mistake is announced, and the field that has it is marked and has the focus", async () => {
  const mistake = async (action, field) => {
    await click(action);
    await page.waitForSelector("[role=alert]:not([hidden])");
    const seen = await page.evaluate(() => {
      const on = document.activeElement;
      const said = document.getElementById(on.getAttribute("aria-errormessage"));
      return { matches: on.getAttribute("aria-invalid"), role: said?.getAttribute("role"), text: said?.innerText ?? "" };
    });
    assert.equal(await page.evaluate((s) => document.activeElement.matches(s), field), true, field);
    assert.equal(seen.matches, "true", field);
    assert.equal(seen.role, "alert", field);
    assert.notEqual(seen.text, "", field);
  };
  await click("report");
  await click("next");
  await at("bureau");
  await mistake("next", "input[name=bureau]");
  await page.locator("input[name=bureau]").click();
  await click("next");
  await at("card");
  await mistake("next", "#card-1");
  await click("no-card");
  await click("next");
  await at("topic");
  await mistake("next", "input[name=topic]");
  await page.locator("#topic-breach").click();
  await click("next");
  await at("text");
  await mistake("next", "#text");
  await page.locator("#text").fill("Een zin.");
  await click("next");
  await at("question");
  await click("rest");
  await at("check");
  await click("next");
  await at("code");
  await click("written");
  await at("confirm");
  await mistake("send", ".word");
  await drive.open(page, stage.url);
  await toCode();
  await mistake("look", "#code-1");
});

test("report, changed from the overview, comes back there and keeps the rest", async () => {
  let visited = false;
  await drive.report(
    page,
    { text: "Een zin.", topic: "leak", bureaus: [stage.bureaus[0].bureau], answers: { system: ["travel"] } },
    async (name) => {
      if (name !== "check" || visited) return;
      visited = true;
      await click("change-text");
      await at("text");
      await page.locator("#text").fill("Een andere zin.");
      await click("next");
      await at("check");
      await click("change-topic");
      await page.locator("#topic-approached").click();
      await click("next");
      await at("check");
      assert.equal((await page.$eval("main", (m) => m.innerText)).includes("Paspoorten"), false);
      await click("change-topic");
      await page.locator("#topic-leak").click();
      await click("back");
      await at("check");
      const text = await page.$eval("main", (m) => m.innerText);
      assert.match(text, /Een andere zin\./);
      assert.match(text, /Paspoorten/);
    },
  );
  assert.ok(visited);
});

test("code, typed in one go with numbers and capitals, spreads over its fields in full", async () => {
  await toCode();
  await page.keyboard.type("1. ABAN 2. zebra, ability");
  assert.deepEqual((await values(".code-field input")).slice(0, 4), ["abandon", "zebra", "ability", ""]);
  assert.equal(await active(), "code-3");
});

test("code, chosen from the list by keyboard, goes on to the next field", async () => {
  await toCode();
  await page.keyboard.type("ab");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.equal(
    await page.$eval("#code-1", (e) => document.getElementById(e.getAttribute("aria-activedescendant")).textContent),
    "abrikoos",
  );
  await page.keyboard.press("Enter");
  assert.deepEqual((await values(".code-field input")).slice(0, 2), ["abrikoos", ""]);
  assert.equal(await active(), "code-2");
  await page.keyboard.type("abru");
  await page.keyboard.press("Enter");
  assert.equal((await values("#code-2"))[0], "abrupt");
  assert.equal(await active(), "code-3");
});

test("code, with two mistyped words, has both named, and each can be replaced", async () => {
  await toCode();
  await page.keyboard.type("abandonn zebra abilitee");
  await click("look");
  const said = await page.$eval("[role=alert]:not([hidden])", (e) => e.innerText);
  assert.match(said, /Woord 1, “abandonn”/);
  assert.match(said, /Woord 3, “abilitee”/);
  await page.locator("[data-action=nearest] ::-p-text(abandon)").click();
  assert.equal((await values("#code-1"))[0], "abandon");
});

test("bureau, chosen, gives the page its colour", async () => {
  await drive.look(page, stage.codes.receipt);
  const colour = await page.$eval("main .primary", (e) => getComputedStyle(e).backgroundColor);
  assert.equal(colour, "rgb(21, 66, 115)");
});
