import * as z from "zod";
import { isUnityName } from "../../api/ml/models.ts";
import { STAGES } from "../../api/ml/models-workspace.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import { oneLine } from "../../text.ts";

export const name = z.string().min(1).max(500).describe("Model");
// Enforced and not advertised: a pattern or a list in every schema costs everybody.
export const version = z
  .string()
  .refine((text) => /^\d{1,18}$/.test(text), "must be a number, as text")
  .describe("Number");
export const stage = z
  .string()
  .refine((text) => STAGES.some((one) => one === text), `must be one of ${STAGES.join(", ")}`)
  .describe("E.g. Production");
export const words = z.string().min(1).max(10_000);
export const comment = words.optional().describe("Comment");

/** A version in a list. */
export const versionRow = {
  version: z.string(),
  stage: text,
  aliases: z.array(z.string()).optional(),
  status: text.describe("only when not READY"),
  comment: text,
  run_id: text,
  created_at: text,
};

export const named = (name: string, version?: string): string =>
  version === undefined ? oneLine(name) : `${oneLine(name)} version ${version}`;

/** Refuses what Unity Catalog has another way for. */
export function workspaceOnly(name: string, what: string, next: string): void {
  if (isUnityName(name)) throw new ToolError(`Unity Catalog's models have no ${what}; nothing was sent.`, { next });
}

/** Refuses what the workspace registry does not know. */
export function unityOnly(name: string, what: string, next: string): void {
  if (isUnityName(name)) return;
  throw new ToolError(`Only Unity Catalog's models (catalog.schema.model) have ${what}; nothing was sent.`, { next });
}
