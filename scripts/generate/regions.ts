import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Tool } from "../../src/core/tool.ts";
import { asksTable } from "./asks.ts";
import {
  addInstructions,
  hostFiles,
  hostSnippets,
  installInstructions,
  loginInstructions,
  tryInstructions,
} from "./install.ts";
import { loginMethods } from "./login.ts";
import { reachInWords } from "./operations.ts";
import { optionsTable } from "./options.ts";
import { promptsTable, resourcesTable } from "./resources.ts";
import { toolsTables } from "./tools.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

type Region = (catalogue: readonly Tool[]) => string;

/** Documents with generated regions, and what fills each region. Everything around a region is written by hand. */
const DOCUMENTS: Readonly<Record<string, Readonly<Record<string, Region>>>> = {
  "README.md": { install: installInstructions, reach: reachInWords },
  "docs/getting-started.md": { try: tryInstructions, login: loginInstructions, add: addInstructions },
  "docs/hosts.md": { files: hostFiles, snippets: hostSnippets },
  "docs/tools.md": { tools: toolsTables },
  "docs/configuration.md": { options: optionsTable },
  "docs/safety.md": { asks: asksTable },
  "docs/sign-in.md": { login: loginMethods },
  "docs/resources-and-prompts.md": { resources: resourcesTable, prompts: promptsTable },
};

/** Every document with its regions filled, by path. Not formatted: the formatter does not support Markdown. */
export const documents = (catalogue: readonly Tool[]): [path: string, text: string][] =>
  Object.entries(DOCUMENTS).map(([path, regions]) => {
    const filled = Object.entries(regions).map(([name, region]) => [name, region(catalogue)] as const);
    return [path, fillRegions(path, readFileSync(root + path, "utf8"), new Map(filled))];
  });

/**
 * Replaces every `<!-- generated:name -->` region of a document by its text.
 * @throws {Error} for a region that `regions` does not have, and for one that the document lacks
 */
export function fillRegions(path: string, document: string, regions: ReadonlyMap<string, string>): string {
  const missing = new Set(regions.keys());
  const filled = document.replace(
    /(<!-- generated:(\w+) -->\n)[\s\S]*?(<!-- end of generated -->)/g,
    (_, open: string, name: string, close: string) => {
      const text = regions.get(name);
      if (text === undefined) throw new Error(`${path} has a generated region ${name} that nothing generates.`);
      missing.delete(name);
      return `${open}\n${text}\n\n${close}`;
    },
  );
  if (missing.size > 0) throw new Error(`${path} lacks the generated regions ${[...missing].join(", ")}.`);
  return filled;
}
