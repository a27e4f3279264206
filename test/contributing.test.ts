import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

// What CONTRIBUTING.md shows of a capability is the capability: each excerpt stands in the file it names.

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");

/** ``**`path`**`` and the code block behind it. */
const EXCERPT = /\*\*`([^`]+)`\*\*[^`]*```ts\n([\s\S]*?)```/g;
/** Stands for lines left out. */
const GAP = /^\s*\/\/ …\n/m;

const excerpts = [...read("CONTRIBUTING.md").matchAll(EXCERPT)].map(([, path = "", code = ""]) => ({ path, code }));

test("a capability is shown in three files", () => {
  expect(excerpts.map(({ path }) => path.split("/").slice(0, 2).join("/"))).toEqual([
    "src/api",
    "src/tools",
    "test/tools",
  ]);
});

test.each(excerpts)("the excerpt of $path stands in it", ({ path, code }) => {
  const file = read(path);
  let from = 0;
  for (const part of code.split(GAP)) {
    const at = file.indexOf(part, from);
    expect(at, part).toBeGreaterThanOrEqual(from);
    from = at + part.length;
  }
});
