import * as z from "zod";
import type { Tool } from "../tool.ts";

/** Zod's words for the two slips models make most; every other issue keeps its own. */
function wording(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "unrecognized_keys") return `unknown: ${issue.keys.map((key) => JSON.stringify(key)).join(", ")}`;
  if (issue.code !== "invalid_type") return undefined;
  if (issue.input === undefined) return "is required";
  if (issue.expected === "string" && typeof issue.input === "number") return "must be a string: put it in quotes";
  return undefined;
}

/** The arguments a tool takes, those it cannot do without first: `statement, warehouse_id?, row_limit?`. */
function taken({ input }: Tool): string {
  const names = Object.entries(input.shape).map(([name, schema]) => ({ name, optional: isOptional(schema) }));
  const sorted = [...names.filter(({ optional }) => !optional), ...names.filter(({ optional }) => optional)];
  return sorted.map(({ name, optional }) => (optional ? `${name}?` : name)).join(", ") || "no arguments";
}

const isOptional = (schema: z.core.$ZodType): boolean => z.safeParse(schema, undefined).success;

/** The parsed arguments, or a refusal that names every problem and, where a name was wrong, the right ones. */
export function readArguments(tool: Tool, raw: unknown): { args: Record<string, unknown> } | { problem: string } {
  const parsed = tool.input.safeParse(raw ?? {}, { error: wording });
  if (parsed.success) return { args: parsed.data };
  const { issues } = parsed.error;
  const problems = issues
    .slice(0, 8)
    .map(({ path, message }) => (path.length ? `${path.join(".")}: ${message}` : message));
  const misnamed = issues.some(({ code, path }) => code === "unrecognized_keys" && path.length === 0);
  const hint = misnamed ? ` It takes ${taken(tool)} (? is optional).` : "";
  return {
    problem: `Invalid arguments for ${tool.name}, nothing was sent. ${problems.join("; ").slice(0, 1500)}.${hint}`,
  };
}
