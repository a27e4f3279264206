import fc from "fast-check";
import { expect, test } from "vitest";
import { createPace } from "../../../src/api/http/slices/pace.ts";
import { cleanOutput } from "../../../src/core/output/clean.ts";
import { countHidden } from "../../../src/core/output/fence.ts";
import { createRedactor, redactTree } from "../../../src/core/output/redact.ts";

const SECRET = "dapi0123456789abcdef0123456789abcdef";
const redact = createRedactor([SECRET]);
const clean = (output: unknown, untrusted: unknown = true) =>
  cleanOutput(output, { untrusted, redact, pace: createPace() });

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(SECRET, `a\u200b${SECRET.slice(0, 20)}`, "", '"\\'),
);
// Distinct keys stay distinct: the size of two that look the same would be counted twice.
const key = fc.constantFrom("password", "name", "a b", `k${SECRET}`, "ключ", '"');
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(text, fc.integer(), fc.boolean(), fc.constantFrom(null, undefined)),
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(key, tie("tree"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

test("R6 property: one walk removes secrets and hidden characters, and measures what is left", async () => {
  await fc.assert(
    fc.asyncProperty(tree, async (output) => {
      const { value, chars } = await clean({ output });
      const json = JSON.stringify(value);
      expect(chars).toBe(json.length);
      expect(json).not.toContain(SECRET);
      expect(redactTree(value, redact)).toEqual(value);
      expect(allTexts(value).reduce((sum, each) => sum + countHidden(each), 0)).toBe(0);
    }),
  );
});

test("X02 hidden characters are counted in keys and values, and a key is a secret's by what a reader sees", async () => {
  const { value, hidden, hiddenPlace } = await clean({ "na\u200bme": ["a\u200bb"], "pass\u200bword": "hunter22" });
  expect(value).toEqual({ name: ["ab"], password: "[redacted]" });
  expect(hidden).toBe(3);
  // The key is a user's, so that it is not named.
  expect(hiddenPlace).toBe("");
});

test.each([
  ["rows[1].note", { rows: [{ note: "a" }, { note: "b\u200b" }, { note: "\u200bc" }] }],
  ["rows[1][0]", { rows: [["a"], ["b\u200b"]] }],
  ["rows[0]", { rows: [{ "Ignore this": "b\u200b" }] }],
  ["content line 3", { content: "a\nb\nc\u200b\nd\u200b" }],
  [undefined, { content: "a" }],
])("the place of the first hidden character: %s", async (place, output) => {
  expect((await clean(output)).hiddenPlace).toBe(place);
  expect((await clean(output, "code")).hiddenPlace).toBe(place);
});

test("X02 in source code hidden characters stay and are counted; control characters that JSON shows are not", async () => {
  const source = "x = 1\f # \u202e";
  const { value, hidden } = await clean({ source }, "code");
  expect(value).toEqual({ source });
  expect(hidden).toBe(1);
  // The form feed is visible as JSON, so that it is not the first hidden character.
  expect((await clean({ source: "a\f\nb\u202e" }, "code")).hiddenPlace).toBe("source line 2");
});

function allTexts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([name, item]) => [name, ...allTexts(item)]);
}
