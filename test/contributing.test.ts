import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

// CONTRIBUTING.md shows real code: each excerpt is in the file it names.

const at = (path: string) => new URL(`../${path}`, import.meta.url);
const read = (path: string) => readFileSync(at(path), "utf8");

/** ``**`path`**`` and the code block after it. */
const EXCERPT = /\*\*`([^`]+)`\*\*[^`]*```ts\n([\s\S]*?)```/g;
/** A line that replaces omitted lines. */
const GAP = /^\s*\/\/ …\n/m;

const contributing = read("CONTRIBUTING.md");
const excerpts = [...contributing.matchAll(EXCERPT)].map(([, path = "", code = ""]) => ({ path, code }));

test("a capability is shown in its five files", () => {
  expect(excerpts.map(({ path }) => path.split("/").slice(0, 2).join("/"))).toEqual([
    "src/api",
    "src/tools",
    "src/tools",
    "test/tools",
    "test/e2e",
  ]);
});

test.each(excerpts)("the excerpt of $path is in it", ({ path, code }) => {
  const file = read(path);
  let from = 0;
  for (const part of code.split(GAP)) {
    const found = file.indexOf(part, from);
    expect(found, part).toBeGreaterThanOrEqual(from);
    from = found + part.length;
  }
});

test("every file and folder it names exists", () => {
  const named = [...contributing.matchAll(/`((?:src|test|docs|scripts|sandbox)\/[\w./<>-]+)`/g)].map(([, path = ""]) =>
    // A placeholder is a name inside the folder before it.
    path.replace(/\/[^/]*<.*$/, ""),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((path) => !existsSync(at(path)))).toEqual([]);
});
