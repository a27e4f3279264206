import * as z from "zod";
import type { Context } from "../../core/calls/context.ts";
import { count, text } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import { evenIfEmpty, view } from "../../core/view.ts";
import { attachPicture, pictureBudget } from "../pictures.ts";

/** Output of a piece of code. `images` are base64 PNGs. */
export interface CodeOutput {
  readonly text?: string | undefined;
  readonly columns?: { name: string; type: string }[] | undefined;
  readonly rows?: unknown[][] | undefined;
  readonly total_rows?: number | undefined;
  readonly images?: readonly { readonly data: string; readonly mime_type: string }[] | undefined;
  readonly error?: { summary: string; traceback?: string | undefined } | undefined;
}

/** Place where it ran, and notes about it. */
export interface CodePlace {
  readonly sandbox?: string | undefined;
  readonly run_id?: string | undefined;
  readonly note?: string | undefined;
  readonly next?: string | undefined;
}

/** Code that ran without a cluster. An exception in it is an `error` and not an MCP error, as for commands. */
export const serverlessView = view(
  {
    text,
    columns: evenIfEmpty(z.array(z.object({ name: z.string(), type: z.string() })).optional()),
    rows: evenIfEmpty(z.array(z.array(z.unknown())).optional()),
    total_rows: count,
    images: count,
    error: z.object({ summary: z.string(), traceback: text }).optional(),
    sandbox: text,
    run_id: text,
    note: text,
    next: text,
  },
  (ctx: Context, { images = [], ...output }: CodeOutput, place: CodePlace) => {
    const budget = pictureBudget();
    for (const image of images) attachPicture(ctx, image, budget);
    return {
      text: output.text,
      columns: output.columns,
      rows: output.rows,
      total_rows: output.total_rows,
      images: images.length || undefined,
      error: output.error,
      sandbox: place.sandbox,
      run_id: place.run_id,
      note: place.note,
      next: place.next,
    };
  },
);

/** The most important part first: the note, the output, where it ran. */
export function serverlessText(output: z.output<typeof serverlessView.schema>): string {
  const { note, text, columns, rows, total_rows, images, error, sandbox, run_id, next } = output;
  const names = columns?.map(({ name }) => name);
  return [
    note,
    text?.trimEnd(),
    names && rows ? `${table(names, rows)}\n${total_rows ?? rows.length} rows` : "",
    images ? `${images} images` : "",
    error && (error.traceback ?? error.summary).trimEnd(),
    sandbox ? `sandbox ${sandbox}` : run_id ? `run_id ${run_id}` : "",
    next,
  ]
    .filter(Boolean)
    .join("\n");
}
