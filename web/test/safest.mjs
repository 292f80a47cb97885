// Drives pages without scripts, as at Tor Browser's level Safest. A browser whose pages have no scripts finds no element when it is asked to click
// one: the mouse is moved to where it is.

import { existsSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";

const patience = 180_000; // milliseconds; Tor is slow

const visibleText = (page) => page.evaluate(() => document.body.innerText);

/** Presses the mouse on the first element that matches. */
async function press(page, selector) {
  const place = await page.evaluate((wanted) => {
    const element = document.querySelector(wanted);
    element.scrollIntoView({ block: "center" });
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x: x + Math.min(width / 2, 20), y: y + height / 2 };
  }, selector);
  await page.mouse.click(place.x, place.y);
}

/** Presses, and waits for the page that comes. */
async function follow(page, selector) {
  const [response] = await Promise.all([page.waitForNavigation({ timeout: patience }), press(page, selector)]);
  return { text: await visibleText(page), status: response?.status() };
}

export async function noscript(page, url) {
  await page.goto(url);
  return { text: await visibleText(page) };
}

/** From what the page says without scripts to the plain page. */
export function plain(page, language) {
  return follow(page, `noscript a[href="plain#${language}"]`);
}

/** Saves what a link of the plain page leads to. */
export async function download(page, name, downloads) {
  await press(page, `a[download="${name}"]`);
  return { saved: [await arrived(downloads, name)] };
}

/** Sends files by the form of an inbox. */
export async function upload(page, { inbox, paths }) {
  const form = `form[action="/v1/inboxes/${inbox}/parcels"]`;
  await (await page.$(`${form} input`)).uploadFile(...paths);
  return follow(page, `${form} button`);
}

let count = 0; // files that were saved

/** Waits for a file to be there whole, and moves it aside, so that the next one can have its name. */
export async function arrived(downloads, name) {
  const path = join(downloads, name);
  let size = 0;
  for (const until = Date.now() + patience; Date.now() < until; await new Promise((r) => setTimeout(r, 300))) {
    const before = size;
    size = existsSync(path) && !existsSync(`${path}.part`) ? statSync(path).size : 0;
    if (size === 0 || size !== before) continue; // it is being written
    const aside = join(downloads, `${++count}-${name}`);
    renameSync(path, aside);
    return aside;
  }
  throw new Error(`${name} was not saved`);
}

/** Firefox' settings for a browser that reaches nothing but a port of this machine. */
export function throughProxy(port) {
  return {
    "network.proxy.type": 1,
    "network.proxy.socks": "127.0.0.1",
    "network.proxy.socks_port": port,
    "network.proxy.socks_remote_dns": true,
    "network.proxy.no_proxies_on": "",
    "network.proxy.allow_hijacking_localhost": true,
  };
}
