import * as z from "zod";
import { ApiError } from "../../api/http/errors.ts";
import type { ResultColumn } from "../../api/sql/row-formats/encoder.ts";
import { ROW_FORMAT_NAMES, ROW_FORMATS, type RowFormatName } from "../../api/sql/row-formats/row-formats.ts";
import { type Row, rowBatches } from "../../api/sql/rows/rows.ts";
import { isOver, type Statement } from "../../api/sql/statements.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { count, flag, text } from "../../core/fields.ts";
import { type ExportTarget, findTarget, writeNewFile } from "../../core/output/export-root.ts";
import * as params from "../../core/params.ts";
import { view } from "../../core/view.ts";
import { waitBudgetMs } from "../waiting.ts";
import { awaitStatement } from "./run.ts";
import { columnsOf, RUNNING, unsuccessful } from "./statement-view.ts";
import { sql } from "./toolset.ts";

/** Results behind a link share the memory of all kept results. */
const KEPT_BYTES = 10_000_000;
const FILE_BYTES = 10_000_000_000;

interface ExportFacts {
  readonly rows?: number;
  readonly bytes?: number;
  readonly path?: string;
  readonly uri?: string;
  readonly next?: string;
}

const isTruncated = ({ manifest }: Statement): boolean => manifest?.truncated === true;

const exportView = view(
  {
    statement_id: z.string(),
    state: z.string(),
    rows: count,
    bytes: count,
    path: text,
    uri: text,
    truncated: flag,
    next: text,
  },
  (statement: Statement, { rows, bytes, path, uri, next }: ExportFacts) => ({
    statement_id: statement.statement_id,
    state: statement.status.state,
    rows,
    bytes,
    path,
    uri,
    truncated: isTruncated(statement) || undefined,
    next,
  }),
);

export const exportSqlResult = sql.tool({
  name: "export_sql_result",
  title: "Export a SQL statement's rows",
  servedIn: ["default", "engineer", "analyst"],
  description:
    "Exports the rows of a statement, up to its row_limit, to a new local file, or to a link if file is omitted.",
  access: "read",
  input: z.strictObject({
    statement_id: params.statementId.describe("Statement id"),
    format: z.enum(ROW_FORMAT_NAMES).describe("Format"),
    file: z
      .string()
      .refine((name) => name.length <= 1000, "must be at most 1000 characters")
      .optional()
      .describe("Path within the export directory; omit for a link"),
    wait_seconds: params.waitSeconds,
  }),
  output: exportView.schema,
  async run(ctx, { statement_id, format, file, wait_seconds }) {
    // Before the query, so that an unusable name does not cost one.
    const place = file === undefined ? undefined : await placeOf(ctx, file, format);
    const statement = await awaitStatement(ctx, { statement_id }, waitBudgetMs(ctx, wait_seconds));
    const { state } = statement.status;
    if (!isOver(statement)) return exportView(statement, { next: RUNNING });
    if (state !== "SUCCEEDED") throw unsuccessful(statement);
    const columns = columnsOf(statement);
    if (columns.length === 0) throw new ToolError("This statement returns no rows, so there is nothing to export.");
    const rows = counted(ctx, statement);
    const made = place ? toFile(ctx, columns, rows, place, format) : toLink(ctx, columns, rows, statement, format);
    // If the server is stopped meanwhile, it waits for the removal of the partial file.
    ctx.detach(made);
    return exportView(statement, {
      ...(await made.catch(withMoreTime)),
      ...(isTruncated(statement) ? { next: TRUNCATED } : {}),
    });
  },
});

const TRUNCATED =
  "The result has more rows than row_limit or the size limit allowed. Run the statement with a higher row_limit.";

function placeOf(ctx: Context, file: string, format: RowFormatName): Promise<ExportTarget> {
  const { exportDir } = ctx.settings;
  if (exportDir === undefined) {
    throw new ToolError("Refused, nothing was read: this server is not allowed to write files on this machine.", {
      next: "Omit file to get a link, or ask the operator to start the server with --export-dir.",
    });
  }
  return findTarget(exportDir, file, ROW_FORMATS[format].extension);
}

interface CountedRows {
  readonly batches: AsyncIterable<readonly Row[]>;
  readonly total: number;
  /** Rows passed on so far. */
  done: number;
}

/** All rows of the statement, counted as they are read; the count is reported as progress. */
function counted(ctx: Context, statement: Statement): CountedRows {
  const rows: CountedRows = { batches: pass(), total: statement.manifest?.total_row_count ?? 0, done: 0 };
  async function* pass() {
    for await (const batch of rowBatches(ctx.client, statement)) {
      yield batch;
      rows.done += batch.length;
      ctx.progress("Exporting rows", rows.done, rows.total);
    }
  }
  return rows;
}

async function toFile(
  ctx: Context,
  columns: readonly ResultColumn[],
  rows: CountedRows,
  place: ExportTarget,
  format: RowFormatName,
) {
  const parts = ROW_FORMATS[format].encode(columns, rows.batches);
  const bytes = await writeNewFile(place, parts, { maxBytes: FILE_BYTES, signal: ctx.signal });
  return { rows: rows.done, bytes, path: place.path };
}

async function toLink(
  ctx: Context,
  columns: readonly ResultColumn[],
  rows: CountedRows,
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

const tooLarge = ({ done, total }: CountedRows): ToolError =>
  new ToolError(
    `The result is larger than the ${KEPT_BYTES / 1_000_000} MB limit for a link: it has ${total.toLocaleString("en")} rows, of which about ${done.toLocaleString("en")} fit. Nothing was kept.`,
    { next: "Pass file, which requires the operator to set --export-dir, or select fewer rows or columns." },
  );

/** A partial export is discarded, so a timeout suggests a longer wait. */
function withMoreTime(error: unknown): never {
  throw error instanceof ApiError && error.kind === "timeout"
    ? error.with({ next: "Nothing was kept. Call again with wait_seconds up to 600." })
    : error;
}
