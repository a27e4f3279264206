import * as z from "zod";
import { ApiError, type ErrorKind } from "../../api/http/errors.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { oneLine } from "../../text.ts";

/** The parts of an answer, read independently: one that fails is listed with its reason and does not affect the others. */
export interface AnswerParts {
  /** Parts that could not be read, with the reason. */
  readonly missing: string[];
  /** The result of `reading`; undefined if it fails. A cancelled call rejects. */
  read<T>(name: string, reading: Promise<T>): Promise<T | undefined>;
}

/** Output field for the parts that could not be read, with the reasons. */
export const missing = z.array(z.string()).optional();

/** Time for all parts of one answer together, in milliseconds: it has to arrive before clients give up on it. */
const PARTS_MS = 25_000;
const MIN_MS = 1000;

/** The context in which parts are read. Its deadline makes a slow part missing instead of delaying the others. */
export function withDeadline(ctx: Context): Context {
  const deadlineMs = Math.min(PARTS_MS, Math.max(MIN_MS, ctx.settings.waitBudgetMs));
  return { ...ctx, client: ctx.client.bind({ deadlineMs }) };
}

/** Starts an answer without missing parts. */
export function collectParts(ctx: Context): AnswerParts {
  const missing: string[] = [];
  return {
    missing,
    read: (name, reading) =>
      reading.catch((error: unknown) => {
        ctx.signal.throwIfAborted();
        const why = `: ${reasonOf(error)}`;
        const same = missing.findIndex((line) => line.endsWith(why));
        // Several parts often fail for one reason, which is then reported once.
        const names = [...(same < 0 ? [] : [missing.splice(same, 1)[0]?.slice(0, -why.length)]), name].join(", ");
        missing.push(`${names}${why}`);
        return undefined;
      }),
  };
}

const WORDS: Partial<Readonly<Record<ErrorKind, string>>> = {
  "not-found": "not found in the workspace",
  permission: "this identity lacks a permission",
  "not-available": "",
  throttled: "the workspace is limiting requests",
  timeout: "no response in time",
};
const SHORTENED = 200;

/** A failure in one line. An unexpected error is a bug and not a missing part, so it is thrown. */
function reasonOf(error: unknown): string {
  if (error instanceof ToolError) return [error.message, error.quoted].filter(Boolean).join(" ");
  if (error instanceof DOMException && error.name === "TimeoutError") return "it took too long";
  if (!(error instanceof ApiError)) throw error;
  return [WORDS[error.kind] ?? error.kind, oneLine(error.message, SHORTENED)].filter(Boolean).join(" – ");
}

/** Lines under a heading; empty if there are no lines. */
export const sectionLines = (heading: string, lines: readonly string[] = []): string[] =>
  lines.length === 0 ? [] : [`${heading}:`, ...lines.map((line) => `  ${line}`)];

/** The parts that could not be read, as lines of a text. */
export const missingLines = (missing: readonly string[] | undefined): string[] => sectionLines("missing", missing);
