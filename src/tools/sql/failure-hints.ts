import { listSchemas } from "../../api/catalog/schemas.ts";
import { getTable, listTables } from "../../api/catalog/tables.ts";
import { ApiError } from "../../api/http/errors.ts";
import { collect } from "../../api/http/paging.ts";
import { explainFailure } from "../../api/sql/failure.ts";
import { tablesInSql } from "../../api/sql/mentions.ts";
import type { Statement } from "../../api/sql/statements.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { editDistance } from "../../text.ts";
import { unsuccessful } from "./statement-view.ts";

/** The SQL of a statement and the defaults of its names. */
interface Failed {
  readonly statement: string;
  readonly catalog?: string | undefined;
  readonly schema?: string | undefined;
}

/** Time for looking things up, in milliseconds: the error is returned without them. */
const LOOKUP_MS = 8000;
const MAX_TABLES = 4;
const MAX_COLUMNS = 80;
const MAX_NAMES = 12;
const MAX_COMPARED = 1000;

/**
 * The error for a statement that is over and did not succeed, with what the next call would have asked for: the columns of
 * the tables if a column is unknown, the nearest names if a table or schema is.
 */
export async function unsuccessfulWithHints(ctx: Context, done: Statement, failed: Failed): Promise<ToolError> {
  const error = unsuccessful(done);
  if (done.status.state !== "FAILED") return error;
  const { errorClass, message } = explainFailure(done);
  const bounded = { ...ctx, client: ctx.client.bind({ deadlineMs: LOOKUP_MS }) };
  const hint = await hintFor(bounded, errorClass.split(".")[0] ?? "", message, failed).catch((lookup: unknown) => {
    ctx.signal.throwIfAborted();
    if (lookup instanceof ApiError || lookup instanceof DOMException) return undefined;
    throw lookup;
  });
  if (hint === undefined) return error;
  return new ToolError(error.message, { next: hint.next, quoted: [error.quoted, hint.lines.join("\n")].join("\n\n") });
}

interface Hint {
  readonly next: string;
  readonly lines: readonly string[];
}

async function hintFor(ctx: Context, errorClass: string, message: string, failed: Failed): Promise<Hint | undefined> {
  if (errorClass === "UNRESOLVED_COLUMN") {
    const lines = await columnsOfTables(ctx, failed);
    return lines.length > 0 ? { next: "The columns of the tables are below.", lines } : undefined;
  }
  if (errorClass !== "TABLE_OR_VIEW_NOT_FOUND" && errorClass !== "SCHEMA_NOT_FOUND") return undefined;
  const parts = partsOf(message);
  const name = parts.at(-1) ?? "";
  const above = parts.slice(0, -1);
  const kind = errorClass === "SCHEMA_NOT_FOUND" ? "schemas" : "tables";
  const [catalog, schema] = kind === "schemas" ? [above[0] ?? failed.catalog] : fill(above, failed);
  if (catalog === undefined) return undefined;
  const nearest = await (kind === "schemas"
    ? nearestSchemas(ctx, catalog, name)
    : schema === undefined
      ? undefined
      : nearestTables(ctx, { catalog, schema }, name));
  return nearest;
}

/** The parts of the first name in back quotes or with dots of a message. */
function partsOf(message: string): string[] {
  const [found = ""] =
    /(?:`[^`]+`|(?<![\w`])[\w-]+(?=\.))(?:\.(?:`[^`]+`|[\w-]+))*/.exec(message.replace(/^\[\S+\]/, "")) ?? [];
  return found.split(".").map((part) => part.replaceAll("`", ""));
}

/** Catalog and schema of a name, completed by the defaults of the statement. */
const fill = (above: readonly string[], { catalog, schema }: Failed): readonly (string | undefined)[] =>
  above.length === 0 ? [catalog, schema] : above.length === 1 ? [catalog, above[0]] : above;

async function columnsOfTables(ctx: Context, failed: Failed): Promise<string[]> {
  const names = tablesInSql(failed.statement, failed).slice(0, MAX_TABLES);
  const tables = await Promise.all(
    names.map((full_name) =>
      getTable(ctx.client, { full_name }).catch((error: unknown) => {
        if (error instanceof ApiError) return undefined;
        throw error;
      }),
    ),
  );
  return tables.flatMap((table) => {
    const columns = table?.columns ?? [];
    if (!table || columns.length === 0) return [];
    const shown = columns
      .slice(0, MAX_COLUMNS)
      .map(({ name, type_text }) => [name, type_text].filter(Boolean).join(" "));
    const more = columns.length > MAX_COLUMNS ? `, … (${columns.length} columns)` : "";
    return [`columns of ${table.full_name}: ${shown.join(", ")}${more}`];
  });
}

async function nearestTables(
  ctx: Context,
  { catalog, schema }: { readonly catalog: string; readonly schema: string },
  name: string,
): Promise<Hint | undefined> {
  const place = { catalog_name: catalog, schema_name: schema };
  const { items } = await collect(
    (page_token) => listTables(ctx.client, { ...place, max_results: 0, page_token }),
    MAX_COMPARED,
  ).catch((error: unknown) => {
    if (error instanceof ApiError && error.kind === "not-found") return { items: undefined };
    throw error;
  });
  if (items === undefined) return nearestSchemas(ctx, catalog, schema);
  const names = nearestOf(
    name,
    items.map((table) => table.name),
  );
  if (names.length === 0) return { next: "This schema has no tables that this server's identity can see.", lines: [] };
  return {
    next: `Tables of the schema are below, the nearest name first${items.length > names.length ? `; it has ${items.length}` : ""}.`,
    lines: [`tables of ${catalog}.${schema}: ${names.join(", ")}`],
  };
}

async function nearestSchemas(ctx: Context, catalog: string, name: string): Promise<Hint> {
  const list = (page_token: string | undefined) =>
    listSchemas(ctx.client, { catalog_name: catalog, max_results: 0, page_token });
  const { items } = await collect(list, MAX_COMPARED);
  const names = nearestOf(
    name,
    items.map((schema) => schema.name),
  );
  return {
    next: "The schema does not exist. Schemas of the catalog are below, the nearest name first.",
    lines: [`schemas of ${catalog}: ${names.join(", ")}`],
  };
}

/** The names by their distance to a text; those that contain it, or that it contains, come first. */
function nearestOf(name: string, all: readonly string[]): string[] {
  const wanted = name.toLowerCase();
  const distance = (other: string) => {
    const own = other.toLowerCase();
    return own.includes(wanted) || wanted.includes(own) ? 0 : editDistance(wanted.slice(0, 80), own.slice(0, 80));
  };
  return all
    .map((other) => ({ other, apart: distance(other) }))
    .toSorted((a, b) => a.apart - b.apart)
    .slice(0, MAX_NAMES)
    .map(({ other }) => other);
}
