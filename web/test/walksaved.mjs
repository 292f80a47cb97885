// Walks through the screens of the page as a saved file, in Chromium: what is chosen, sealed, saved, and looked for without a connection.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as drive from "./drive.mjs";

const click = (page, action) => page.locator(`[data-action="${action}"]`).click();
const at = (page, name) => page.waitForSelector(`main[data-screen="${name}"]`);
const alert = (page) => page.waitForSelector("[role=alert]:not([hidden])");

/** Saves what the plain page has links to, which the stage has one by one; of several bureaus the second has no board. */
async function save({ url, bureaus }) {
  const dir = mkdtempSync(join(tmpdir(), "luwte-saved-"));
  process.once("exit", () => rmSync(dir, { recursive: true, force: true }));
  const bytes = async (path) => Buffer.from(await (await fetch(url + path)).arrayBuffer());
  const board = await bytes(`v1/inboxes/${bureaus[0].bureau.slice(0, 32)}/board`);
  writeFileSync(join(dir, "page.html"), await bytes(""));
  writeFileSync(join(dir, "bureaus.dat"), Buffer.concat([await bytes("v1/charters"), board]));
  writeFileSync(join(dir, "notes.txt"), "Other words\n");
  mkdirSync(join(dir, "downloads"));
  return dir;
}

export async function saved(page, { trial: several }, language, visit) {
  const dir = await save(several);
  const file = (name) => join(dir, name);
  const downloads = file("downloads");
  await (await page.createCDPSession()).send("Page.setDownloadBehavior", { behavior: "allow", downloadPath: downloads });
  const bureaus = several.bureaus.map((b) => b.bureau);
  const begin = async (...files) => {
    await drive.open(page, pathToFileURL(file("page.html")).href, files);
    await page.click(`[data-language=${language}]`);
  };
  await begin();
  await visit("files");
  await click(page, "next");
  await alert(page);
  await visit("files-missing");
  await (await page.$("#saved")).uploadFile(file("bureaus.dat"), file("notes.txt"));
  await click(page, "next");
  await alert(page);
  await visit("files-strange");
  await begin(file("bureaus.dat"), file("page.html"));
  await visit("start");
  await begin(file("bureaus.dat"));
  const card = { [bureaus[0]]: several.bureaus[0].card };
  await drive.report(page, { text: "Een zin.", topic: "leak", bureaus, card, downloads }, (name) => {
    if (["confirm", "save", "saved"].includes(name)) return visit(`report-${name}`);
  });
  await begin(file("bureaus.dat"));
  const second = await drive.report(page, { text: "Een zin.", topic: "leak", bureaus: [bureaus[1]], downloads });
  assert.match(second.saved[0], /-data-1\.bin$/); // the name does not say for which bureau it is
  assert.match(second.text, /data-1\.bin/);
  for (const outcome of ["receipt", "nothing"]) {
    await begin(file("bureaus.dat"));
    await drive.look(page, several.codes[outcome], (name) => visit(`${outcome}-${name}`));
  }
  await click(page, "look-again");
  await at(page, "saved-files");
  await visit("files-again");
  await begin(file("bureaus.dat"));
  await drive.look(page, several.codes.answers);
  await drive.turn(page, { text: "Ja.", downloads }, (name) => (name.startsWith("turn") ? undefined : visit(`turn-${name}`)));
  await visit("turn-saved");
}
