import * as z from "zod";
import { ApiError, type ErrorKind } from "../../api/http/errors.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { oneLine } from "../../text.ts";

/** The parts of an answer. One that fails is named with its reason and leaves the others alone. */
export interface Parts {
  readonly missing: string[];
  /** What `read` gives; nothing where it fails. A call that is cancelled fails as a whole. */
  part<T>(name: string, read: Promise<T>): Promise<T | undefined>;
}

/** What is missing and why, as an answer carries it. */
export const missing = z.array(z.string()).optional();

/** Why a cluster ended, as `explainTermination` puts it. */
export const termination = z
  .object({
    code: z.string(),
    meaning: z.string(),
    type: z.string().optional(),
    next: z.string().optional(),
    detail: z.string().optional(),
  })
  .optional();

/** What all parts of one answer may take together: it must come before clients give up on it. */
const PARTS_MS = 25_000;
const LEAST_MS = 1000;

/** The context that parts are read in: one that is slow is missing instead of keeping the others. */
export function inTime(ctx: Context): Context {
  const deadlineMs = Math.min(PARTS_MS, Math.max(LEAST_MS, ctx.settings.waitBudgetMs));
  return { ...ctx, client: ctx.client.bind({ deadlineMs }) };
}

export function partsOf(ctx: Context): Parts {
  const missing: string[] = [];
  return {
    missing,
    part: (name, read) =>
      read.catch((error: unknown) => {
        ctx.signal.throwIfAborted();
        const why = `: ${reason(error)}`;
        const same = missing.findIndex((line) => line.endsWith(why));
        // One reason often takes several parts: it is told once.
        const names = [...(same < 0 ? [] : [missing.splice(same, 1)[0]?.slice(0, -why.length)]), name].join(", ");
        missing.push(`${names}${why}`);
        return undefined;
      }),
  };
}

const WORDS: Partial<Readonly<Record<ErrorKind, string>>> = {
  "not-found": "the workspace does not have it (any more)",
  permission: "this identity lacks a permission",
  "not-available": "",
  throttled: "the workspace is limiting requests",
  timeout: "no answer in time",
};
const SHOWN = 200;

/** A failure in one line. What nobody expects is a bug, not a missing part. */
function reason(error: unknown): string {
  if (error instanceof ToolError) return [error.message, error.quoted].filter(Boolean).join(" ");
  if (error instanceof DOMException && error.name === "TimeoutError") return "it took too long";
  if (!(error instanceof ApiError)) throw error;
  return [WORDS[error.kind] ?? error.kind, oneLine(error.message, SHOWN)].filter(Boolean).join(" – ");
}

/** Lines under a heading; nothing where there are none. */
export const section = (heading: string, lines: readonly string[] = []): string[] =>
  lines.length === 0 ? [] : [`${heading}:`, ...lines.map((line) => `  ${line}`)];

export const missingLines = (missing: readonly string[] | undefined): string[] => section("missing", missing);
