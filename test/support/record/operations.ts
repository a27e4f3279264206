import { readFileSync } from "node:fs";
import * as z from "zod";
import type { Operation, Reference } from "../../../src/api/reference/reference.ts";
import { root } from "./record.ts";

/** The operations that a tool reached in its tests, by ID. */
export const reached = z.strictObject({
  calls: z.array(z.string()),
  /** Sent only to undo what a cancelled call had started. */
  cleanup: z.array(z.string()).optional(),
  /** Why its calls asked for consent: reasons of `core/consent/facts.ts`. */
  asks: z.array(z.string()).optional(),
});
const reachedByTool = z.record(z.string(), reached);
export type ReachedByTool = z.output<typeof reachedByTool>;

export const REACHED_FILE = "docs/operations.json";

/** The record as it is committed: `docs/operations.md` is generated from it. */
export const committedRecord = (): ReachedByTool =>
  reachedByTool.parse(JSON.parse(readFileSync(`${root}/${REACHED_FILE}`, "utf8")));

/** The operations that a request may be, the one with the fewest placeholders first. */
export function operationsAt(reference: Reference, method: string, path: string): readonly Operation[] {
  const found = [...reference.operations.values()].filter(
    (operation) => operation.method === method && isAt(operation, path),
  );
  return found.sort((a, b) => placeholders(a) - placeholders(b));
}

/** One for each segment that may be anything; a placeholder for several segments is the least specific. */
const placeholders = ({ path }: Operation) =>
  path.split(/\{|\*/).length - 1 + (path.includes("{+") ? 100 : 0) - (path.match(/=/g)?.length ?? 0);

/** Whether the operation's template can be this path. */
export function isAt({ path: template }: Operation, path: string): boolean {
  const source = template.split(/(\{[^}]+\})/).map((part) => {
    const [, format] = /=([^}]+)/.exec(part) ?? [];
    if (format !== undefined) return format.replaceAll("*", "[^/]+");
    return part.startsWith("{+") ? ".+" : part.startsWith("{") ? "[^/]+" : part.replace(/[.]/g, "\\.");
  });
  return new RegExp(`^${source.join("")}$`).test(path);
}
