import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ACCESS } from "../src/access.ts";
import { CODE_MODE_TOOLS } from "../src/code/toolset.ts";
import { describeTool } from "../src/core/described.ts";
import { select } from "../src/core/select.ts";
import { PRESET_IDS } from "../src/presets.ts";
import { withoutUnserved } from "../src/server/unserved.ts";
import { catalogue } from "../src/tools/index.ts";

/** Words in sentences that begin like the name of a tool: columns, functions of SQL and Python, commands. */
const OTHERS = new Set([
  "list_prices",
  "get_json_object",
  "copy_into",
  "get_credential",
  "read_bytes",
  "get_fignums",
  "delete_time",
]);

const COMMENTS = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;
const LITERALS = /(["`])((?:\\.|(?!\1)[^\\])*)\1/g;

test("every tool that a sentence of the server names exists", () => {
  const arguments_ = catalogue.flatMap(({ input, aliases = {} }) => [
    ...Object.keys(input.shape),
    ...Object.keys(aliases),
  ]);
  const known = new Set([...[...catalogue, ...CODE_MODE_TOOLS].map(({ name }) => name), ...arguments_, ...OTHERS]);
  const verbs = new Set(catalogue.map(({ name }) => name.split("_")[0]));
  const unknown = execFileSync("git", ["ls-files", "src"], { encoding: "utf8" })
    .split("\n")
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const literals = [...readFileSync(file, "utf8").replace(COMMENTS, "").matchAll(LITERALS)];
      const sentences = literals
        .map(([, , text = ""]) => text.replace(/\$\{[^}]*\}/g, "…"))
        .filter((text) => / \w+ /.test(text));
      const names = sentences.flatMap((text) => text.match(/\b[a-z]+(?:_[a-z]+)+\b/g) ?? []);
      return names
        .filter((name) => verbs.has(name.split("_")[0]) && !known.has(name))
        .map((name) => `${file}: ${name}`);
    });
  expect(unknown).toEqual([]);
});

const toolsets = [...new Set(catalogue.map(({ toolset }) => toolset.id))];
const NAMES = new Set(catalogue.map(({ name }) => name));

test.each(["default", "all", ...PRESET_IDS, ...toolsets])(
  "descriptions in %s name only tools that are served",
  (set) => {
    for (const access of ACCESS) {
      const { tools } = select(catalogue, { toolsets: [set], access });
      const served = new Set(tools.map(({ name }) => name));
      const isUnserved = (name: string) => NAMES.has(name) && !served.has(name);
      const strange = tools.map(describeTool).flatMap(({ name, description = "", inputSchema }) => {
        const shown = JSON.stringify([withoutUnserved(description, isUnserved), inputSchema]);
        return (shown.match(/\b[a-z]+(?:_[a-z]+)+\b/g) ?? []).filter(isUnserved).map((other) => `${name}: ${other}`);
      });
      expect(strange, access).toEqual([]);
    }
  },
);
