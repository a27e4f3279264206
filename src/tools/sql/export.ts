import * as z from "zod";
import { ApiError } from "../../api/http/errors.ts";
import type { Column } from "../../api/sql/row-formats/encoder.ts";
import { ROW_FORMAT_NAMES, ROW_FORMATS, type RowFormatName } from "../../api/sql/row-formats/row-formats.ts";
import { type Row, rowBatches } from "../../api/sql/rows/rows.ts";
import { isOver, type Statement } from "../../api/sql/statements.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { findPlace, type Place, writeNew } from "../../core/output/export-root.ts";
import * as params from "../../core/params.ts";
import { budgetOf } from "../waiting.ts";
import { columnsOf, ended, RUNNING } from "./output.ts";
import { follow } from "./run.ts";
import { sql } from "./toolset.ts";

/** What is kept for reading by link shares the memory of all kept results. */
const KEPT_BYTES = 10_000_000;
const FILE_BYTES = 10_000_000_000;

export const exportSqlResult = sql.tool({
  name: "export_sql_result",
  title: "Export a SQL statement's rows",
  description: "Writes a statement's rows, up to its row_limit, to a new local file or, without file, a link.",
  access: "read",
  input: z.strictObject({
    statement_id: params.statementId.describe("Statement id"),
    format: z.enum(ROW_FORMAT_NAMES).describe("Format"),
    file: z
      .string()
      .refine((name) => name.length <= 1000, "must be at most 1000 characters")
      .optional()
      .describe("File"),
    wait_seconds: params.waitSeconds,
  }),
  output: z.object({
    statement_id: z.string(),
    state: z.string(),
    rows: z.number().optional(),
    bytes: z.number().optional(),
    path: z.string().optional(),
    uri: z.string().optional(),
    truncated: z.boolean().optional(),
    next: z.string().optional(),
  }),
  async run(ctx, { statement_id, format, file, wait_seconds }) {
    // First of all: a name that will not do costs no query.
    const place = file === undefined ? undefined : await placeOf(ctx, file, format);
    const statement = await follow(ctx, { statement_id }, budgetOf(ctx, wait_seconds));
    const { state } = statement.status;
    if (!isOver(statement)) return { statement_id, state, next: RUNNING };
    if (state !== "SUCCEEDED") throw ended(statement);
    const columns = columnsOf(statement);
    if (columns.length === 0) throw new ToolError("This statement answers no rows: there is nothing to export.");
    const rows = counted(ctx, statement);
    const made = place ? toFile(ctx, columns, rows, place, format) : toLink(ctx, columns, rows, statement, format);
    // Whoever stops the server meanwhile lets it take away what is half done.
    ctx.detach(made);
    const truncated = statement.manifest?.truncated === true;
    return {
      statement_id,
      state,
      ...(await made.catch(inTime)),
      ...(truncated ? { truncated, next: TRUNCATED } : {}),
    };
  },
});

const TRUNCATED = "There were more rows than row_limit or the size limit let through; run it with a higher row_limit.";

function placeOf(ctx: Context, file: string, format: RowFormatName): Promise<Place> {
  const { exportDir } = ctx.settings;
  if (exportDir === undefined) {
    throw new ToolError("Refused, nothing was read: this server may write no files on this machine.", {
      next: "Leave file out for a link, or ask the operator to start the server with --export-dir.",
    });
  }
  return findPlace(exportDir, file, ROW_FORMATS[format].extension);
}

interface Rows {
  readonly batches: AsyncIterable<readonly Row[]>;
  readonly total: number;
  /** Handed on so far. */
  done: number;
}

/** All rows, counted as they pass, the person told how far it is. */
function counted(ctx: Context, statement: Statement): Rows {
  const rows: Rows = { batches: pass(), total: statement.manifest?.total_row_count ?? 0, done: 0 };
  async function* pass() {
    for await (const batch of rowBatches(ctx.client, statement)) {
      yield batch;
      rows.done += batch.length;
      ctx.progress("Exporting rows", rows.done, rows.total);
    }
  }
  return rows;
}

async function toFile(ctx: Context, columns: readonly Column[], rows: Rows, place: Place, format: RowFormatName) {
  const parts = ROW_FORMATS[format].encode(columns, rows.batches);
  const bytes = await writeNew(place, parts, { maxBytes: FILE_BYTES, signal: ctx.signal });
  return { rows: rows.done, bytes, path: place.path };
}

async function toLink(
  ctx: Context,
  columns: readonly Column[],
  rows: Rows,
  { statement_id }: Statement,
  format: RowFormatName,
) {
  const { mimeType, extension, text, encode } = ROW_FORMATS[format];
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of encode(columns, rows.batches)) {
    ctx.signal.throwIfAborted();
    bytes += part.byteLength;
    if (bytes > KEPT_BYTES) throw tooLarge(rows);
    parts.push(part);
  }
  const whole = Buffer.concat(parts);
  const data = text ? whole.toString("utf8") : whole;
  return { rows: rows.done, bytes, uri: ctx.attachFile({ name: `${statement_id}.${extension}`, mimeType, data }) };
}

const tooLarge = ({ done, total }: Rows): ToolError =>
  new ToolError(
    `The result is larger than the ${KEPT_BYTES / 1_000_000} MB that are kept behind a link: it has ${total.toLocaleString("en")} rows, of which about ${done.toLocaleString("en")} fit. Nothing was kept.`,
    { next: "Give file, where the operator has set --export-dir, or select fewer rows or columns." },
  );

/** Half a file is nothing: more time is what helps. */
function inTime(error: unknown): never {
  throw error instanceof ApiError && error.kind === "timeout"
    ? error.with({ next: "Nothing was kept. Call again with wait_seconds up to 600." })
    : error;
}
