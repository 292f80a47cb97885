// One script for both threads: on the page it starts the page, in the worker it serves the page. The worker is made from the page's
// own script text, so that everything stays in one file and under one hash.

import { languages } from "./language/index.ts";
import { App } from "./ui/app.ts";
import { start } from "./ui/start.ts";
import { serve } from "./worker.ts";

if (typeof document === "undefined") {
  serve(self as unknown as Parameters<typeof serve>[0]);
} else {
  const root = document.getElementById("app") as HTMLElement;
  try {
    start(new App(document.currentScript?.textContent ?? "", root));
  } catch {
    root.textContent = Object.values(languages)
      .map((l) => (location.protocol.startsWith("http") ? l.texts : l.offline).failures.browser)
      .join(" "); // no worker can be started here
  }
}
