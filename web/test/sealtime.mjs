// How long the page's worker takes to seal, in a real Firefox with Tor Browser's settings of a level:
//
//   node test/sealtime.mjs --url URL --level standard|safer --count N
//
// It prints one line of JSON: milliseconds for each report, and for each piece of a file. The worker is made as the page makes it, of the page's own script, and asked
// what the page asks. With Tor Browser's settings the clock of a page is coarse, so many are timed together. internal/bench runs it.

import { parseArgs } from "node:util";
import { launch } from "./drive.mjs";

const text = { type: "string" };
const { values } = parseArgs({ options: { url: text, level: text, count: text } });
const pieceSize = 260_277; // of web/src/pieces.ts

/** Runs in the page. */
async function measure(count, size) {
  const script = [...document.scripts].find((s) => s.textContent.length > 1000).textContent;
  const worker = new Worker(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
  let last = 0;
  const order = (name, what) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      worker.addEventListener("message", ({ data }) => {
        if (data.id !== id || data.step) return;
        if (data.refused) reject(new Error(`${name}: ${data.refused}`));
        else resolve(data.result);
      });
      worker.postMessage({ id, name, order: what });
    });
  const lines = new Uint8Array(await (await fetch("/v1/charters")).arrayBuffer());
  const [charter] = (await order("charters", lines)).charters;
  const content = {
    language: "nl",
    topic: charter.form.topics[0].id,
    answers: [],
    text: "Iemand vroeg mij om adressen. ".repeat(70),
  };
  const report = { charter, epoch: charter.epochs[0], code: crypto.getRandomValues(new Uint8Array(10)), content, files: [] };
  const seal = async (number) => {
    if ((await order("next", number)).bytes.length !== 262_144) throw new Error("no parcel");
  };
  const each = async (n, make) => {
    const began = performance.now();
    for (let i = 0; i < n; i++) await make();
    return (performance.now() - began) / n;
  };
  const one = async () => seal(await order("report", report));
  await one(); // stretches the code, which is done once
  const reports = await each(count, one);
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(size))).subarray(0, 16);
  const sums = new Uint8Array(16 * (count + 1));
  for (let at = 0; at < sums.length; at += 16) sums.set(sum, at);
  const file = { name: "x", type: "image/jpeg", data: new Blob([new Uint8Array(size * (count + 1))]), sums, acknowledged: [] };
  const number = await order("report", { ...report, files: [file] });
  await seal(number);
  const pieces = await each(count, () => seal(number));
  worker.terminate();
  return { report: reports, piece: pieces };
}

const { page, close } = await launch({ level: values.level, language: "nl" });
try {
  await page.goto(values.url, { waitUntil: "domcontentloaded" });
  console.log(JSON.stringify(await page.evaluate(measure, Number(values.count), pieceSize)));
} finally {
  await close();
}
