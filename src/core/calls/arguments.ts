import * as z from "zod";
import type { Tool } from "../tool.ts";

/** Shorter messages for the mistakes that models make most. Other issues keep zod's message. */
function wording(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === "unrecognized_keys") return `unknown: ${issue.keys.map((key) => JSON.stringify(key)).join(", ")}`;
  if (issue.code !== "invalid_type") return undefined;
  if (issue.input === undefined) return "is required";
  if (issue.expected === "string" && typeof issue.input === "number") return `must be a string, e.g. "${issue.input}"`;
  return undefined;
}

/** The arguments of a tool, required ones first: `statement, warehouse_id?, row_limit?`. */
function argumentNames({ input }: Tool): string {
  const names = Object.entries(input.shape).map(([name, schema]) => ({ name, optional: isOptional(schema) }));
  const sorted = [...names.filter(({ optional }) => !optional), ...names.filter(({ optional }) => optional)];
  return sorted.map(({ name, optional }) => (optional ? `${name}?` : name)).join(", ") || "no arguments";
}

const isOptional = (schema: z.core.$ZodType): boolean => z.safeParse(schema, undefined).success;

/** The parsed arguments, or a message that lists every problem and, if a name is unknown, the accepted names. */
export function parseArguments(tool: Tool, raw: unknown): { args: Record<string, unknown> } | { problem: string } {
  const parsed = tool.input.safeParse(raw ?? {}, { error: wording });
  if (parsed.success) return { args: parsed.data };
  const { issues } = parsed.error;
  const problems = issues
    .slice(0, 8)
    .map(({ path, message }) => (path.length ? `${path.join(".")}: ${message}` : message));
  const misnamed = issues.some(({ code, path }) => code === "unrecognized_keys" && path.length === 0);
  const hint = misnamed ? ` Its arguments: ${argumentNames(tool)} (? marks optional ones).` : "";
  return {
    problem: `Invalid arguments for ${tool.name}; nothing was sent. ${problems.join("; ").slice(0, 1500)}.${hint}`,
  };
}
