import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type ConsentReason, REASONS } from "../../src/core/consent/facts.ts";
import type { Tool } from "../../src/core/tool.ts";
import type { ToolReach } from "./operations.ts";

const record = fileURLToPath(new URL("../../docs/operations.json", import.meta.url));

const isReason = (name: string): name is ConsentReason => Object.hasOwn(REASONS, name);

/** Table of the tools that ask for consent, with the reasons recorded by their tests. */
export function asksTable(catalogue: readonly Tool[]): string {
  const reach: ToolReach = JSON.parse(readFileSync(record, "utf8"));
  const rows = catalogue.flatMap(({ name }) => {
    const reasons = (reach[name]?.asks ?? []).filter(isReason);
    return reasons.length > 0 ? [`| \`${name}\` | ${reasons.join(", ")} |`] : [];
  });
  const meanings = Object.entries(REASONS).map(([reason, meaning]) => `- **${reason}**: ${meaning}.`);
  return [...meanings, "", "| Tool | Asks because of |", "| --- | --- |", ...rows].join("\n");
}
