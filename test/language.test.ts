import { describe, expect, test } from "vitest";
import { sourceTexts } from "../scripts/language/source-texts.ts";
import { markdown, titles } from "../scripts/language/texts.ts";
import { findTelltales, PARAMETER_TELLTALES, TELLTALES } from "../scripts/language/words.ts";

const wordsIn = (text: string) => findTelltales(text, TELLTALES).map(({ words }) => words);

test.each([
  "Tells why a cluster does not start.",
  "get_run tells its state.",
  "Call again with what mends it.",
  "It was changed by somebody else.",
  "Deletes the key for good.",
  "`x` is no byte range.",
  "The person declined.",
  "No token could be had.",
  "Without it the command goes on.",
  "More hosts beside the loopback names.",
  "What it held is lost.",
  "Takes a tag off an object.",
  "The object's present state is in the way.",
])("reads as translated: %s", (text) => expect(wordsIn(text)).not.toEqual([]));

test.each([
  "Tell the user what is waiting for approval.",
  "The run is no longer active, and there is no such job.",
  "There is no cluster with this ID.",
  "Data is encrypted at rest.",
  "Explains why a job run failed and what changed.",
  "What changed?",
  "Names are kept for good measure.",
  "`*` stands for any text.",
  "Clean rooms of the metastore.",
  "A stand-alone cluster in a warehouse.",
  "Lists the assets of clean rooms.",
])("is plain English: %s", (text) => expect(wordsIn(text)).toEqual([]));

test("parameters begin with a noun", () => {
  const hits = (text: string) => findTelltales(text, PARAMETER_TELLTALES).map(({ instead }) => instead);
  expect(hits("Least memory")).toEqual(["Minimum"]);
  expect(hits("Most rows")).toEqual(["Maximum"]);
  expect(hits("Most recent first")).toEqual([]);
});

describe("reading the texts of a file", () => {
  const kinds = (source: string) => sourceTexts(source).map(({ kind, text }) => `${kind}: ${text}`);

  test("strings, nested templates and comments; not regular expressions", () => {
    expect(kinds(`const a = \`x \${b ? \`in \${c} ner\` : "s"} y\`; // one\n// two`)).toEqual([
      "template: in … ner",
      "string: s",
      "template: x … y",
      "comment: one\ntwo",
    ]);
    expect(kinds('if (/["`/]\\//g.test(a) && b / 2 / c) f("q", /\'/);')).toEqual(["string: q"]);
    expect(kinds("const u = `a\\`b`; /** Doc.\n * More. */")).toEqual(["template: a`b", "comment: Doc.\nMore."]);
  });

  test("lines are counted", () => {
    expect(sourceTexts(`\n"a";\n\`b\n\${1}\`; "c"\n// d`).map(({ line }) => line)).toEqual([2, 3, 4, 5]);
  });

  test("titles are what test, describe and each are given", () => {
    const source = 'test("one", () => f("no")); describe(\n`two`, f); test.each([["row"]])("three %s", f);';
    expect(titles("a.test.ts", source).map(({ text }) => text)).toEqual(["one", "two", "three %s"]);
  });

  test("Markdown without its code and addresses, one text for each paragraph, item and cell", () => {
    const source = "# What it is\n\nSee `anew` and [this](mend.md)\n- item\n\n```sh\nwhatever\n```\n| a | b |";
    const texts = markdown("a.md", source).map(({ text }) => text.trim());
    expect(texts.filter((text) => text !== "|")).toEqual(["# what it is", "See x      and [this", "- item", "a", "b"]);
  });
});
