import fc from "fast-check";
import { expect, test } from "vitest";
import { createPace, SLICE } from "../../../src/api/http/slices/pace.ts";
import { cleanOutput } from "../../../src/core/output/clean.ts";
import { strip } from "../../../src/core/output/fence.ts";
import { createRedactor, redactTree } from "../../../src/core/output/redact.ts";
import { changeText, jsonInSlices } from "../../../src/core/output/slices.ts";

const SECRET = "dapi0123456789abcdef0123456789abcdef";
const redact = createRedactor([SECRET]);

/** A pace that counts the rests and the work between them. */
function counted() {
  let rests = 0;
  const pace = createPace(async () => void rests++);
  return { pace, rests: () => rests };
}

const rows = Array.from({ length: 20_000 }, (_, at) => ({ path: `/Users/ana/${at}`, object_type: "NOTEBOOK", at }));

test("R11 a large list is cleaned in slices, with the same result", async () => {
  const { pace, rests } = counted();
  const output = { objects: rows, token_value: "x", note: `hidden\u200b ${SECRET}` };
  const { value, hidden } = await cleanOutput(output, { untrusted: true, redact, pace });
  const seen = { ...output, note: strip(output.note).text };
  expect(value).toEqual(redactTree(seen, redact));
  expect(hidden).toBe(1);
  expect(rests()).toBeGreaterThan(20);
});

test("R11 a large text is cleaned in slices, and a secret across a cut is masked", async () => {
  const filler = "line of code\n".repeat(30_000);
  for (const from of [SLICE - SECRET.length + 1, SLICE - 20, SLICE - 1, SLICE]) {
    const { pace, rests } = counted();
    const text = `${filler.slice(0, from)}${SECRET}${filler}`;
    const { value } = await cleanOutput({ content: text }, { untrusted: "code", redact, pace });
    expect(value).toEqual({ content: redact(text) });
    expect(JSON.stringify(value)).not.toContain(SECRET.slice(4, 20));
    expect(rests()).toBeGreaterThan(1);
  }
});

test("R11 hidden characters are counted the same in slices, and no character is cut in half", async () => {
  const text = `${"x".repeat(SLICE - 1)}😀\u200b${"y\u200b".repeat(SLICE / 4)}`;
  const { value, hidden } = await cleanOutput({ text }, { untrusted: true, redact, pace: counted().pace });
  expect(value).toEqual({ text: strip(text).text });
  expect(hidden).toBe(strip(text).removed);
  expect((await cleanOutput({ text }, { untrusted: "code", redact, pace: counted().pace })).hidden).toBe(hidden);
});

test("a large value under a secret key is masked, not looked into", async () => {
  const output = { password: rows, inner: { access_token: "x".repeat(2 * SLICE) } };
  const { value } = await cleanOutput(output, { untrusted: false, redact, pace: counted().pace });
  expect(value).toEqual({ password: "[redacted]", inner: { access_token: "[redacted]" } });
});

test("JSON in slices is the same JSON", async () => {
  const { pace, rests } = counted();
  expect(await jsonInSlices(rows, pace)).toBe(JSON.stringify(rows));
  expect(rests()).toBeGreaterThan(3);
  expect(await jsonInSlices([...rows, undefined], pace)).toBe(JSON.stringify([...rows, undefined]));
});

test("any text is changed as if it were whole", async () => {
  const piece = fc.oneof(fc.string(), fc.constantFrom(SECRET, "Bearer abcdefghijkl", "\n", "😀"));
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 30 }), fc.nat(60), async (pieces, before) => {
      const text = "a ".repeat((SLICE - before) / 2) + pieces.join("") + " z".repeat(100);
      expect(await changeText(text, redact, counted().pace)).toBe(redact(text));
    }),
    { numRuns: 50 },
  );
});
