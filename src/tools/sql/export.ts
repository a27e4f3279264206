import * as z from "zod";
import { findFile, uploadFile } from "../../api/files/files.ts";
import { ApiError } from "../../api/http/errors.ts";
import type { ResultColumn } from "../../api/sql/row-formats/encoder.ts";
import { ROW_FORMAT_NAMES, ROW_FORMATS, type RowFormatName } from "../../api/sql/row-formats/row-formats.ts";
import { type Row, rowBatches } from "../../api/sql/rows/rows.ts";
import { isOver, type Statement } from "../../api/sql/statements.ts";
import { cleanPath } from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import { unnamed } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { count, flag, text } from "../../core/fields.ts";
import { type ExportTarget, findTarget, writeNewFile } from "../../core/output/export-root.ts";
import * as params from "../../core/params.ts";
import { view } from "../../core/view.ts";
import { isInVolume } from "../files/places.ts";
import { waitBudgetMs } from "../waiting.ts";
import { awaitStatement } from "./run.ts";
import { columnsOf, RUNNING, unsuccessful } from "./statement-view.ts";
import { sql } from "./toolset.ts";

/** Results behind a link share the memory of all kept results. */
const KEPT_BYTES = 10_000_000;
const FILE_BYTES = 10_000_000_000;
/** A file for a volume is sent in one request. */
const VOLUME_BYTES = 100_000_000;

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
    "Exports the rows of a statement, up to its row_limit, to a new file in a volume or on the server's machine, or to a link if path is omitted.",
  access: { least: "read", most: "write", of: ({ path }) => (isForVolume(path) ? "write" : "read") },
  input: z.strictObject({
    statement_id: params.statementId,
    format: z.enum(ROW_FORMAT_NAMES).describe("Format"),
    path: z
      .string()
      .refine((name) => name.length <= 1000, "must be at most 1000 characters")
      .optional()
      .describe("New file: /Volumes/… or a path within the export directory; omit for a link"),
    wait_seconds: params.waitSeconds,
  }),
  aliases: { file: "path", file_path: "path" },
  output: exportView.schema,
  affects: ({ path = "" }) => unnamed("Write", { kind: "file", name: path }),
  async run(ctx, { statement_id, format, path: file, wait_seconds }) {
    // Before the query, so that an unusable name does not cost one.
    const volumeFile = isForVolume(file) ? await newVolumeFile(ctx, file) : undefined;
    const place = file === undefined || volumeFile !== undefined ? undefined : await placeOf(ctx, file, format);
    const statement = await awaitStatement(ctx, { statement_id }, waitBudgetMs(ctx, wait_seconds));
    const { state } = statement.status;
    if (!isOver(statement)) return exportView(statement, { next: RUNNING });
    if (state !== "SUCCEEDED") throw unsuccessful(statement);
    const columns = columnsOf(statement);
    if (columns.length === 0) throw new ToolError("This statement returns no rows, so there is nothing to export.");
    const rows = counted(ctx, statement);
    const made =
      volumeFile !== undefined
        ? toVolume(ctx, columns, rows, volumeFile, format)
        : place
          ? toFile(ctx, columns, rows, place, format)
          : toLink(ctx, columns, rows, statement, format);
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
      next: "Omit path to get a link, or ask the operator to start the server with --export-dir.",
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

const isForVolume = (file: string | undefined): file is string =>
  file !== undefined && /^(dbfs:)?\/Volumes\//.test(file);

/** A file in a volume that does not exist. @throws {ToolError} If it does, or the path names no file in a volume */
async function newVolumeFile(ctx: Context, given: string): Promise<string> {
  const path = cleanPath(given.replace(/^dbfs:/, ""));
  if (!isInVolume(path)) {
    throw new ToolError("This is not the path of a file in a volume; nothing was read.", {
      next: "Use /Volumes/<catalog>/<schema>/<volume>/<file>.",
    });
  }
  if (await findFile(ctx.client, { path })) {
    throw new ToolError("A file exists at this path; nothing was read.", { next: "Choose another path." });
  }
  return path;
}

/** Writes the rows in one request, which either makes the whole file or none. */
async function toVolume(
  ctx: Context,
  columns: readonly ResultColumn[],
  rows: CountedRows,
  path: string,
  format: RowFormatName,
) {
  const tooMuch = () => tooLarge(rows, VOLUME_BYTES, "Select fewer rows or columns, or write the table with a job.");
  const contents = await encoded(ctx, ROW_FORMATS[format].encode(columns, rows.batches), VOLUME_BYTES, tooMuch);
  await uploadFile(ctx.client, { path, contents, overwrite: false });
  return { rows: rows.done, bytes: contents.byteLength, path };
}

/** Everything that is encoded, up to a limit. */
async function encoded(
  ctx: Context,
  parts: AsyncIterable<Uint8Array>,
  maxBytes: number,
  tooMuch: () => ToolError,
): Promise<Buffer<ArrayBuffer>> {
  const kept: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of parts) {
    ctx.signal.throwIfAborted();
    bytes += part.byteLength;
    if (bytes > maxBytes) throw tooMuch();
    kept.push(part);
  }
  return Buffer.concat(kept);
}

async function toLink(
  ctx: Context,
  columns: readonly ResultColumn[],
  rows: CountedRows,
  { statement_id }: Statement,
  format: RowFormatName,
) {
  const { mimeType, extension, text, encode } = ROW_FORMATS[format];
  const tooMuch = () =>
    tooLarge(rows, KEPT_BYTES, "Pass path with a file in a volume, or select fewer rows or columns.");
  const whole = await encoded(ctx, encode(columns, rows.batches), KEPT_BYTES, tooMuch);
  const bytes = whole.byteLength;
  const data = text ? whole.toString("utf8") : whole;
  return { rows: rows.done, bytes, uri: ctx.attachFile({ name: `${statement_id}.${extension}`, mimeType, data }) };
}

const tooLarge = ({ done, total }: CountedRows, limit: number, next: string): ToolError =>
  new ToolError(
    `The result is larger than the limit of ${limit / 1_000_000} MB: it has ${total.toLocaleString("en")} rows, of which about ${done.toLocaleString("en")} fit. Nothing was kept.`,
    { next },
  );

/** A partial export is discarded, so a timeout suggests a longer wait. */
function withMoreTime(error: unknown): never {
  throw error instanceof ApiError && error.kind === "timeout"
    ? error.with({ next: "Nothing was kept. Call again with wait_seconds up to 600." })
    : error;
}
