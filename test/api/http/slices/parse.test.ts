import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJson } from "../../../../src/api/http/json.ts";
import { createPace, SLICE } from "../../../../src/api/http/slices/pace.ts";
import { parseJsonInSlices } from "../../../../src/api/http/slices/parse.ts";

/** The value that a parser returns for a text, or the name of its error. */
const outcome = async (parse: () => unknown): Promise<unknown> => {
  try {
    const value = await parse();
    return { value, inOrder: JSON.stringify(value) };
  } catch (error) {
    return error instanceof SyntaxError ? "not valid" : String(error);
  }
};
const inSlices = (text: string, slice: number) => outcome(() => parseJsonInSlices(text, createPace(), slice));
const atOnce = (text: string) => outcome(() => parseJson(text));

/** JSON with what makes a difference here: white space, escapes, long numbers, keys that repeat, and texts of any length. */
const blank = fc.constantFrom("", "", "", " ", "\n\t ", " ".repeat(40));
const string = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 80 }).map((text) => JSON.stringify(text)),
  fc
    .array(fc.constantFrom("\\\\", '\\"', "\\u00e9", "\\ud83d\\ude00", "\\/", "a", ",", "{", "]", ":"), {
      maxLength: 60,
    })
    .map((parts) => `"${parts.join("")}"`),
);
const key = fc.oneof(string, fc.constantFrom('"a"', '"b"', '""', '"__proto__"', '"\\u005f_proto__"', '"7"'));
const scalar = fc.oneof(
  string,
  fc.constantFrom("null", "true", "0", "-1.5e3", "12345678901234567890", "9007199254740993", "1e400"),
);
const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    fc.array(fc.tuple(blank, tie("json"), blank)).map((items) => `[${items.map((item) => item.join("")).join(",")}]`),
    fc
      .array(fc.tuple(blank, key, blank, tie("json"), blank))
      .map((items) => `{${items.map(([a, name, b, item, c]) => `${a}${name}${b}:${item}${c}`).join(",")}}`),
  ),
}));

test("R11 any JSON is read the same in slices of any size", async () => {
  await fc.assert(
    fc.asyncProperty(blank, json, blank, fc.integer({ min: 8, max: 200 }), async (before, text, after, slice) => {
      const whole = before + text + after;
      expect(await inSlices(whole, slice)).toEqual(await atOnce(whole));
    }),
    { numRuns: 800 },
  );
});

test("R11 a text that is not JSON is refused the same, wherever it is broken", async () => {
  const broken = fc
    .tuple(
      json,
      fc.nat(),
      fc.constantFrom("", ",", ":", "[", "]", "{", "}", '"', "\\", "1", "null", " ", "\u00a0"),
      fc.nat(2),
    )
    .map(([text, at, piece, removed]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + piece + text.slice(place + removed);
    });
  await fc.assert(
    fc.asyncProperty(broken, fc.integer({ min: 8, max: 100 }), async (text, slice) => {
      expect(await inSlices(text, slice)).toEqual(await atOnce(text));
    }),
    { numRuns: 1500 },
  );
});

test("R11 commas, brackets and colons at the places where a text is divided", async () => {
  const long = `"${"x".repeat(40)}"`;
  const blanks = " ".repeat(40);
  for (const text of [
    `[${long},]`,
    `[,${long}]`,
    `[${long} ${long}]`,
    `[${blanks},1]`,
    `[${blanks}]`,
    `[1,${blanks},2]`,
    `[1${blanks},2${blanks},]`,
    `{"a":${long},}`,
    `{"a" ${long}}`,
    `{"a":1 ${long}}`,
    `{"a":2${long}}`,
    `{${long}}`,
    `{${long}:${long},${long}:1}`,
    `{"a":${long}:${long}}`,
    `[${long}}`,
    `${long}${long}`,
    `[${long}][]`,
    `[${long}],1`,
    `1,[${long}]`,
    `]${long}`,
    `"${"x".repeat(60)}`,
    `"${"x".repeat(16)}\u0001${"x".repeat(30)}"`,
    `[[[[[${long},1],2],3],4],5]`,
    `{"__proto__":[${long}],"a":{"__proto__":{"b":${long}}}}`,
  ]) {
    for (const slice of [8, 16, 30]) expect([text, await inSlices(text, slice)]).toEqual([text, await atOnce(text)]);
  }
});

test("U28 at most 64 levels, and no digit of a long number is lost, in slices as well", async () => {
  const nest = (depth: number, inside: string) => "[".repeat(depth) + inside + "]".repeat(depth);
  const items = Array.from({ length: 40 }, (_, n) => `123456789012345678${n}`).join(",");
  await expect(parseJsonInSlices(nest(65, items), createPace(), 16)).rejects.toThrow(RangeError);
  const value = await parseJsonInSlices(nest(64, items), createPace(), 16);
  expect((value as unknown[]).flat(64)[39]).toBe("12345678901234567839");
});

test("R11 a large response is read in many slices, and a small one at once", async () => {
  const many = createPace();
  const jobs = Array.from({ length: 60_000 }, (_, job_id) => ({ job_id, settings: { name: `job ${job_id}` } }));
  const text = JSON.stringify({ jobs, has_more: false });
  expect(await parseJsonInSlices(text, many)).toEqual({ jobs, has_more: false });
  // Every part is looked at once and read once.
  expect(many.slices()).toBeGreaterThanOrEqual(Math.floor(text.length / SLICE));
  expect(many.slices()).toBeLessThanOrEqual(Math.ceil((2 * text.length) / SLICE) + 1);

  const content = "a\\n".repeat(SLICE);
  const long = createPace();
  expect(await parseJsonInSlices(`{"content":"${content}"}`, long)).toEqual({ content: "a\n".repeat(SLICE) });
  expect(long.slices()).toBeGreaterThanOrEqual(3);

  const few = createPace();
  await parseJsonInSlices(JSON.stringify({ jobs: jobs.slice(0, 100) }), few);
  expect(few.slices()).toBe(0);
});
