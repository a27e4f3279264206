import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type SourceText, sourceTexts } from "../scripts/language/source-texts.ts";

// docs/reliability.md defines every ID that a title or a comment uses, and nothing defines an ID that none uses.

const root = fileURLToPath(new URL("..", import.meta.url));

/** A fault ID is the letter of its group and two digits. A threat rule is R and its number. */
const FAULT = String.raw`[ADHLSTUX]\d{2}`;
const ID = String.raw`(?:${FAULT}|R\d{1,2})`;

/** A title, or the first cell of a row of `test.each`, begins with its IDs and a space: "U11 T05 an un-keyed POST". */
const IN_TITLE = new RegExp(`^${ID}(?: ${ID})*(?= )`);
/**
 * A comment names IDs in parentheses, "(R6, R11)" or "(R3: fails closed)", or begins with one: "R4: what leaves". A
 * fault ID counts anywhere in a comment; R and digits alone could be a product ("R2") or a version of the language R.
 */
const IN_COMMENT = new RegExp(
  String.raw`\b${FAULT}\b|(?<=\((?:${ID}, )*)${ID}(?=(?:, ${ID})*[):])|^R\d{1,2}(?=:)`,
  "gm",
);
/** A definition is the first cell of a table's row. */
const DEFINED = new RegExp(String.raw`^\| (${ID}) \|`, "gm");

function idsIn({ kind, text }: SourceText): string[] {
  if (kind === "comment") return [...text.matchAll(IN_COMMENT)].map(([id]) => id);
  return IN_TITLE.exec(text)?.[0].split(" ") ?? [];
}

const used = new Map<string, string>();
for (const folder of ["src", "sandbox", "scripts", "test"]) {
  for (const name of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".ts") || name.endsWith("reliability.test.ts")) continue;
    const texts = sourceTexts(readFileSync(join(root, folder, name), "utf8"));
    for (const text of texts) for (const id of idsIn(text)) used.set(id, `${folder}/${name}:${text.line}`);
  }
}

const defined = [...readFileSync(join(root, "docs/reliability.md"), "utf8").matchAll(DEFINED)].map(([, id = ""]) => id);

test("every ID is defined once", () => {
  expect(defined.filter((id, at) => defined.indexOf(id) !== at)).toEqual([]);
});

test("every ID in a title or a comment is defined", () => {
  expect([...used].filter(([id]) => !defined.includes(id))).toEqual([]);
});

test("every defined ID is in a title or a comment", () => {
  expect(defined.filter((id) => !used.has(id))).toEqual([]);
});

test.each([
  ["string", "U12 T05 an un-keyed POST", ["U12", "T05"]],
  ["string", "R4 subscribers are asked about", ["R4"]],
  ["template", "U28", []],
  ["string", "T00:00:00 is midnight", []],
  ["string", "S3 refuses", []],
  ["comment", "Fails closed (R3: never assume). Linear (R6, R11).", ["R3", "R6", "R11"]],
  ["comment", "R4: what leaves the workspace", ["R4"]],
  ["comment", "As in X04, and in Cloudflare's R2 or S3, at 2024-01-01T00:00:00Z.", ["X04"]],
] as const)("IDs are read exactly: %s %s", (kind, text, ids) => {
  expect(idsIn({ kind, text, line: 1, before: "" })).toEqual(ids);
});
