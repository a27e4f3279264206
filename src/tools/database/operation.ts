import { type DatabaseOperation, getOperation } from "../../api/database/operations.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import { isPlainCode } from "../../text.ts";
import { waitWithinBudget } from "../waiting.ts";

/** Output fields of every change of Lakebase, in addition to its IDs. */
export const changeFields = { status: text, next: text };

/** A change to wait for, with the words for messages about it. */
interface DatabaseChange {
  readonly operation: DatabaseOperation;
  readonly wait_seconds: number | undefined;
  /** For progress messages: `Creating project shop`. */
  readonly words: string;
  /** For errors: `The project was not created`. */
  readonly failed: string;
  /** The tool that shows the result. */
  readonly followUp: string;
}

/**
 * Waits until Lakebase has finished a change or the wait ends.
 * @throws {ToolError} if the change failed
 */
export async function awaitChange(
  ctx: Context,
  { operation, wait_seconds, words, failed, followUp }: DatabaseChange,
): Promise<{ readonly status: string; readonly next: string | undefined }> {
  const { name } = operation;
  const ended = await waitWithinBudget(ctx, `Lakebase operation ${name}`, () => getOperation(ctx.client, { name }), {
    done: ({ done }) => done === true,
    words: () => words,
    wait_seconds,
    seen: operation,
  });
  if (ended.error) {
    const code = ended.error.error_code ?? "";
    throw new ToolError(`${failed}${isPlainCode(code) ? `: ${code}` : ""}.`, {
      next: `Fix the cause named below. ${followUp} shows the current state.`,
      ...(ended.error.message && { quoted: ended.error.message }),
    });
  }
  return ended.done
    ? { status: "done", next: undefined }
    : { status: "running", next: `Still working: call ${followUp} until the change shows.` };
}
