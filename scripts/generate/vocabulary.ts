import type { Tool } from "../../src/core/tool.ts";
import { table } from "./markdown.ts";

/** Tools that are named; beyond them only their number is. */
const NAMED = 6;

/** The document of all arguments. */
export const argumentsPage = (catalogue: readonly Tool[]): string =>
  `${[
    "# Arguments",
    "One thing has one argument name in every tool. The names of the REST API and of other clients are accepted too, but not listed in `tools/list`. A full name is accepted in parts as well: `catalog_name` and `schema_name` (or `catalog` and `schema`) with the rest of the name. This page is generated.",
    vocabularyTable(catalogue),
  ].join("\n\n")}\n`;

/** Every argument name with the tools that take it, and the other names that they accept for it. */
function vocabularyTable(catalogue: readonly Tool[]): string {
  const tools = new Map<string, string[]>();
  const aliases = new Map<string, Set<string>>();
  for (const tool of catalogue) {
    for (const argument of [...Object.keys(tool.input.shape), ...Object.keys(tool.flat?.shape ?? {})]) {
      tools.set(argument, [...(tools.get(argument) ?? []), tool.name]);
    }
    for (const [alias, meant] of Object.entries(tool.aliases ?? {})) {
      if (typeof meant === "string") aliases.set(meant, (aliases.get(meant) ?? new Set()).add(alias));
    }
  }
  const rows = [...tools]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([argument, names]) => {
      const shown = names.slice(0, NAMED).map((name) => `\`${name}\``);
      const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : "";
      const accepted = [...(aliases.get(argument) ?? [])].sort().map((name) => `\`${name}\``);
      return [`\`${argument}\``, `${shown.join(", ")}${more}`, accepted.join(", ")];
    });
  return table(["Argument", "Tools", "Also accepted"], rows);
}
