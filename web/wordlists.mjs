// Puts the word lists into a bundle: `words:en` and `words:nl` are modules whose text is a list, front-coded, which a quarter less of the
// compressed page needs: each word as the number of letters that it shares with the one before, and the rest. Both lists are sorted and have no
// digits in them.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { wordlist as english } from "@scure/bip39/wordlists/english.js";

const dutchFile = fileURLToPath(new URL("../crypto/words/dutch.txt", import.meta.url));

const lists = {
  en: () => english,
  nl: () => readFileSync(dutchFile, "utf8").trim().split("\n"),
};

function frontCoded(words) {
  let last = "";
  return words
    .map((word) => {
      let shared = 0;
      while (shared < last.length && word[shared] === last[shared]) shared++;
      last = word;
      return shared + word.slice(shared);
    })
    .join("");
}

/** The esbuild plugin. */
export const wordLists = {
  name: "word lists",
  setup(build) {
    build.onResolve({ filter: /^words:(en|nl)$/ }, ({ path }) => ({ path: path.slice(6), namespace: "words" }));
    build.onLoad({ filter: /.*/, namespace: "words" }, ({ path }) => ({ contents: frontCoded(lists[path]()), loader: "text" }));
  },
};
