import * as z from "zod";
import { type CommandImage, type CommandResult, readResults } from "../../api/compute/command-results.ts";
import { type ClusterCommand, hasEnded } from "../../api/compute/commands.ts";
import type { Context } from "../../core/calls/context.ts";
import { flag, text } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import { evenIfEmpty, view } from "../../core/view.ts";
import { attachPicture } from "../pictures.ts";

const NEXT = "Still running. Call get_command_status with these IDs to keep waiting, or cancel_command to stop it.";

/**
 * A command with its result; images are attached to the tool result. An exception in the user's code is an `error` in the
 * same shape and not an MCP error: the call did its work, the IDs stay valid, and the caller needs the traceback.
 */
export const commandView = view(
  {
    cluster_id: z.string(),
    context_id: z.string(),
    command_id: z.string(),
    status: z.string(),
    text,
    columns: evenIfEmpty(z.array(z.object({ name: z.string(), type: z.string() })).optional()),
    rows: evenIfEmpty(z.array(z.array(z.unknown())).optional()),
    truncated: flag.describe("the cluster left rows out"),
    images: evenIfEmpty(
      z
        .array(z.object({ mime_type: text, path: text.describe("path of an image that could not be attached") }))
        .optional(),
    ),
    error: z.object({ summary: z.string(), traceback: text }).optional(),
    note: text,
    next: text,
  },
  (ctx: Context, command: ClusterCommand, note?: string) => {
    const { cluster_id, context_id, command_id, status, results } = command;
    return {
      cluster_id,
      context_id,
      command_id,
      status,
      ...resultFields(ctx, results && readResults(results)),
      note,
      next: hasEnded(command) ? undefined : NEXT,
    };
  },
);
type ShownCommand = z.output<typeof commandView.schema>;

function resultFields(ctx: Context, result: CommandResult | undefined) {
  const table = result?.kind === "table" ? result : undefined;
  return {
    text: result?.kind === "text" ? result.text : undefined,
    columns: table?.columns.map(({ name, type }) => ({ name, type })),
    rows: table?.rows,
    truncated: table?.truncated || undefined,
    images: result?.kind === "images" ? result.images.map((image) => attach(ctx, image)) : undefined,
    error: result?.kind === "error" ? { summary: result.summary, traceback: result.traceback } : undefined,
  };
}

/** Attaches an image to the tool result, unless the cluster returned only its path. */
function attach(ctx: Context, image: CommandImage): { mime_type?: string; path?: string } {
  if ("path" in image) return { path: image.path };
  const { mime_type } = image;
  attachPicture(ctx, image);
  return { mime_type };
}

/** The most important part first: the note, the result, the IDs. */
export function commandText(output: ShownCommand): string {
  const { note, error, status, next, cluster_id, context_id, command_id } = output;
  return [
    note,
    ...(error ? [error.summary, withoutSummary(error.traceback, error.summary)] : [resultText(output)]),
    // A running command is followed up with all three IDs; of one that has ended, only the context is needed again.
    hasEnded(output)
      ? `${error && status === "Finished" ? "Failed" : status}; context_id ${context_id}`
      : `${status}; cluster_id ${cluster_id}, context_id ${context_id}, command_id ${command_id}`,
    next,
  ]
    .filter(Boolean)
    .join("\n");
}

/** A traceback without its last line, which repeats the summary. */
function withoutSummary(traceback: string | undefined, summary: string): string | undefined {
  const trimmed = traceback?.trimEnd();
  return trimmed?.endsWith(`\n${summary}`) ? trimmed.slice(0, -summary.length).trimEnd() : trimmed;
}

function resultText({ text, columns, rows, truncated, images }: ShownCommand): string | undefined {
  if (columns && rows) {
    const count = `${rows.length} ${rows.length === 1 ? "row" : "rows"}${truncated ? "; the cluster left the other rows out: filter, aggregate or save them" : ""}`;
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
      .map(({ mime_type, path }) => (path ? `Image stored at ${path}, which could not be read` : `Image ${mime_type}`))
      .join("\n");
  }
  return text;
}
