import * as z from "zod";
import { type CommandResult, type Picture, readResults } from "../../api/compute/command-results.ts";
import { type Command, isOver } from "../../api/compute/commands.ts";
import type { Context } from "../../core/calls/context.ts";
import { text } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import { compact } from "../../records.ts";
import { attachPicture } from "../pictures.ts";

/**
 * What a command came to. An exception in the user's code is an answer of the same shape, with `error`, and not an MCP
 * error: the tool did what was asked, the ids stay usable, and traceback and state are what the caller goes on from.
 */
export const commandOutput = z.object({
  cluster_id: z.string(),
  context_id: z.string(),
  command_id: z.string(),
  status: z.string(),
  text,
  columns: z.array(z.object({ name: z.string(), type: z.string() })).optional(),
  rows: z.array(z.array(z.unknown())).optional(),
  truncated: z.boolean().optional().describe("the cluster left rows out"),
  images: z
    .array(z.object({ mime_type: text, path: text.describe("FileStore path of one too large to attach") }))
    .optional(),
  error: z.object({ summary: z.string(), traceback: text }).optional(),
  note: text,
  next: text,
});
type Output = z.output<typeof commandOutput>;

const RUNNING = "Still running: get_command_status with these ids waits on, cancel_command stops it.";

/** A command as its tools answer it; pictures are attached to the result. */
export function commandView(ctx: Context, command: Command, note?: string): Output {
  const { cluster_id, context_id, command_id, status, results } = command;
  return {
    cluster_id,
    context_id,
    command_id,
    status,
    ...(results ? resultView(ctx, readResults(results)) : {}),
    ...compact({ note, next: isOver(command) ? undefined : RUNNING }),
  };
}

function resultView(ctx: Context, result: CommandResult): Partial<Output> {
  switch (result.kind) {
    case "text":
      return compact({ text: result.text });
    case "table":
      return {
        columns: result.columns,
        rows: result.rows,
        ...(result.truncated ? { truncated: true } : {}),
      };
    case "pictures":
      return { images: result.pictures.map((picture) => attach(ctx, picture)) };
    case "error":
      return { error: { summary: result.summary, ...compact({ traceback: result.traceback }) } };
  }
}

function attach(ctx: Context, picture: Picture): { mime_type?: string; path?: string } {
  if ("path" in picture) return { path: picture.path };
  const { mime_type } = picture;
  attachPicture(ctx, picture);
  return { mime_type };
}

/** What a reader wants first comes first: the remark, the result, the ids. */
export function commandText(output: Output): string {
  const { note, error, status, next, cluster_id, context_id, command_id } = output;
  return [
    note,
    ...(error ? [error.summary, newIn(error.traceback, error.summary)] : [resultText(output)]),
    // What goes on is followed up with all three ids; of what is over only the context is of use again.
    isOver(output)
      ? `${error && status === "Finished" ? "Failed" : status}; context_id ${context_id}`
      : `${status}; cluster_id ${cluster_id}, context_id ${context_id}, command_id ${command_id}`,
    next,
  ]
    .filter(Boolean)
    .join("\n");
}

/** A traceback ends with its summary, which the answer has opened with. */
function newIn(traceback: string | undefined, summary: string): string | undefined {
  const rest = traceback?.trimEnd();
  return rest?.endsWith(`\n${summary}`) ? rest.slice(0, -summary.length).trimEnd() : rest;
}

function resultText({ text, columns, rows, truncated, images }: Output): string | undefined {
  if (columns && rows) {
    const count = `${rows.length} ${rows.length === 1 ? "row" : "rows"}${truncated ? "; the cluster left the rest out: filter, aggregate or save it" : ""}`;
    return [
      table(
        columns.map(({ name }) => name),
        rows,
      ),
      count,
    ].join("\n");
  }
  if (images) {
    return images
      .map(({ mime_type, path }) => (path ? `Image too large to attach, FileStore path ${path}` : `Image ${mime_type}`))
      .join("\n");
  }
  return text;
}
