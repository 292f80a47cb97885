import assert from "node:assert/strict";
import test from "node:test";
import type { Charter } from "../src/charter.ts";
import type { Topic } from "../src/form.ts";
import type { App } from "../src/ui/app.ts";
import { answersOf, type Draft, newDraft, questionsOf, reportFor } from "../src/ui/draft.ts";
import { places } from "../src/ui/places.ts";
import { bestOf } from "../src/ui/topic.ts";
import { exampleForm } from "./make.ts";

const app = { language: "en", inLanguage: (t: Record<string, string>) => t.en ?? "" } as unknown as App;

const option = (id: string) => ({ id, title: { en: id.toUpperCase() } });
const danger = {
  id: "danger",
  type: "choice" as const,
  title: { en: "Danger?" },
  hint: {},
  options: ["yes", "no", "unsure"].map(option),
  when: [],
};
const approached = exampleForm.topics[0] as Topic;
const topic: Topic = { ...approached, questions: [danger, ...approached.questions] };
const charter = { form: { version: 1, topics: [topic, ...exampleForm.topics.slice(1)] } } as Charter;

function draft(change: Partial<Draft> = {}): Draft {
  const given = { approached: { how: ["online"], channel: " an app ", data: ["plates", "addresses"] } };
  return { ...newDraft([charter]), topic, given, text: " They asked. ", danger: "no", ...change };
}

test("draft, of the only bureau, has it chosen; of several, none", () => {
  assert.deepEqual(newDraft([charter]).bureaus, [charter]);
  assert.deepEqual(newDraft([charter, charter]).bureaus, []);
});

test("questions, of a draft, are those whose conditions hold, without the page's own", () => {
  assert.deepEqual(
    questionsOf(draft()).map((q) => q.id),
    ["how", "channel", "data"],
  );
  assert.deepEqual(
    questionsOf(draft({ given: { approached: { how: ["person"] } } })).map((q) => q.id),
    ["how", "data"],
  );
  assert.deepEqual(questionsOf(draft({ topic: undefined })), []);
});

test("answers, of a draft, carry the page's own first and no answer to what is not asked", () => {
  assert.deepEqual(
    answersOf(app, draft()).map((a) => [a.id, a.values, a.answer]),
    [
      ["danger", ["no"], "NO"],
      ["how", ["online"], "By telephone or online"],
      ["channel", [], "an app"],
      ["data", ["plates", "addresses"], "Addresses; Number plates"],
    ],
  );
  const person = draft({ given: { approached: { how: ["person"], channel: "an app" } }, danger: "" });
  assert.deepEqual(
    answersOf(app, person).map((a) => a.id),
    ["how"],
  );
});

test("report, for a bureau with another form, keeps the words and drops the ids that it lacks", () => {
  const mine = reportFor(app, draft(), charter);
  assert.deepEqual([mine.topic, mine.text, mine.language], ["approached", "They asked.", "en"]);
  const lacking = { ...approached, questions: approached.questions.map((q) => ({ ...q, options: q.options.slice(0, 1) })) };
  const other = { form: { version: 7, topics: [lacking] } } as Charter;
  const theirs = reportFor(app, draft(), other);
  assert.deepEqual(
    theirs.answers.map((a) => [a.id, a.values, a.answer]),
    [
      ["danger", [], "NO"],
      ["how", [], "By telephone or online"],
      ["channel", [], "an app"],
      ["data", ["addresses"], "Addresses; Number plates"],
    ],
  );
  const strange = { form: { version: 7, topics: exampleForm.topics.slice(1) } } as Charter;
  assert.equal(reportFor(app, draft(), strange).topic, "other");
});

test("topic, of what was recognised, is that of most; among equals the later one, but the last", () => {
  const topics = ["approached", "leak", "pressure", "breach"].map((id) => ({ ...topic, id }));
  const best = (...signals: string[]) => bestOf(new Set(signals), topics)?.id;
  assert.equal(best(), undefined);
  assert.equal(best("leak-0"), "leak");
  assert.equal(best("approached-0", "approached-1", "pressure-0"), "approached");
  assert.equal(best("approached-0", "pressure-2", "breach-1"), "pressure");
  assert.equal(best("breach-1"), "breach");
});

test("places, that words are asked for at, are different, ascending, and reach all", () => {
  const seen = new Set<number>();
  for (let i = 0; i < 500; i++) {
    const [a, b] = places(2, 12) as [number, number];
    assert.ok(1 <= a && a < b && b <= 12);
    seen.add(a).add(b);
  }
  assert.equal(seen.size, 12);
});
