import * as z from "zod";
import { explainFailure } from "../../api/sql/failure.ts";
import { MAX_EXAMPLES, type RepeatedKeys, repeatedKeysOf, repeatedKeysStatement } from "../../api/sql/repeated-keys.ts";
import { isOver } from "../../api/sql/statements.ts";
import {
  type ColumnProfile,
  lacksTopValues,
  type ProfileRequest,
  profileOf,
  profileStatement,
} from "../../api/sql/table-profile.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { count, text, texts } from "../../core/fields.ts";
import { table } from "../../core/output/table.ts";
import * as params from "../../core/params.ts";
import { view } from "../../core/view.ts";
import { oneLine } from "../../text.ts";
import { tableByName } from "../catalog/near-names.ts";
import { fullName } from "../catalog/toolset.ts";
import { type ChosenWarehouse, chooseWarehouse } from "../sql/choice.ts";
import { mustRead } from "../sql/guard.ts";
import { runStatement } from "../sql/run.ts";
import { unsuccessful } from "../sql/statement-view.ts";
import { rowsOfAnyLength } from "../sql/success.ts";
import { waitBudgetMs } from "../waiting.ts";
import { answers } from "./toolset.ts";

/** Columns of one statement. */
const MAX_COLUMNS = 60;
const CELL = 60;

const columnView = view(
  {
    name: z.string(),
    type: z.string(),
    nulls: z.number(),
    empty: count,
    distinct: count,
    min: text,
    max: text,
    top: texts,
  },
  ({ name, type, nulls, empty, distinct, min, max, top }: ColumnProfile) => ({
    name,
    type: oneLine(type, CELL),
    nulls,
    // None is worth a column only if another has some.
    empty: empty || undefined,
    distinct,
    min: min && oneLine(min, CELL),
    max: max && oneLine(max, CELL),
    top: top.map((one) => oneLine(one, CELL)),
  }),
);

const repeatedView = view(
  { values: z.number(), rows: z.number(), examples: z.array(z.object({ key: z.string(), rows: z.number() })) },
  ({ values, rows, examples }: RepeatedKeys, names: readonly string[]) => ({
    values,
    rows,
    examples: examples.map(({ key, rows }) => ({
      key: names.map((name, at) => `${name}=${oneLine(key[at] ?? "NULL", CELL)}`).join(", "),
      rows,
    })),
  }),
);

const RUNNING =
  "Still running. Call profile_table again with a higher wait_seconds, or read the values as they are with poll_sql_result.";

export const profileTable = answers.tool({
  name: "profile_table",
  title: "Profile a table's columns",
  servedIn: ["default", "engineer", "analyst"],
  description:
    "Counts, per column of a table, NULLs and distinct values (estimated), with minimum, maximum and most frequent values, and repeated values of a key. Reads the whole table once.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    full_name: fullName("catalog.schema.table"),
    columns: z.array(z.string().min(1).max(255)).min(1).max(MAX_COLUMNS).optional().describe("Columns; default all"),
    key: z
      .array(z.string().min(1).max(255))
      .min(1)
      .max(20)
      .optional()
      .describe("Columns that should be unique together"),
    where: z.string().min(1).max(10_000).optional().describe("SQL condition, e.g. day >= '2026-01-01'"),
    warehouse_id: params.warehouseId.optional(),
    wait_seconds: params.waitSeconds,
  }),
  aliases: { table_name: "full_name", name: "full_name" },
  output: z.object({
    full_name: z.string(),
    rows: count,
    duplicates: count.describe("rows beyond the first for each value of the key"),
    repeated: repeatedView.schema.optional().describe("values of the key that several rows have, with their rows"),
    columns: z.array(columnView.schema).optional(),
    note: text,
    statement_id: text,
    next: text,
  }),
  async run(ctx, { full_name, columns: wanted, key = [], where, warehouse_id, wait_seconds }) {
    const known = (await tableByName(ctx, full_name)).columns ?? [];
    const unknown = [...(wanted ?? []), ...key].filter((name) => !known.some((column) => column.name === name));
    if (unknown.length > 0) {
      throw new ToolError(`The table has no column ${unknown.map((name) => oneLine(name, CELL)).join(", ")}.`, {
        next: "See its columns with describe_table.",
      });
    }
    const chosen = wanted ? known.filter(({ name }) => wanted.includes(name)) : known.slice(0, MAX_COLUMNS);
    const request = { full_name, columns: chosen, key, where, top: true };
    mustRead({ statement: profileStatement(request) });
    const place = await chooseWarehouse(ctx, warehouse_id);
    const budgetMs = waitBudgetMs(ctx, wait_seconds);
    const until = performance.now() + budgetMs;
    const profile = (asked: ProfileRequest) =>
      runStatement(ctx, { statement: profileStatement(asked), row_limit: 1 }, { place, readsOnly: true, budgetMs });
    const tried = await profile(request);
    const top = tried.status.state !== "FAILED" || !lacksTopValues(explainFailure(tried).message);
    const done = top ? tried : await profile({ ...request, top });
    const left = known.length - chosen.length;
    const empty = {
      full_name,
      rows: undefined,
      duplicates: undefined,
      repeated: undefined,
      columns: undefined,
      note: undefined,
    };
    if (!isOver(done)) return { ...empty, statement_id: done.statement_id, next: RUNNING };
    if (done.status.state !== "SUCCEEDED") throw unsuccessful(done);
    const [row = []] = await rowsOfAnyLength(ctx, done, 1);
    const found = profileOf({ ...request, top }, row);
    const { repeated, statement_id, next } = found.duplicates ? await repeatedKeys(ctx, request, { place, until }) : {};
    return {
      full_name,
      rows: found.rows,
      duplicates: found.duplicates,
      repeated: repeated && repeatedView(repeated, key),
      columns: found.columns.map((column) => columnView(column)),
      note:
        left > 0 && !wanted
          ? `The first ${MAX_COLUMNS} of ${known.length} columns. Give columns for others.`
          : undefined,
      statement_id,
      next,
    };
  },
  text({ full_name, rows, duplicates, repeated, columns = [], note, next, statement_id }) {
    // Older compute counts no values: a column without any would read as a table without frequent values.
    const hasTop = columns.some(({ top = [] }) => top.length > 0);
    const hasEmpty = columns.some(({ empty = 0 }) => empty > 0);
    return [
      rows === undefined ? `${full_name}: statement ${statement_id ?? ""}` : `${full_name}: ${rows} rows`,
      ...(duplicates === undefined || rows === undefined ? [] : [keyWords(rows, duplicates)]),
      ...(repeated ? [repeatedWords(repeated)] : []),
      ...(columns.length === 0
        ? []
        : [
            table(
              [
                "column",
                "type",
                "nulls",
                ...(hasEmpty ? ["empty strings"] : []),
                "distinct",
                "min",
                "max",
                ...(hasTop ? ["most frequent"] : []),
              ],
              columns.map((one) => [
                one.name,
                one.type,
                String(one.nulls),
                ...(hasEmpty ? [String(one.empty ?? 0)] : []),
                one.distinct === undefined ? "" : `≈${one.distinct}`,
                one.min ?? "",
                one.max ?? "",
                ...(hasTop ? [(one.top ?? []).join(", ")] : []),
              ]),
            ),
          ]),
      ...(note ? [note] : []),
      ...(next ? [next] : []),
    ].join("\n");
  },
});

/** Both numbers, because "2 duplicates" could mean two rows or two keys. */
const keyWords = (rows: number, duplicates: number): string =>
  duplicates === 0
    ? `The key is unique: ${rows} rows, ${rows} values of the key.`
    : `The key is not unique: ${rows} rows have ${rows - duplicates} different values of it, so ${duplicates} ${duplicates === 1 ? "row repeats" : "rows repeat"} the key of another row.`;

/** The repeated values of the key. Without them the profile is still an answer, so a failure leaves them out. */
async function repeatedKeys(
  ctx: Context,
  request: ProfileRequest,
  { place, until }: { readonly place: ChosenWarehouse; readonly until: number },
): Promise<{ readonly repeated?: RepeatedKeys; readonly statement_id?: string; readonly next?: string }> {
  const statement = { statement: repeatedKeysStatement(request), row_limit: MAX_EXAMPLES };
  const budgetMs = Math.max(0, until - performance.now());
  const done = await runStatement(ctx, statement, { place, readsOnly: true, budgetMs });
  if (!isOver(done)) return { statement_id: done.statement_id, next: COUNTING };
  if (done.status.state !== "SUCCEEDED") return {};
  return { repeated: repeatedKeysOf(await rowsOfAnyLength(ctx, done, MAX_EXAMPLES)) };
}

const COUNTING = "The repeated values of the key are still being counted. Read them with poll_sql_result.";

function repeatedWords({ values, rows, examples }: z.output<typeof repeatedView.schema>): string {
  const each = examples.map(({ key, rows }) => `${key} (${rows} rows)`).join("; ");
  return `${values} ${values === 1 ? "value of the key occurs" : "values of the key occur"} more than once, in ${rows} rows${values > examples.length ? ", among them" : ""}: ${each}`;
}
