import { getTable } from "../../api/catalog/tables.ts";
import { explainFailure } from "../../api/sql/failure.ts";
import { tablesInSql } from "../../api/sql/mentions.ts";
import type { Statement } from "../../api/sql/statements.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { hintOfNames, type NearNamesHint, schemasNear, tablesNear } from "../catalog/near-names.ts";
import { supplement } from "../supplement.ts";
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

/**
 * The error for a statement that is over and did not succeed, with what the next call would have asked for: the columns of
 * the tables if a column is unknown, the nearest names if a table or schema is.
 */
export async function unsuccessfulWithHints(ctx: Context, done: Statement, failed: Failed): Promise<ToolError> {
  const error = unsuccessful(done);
  if (done.status.state !== "FAILED") return error;
  const { errorClass, message } = explainFailure(done);
  const [kind = ""] = errorClass.split(".");
  const hint = await supplement(ctx, (bounded) => hintFor(bounded, kind, message, failed), LOOKUP_MS);
  if (hint === undefined) return error;
  return new ToolError(error.message, { next: hint.next, quoted: [error.quoted, hint.lines.join("\n")].join("\n\n") });
}

async function hintFor(
  ctx: Context,
  errorClass: string,
  message: string,
  failed: Failed,
): Promise<NearNamesHint | undefined> {
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
  if (kind === "schemas") return hintOfNames(await schemasNear(ctx, catalog, name));
  return schema === undefined ? undefined : hintOfNames(await tablesNear(ctx, { catalog, schema }, name));
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
    names.map((full_name) => supplement(ctx, () => getTable(ctx.client, { full_name }))),
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
