import * as z from "zod";
import { getTable, type Table } from "../../../api/catalog/tables.ts";
import { quotedName, quotedPart } from "../../../api/sql/names.ts";
import type { Context } from "../../../core/calls/context.ts";
import { type CallFacts, say } from "../../../core/consent/facts.ts";
import { ToolError } from "../../../core/errors.ts";
import { text } from "../../../core/fields.ts";
import { chooseWarehouse } from "../../sql/choice.ts";
import { runToSuccess } from "../../sql/success.ts";
import { waitBudgetMs } from "../../waiting.ts";
import { isSameColumn, tableWithColumns } from "../table-columns.ts";
import { tableView } from "../table-view.ts";
import { fullName } from "../toolset.ts";
import { functionCode } from "./function-code.ts";
import { dataPolicies } from "./toolset.ts";

const table = {
  full_name: fullName("catalog.schema.table"),
  function_name: fullName("catalog.schema.function").nullable().describe("SQL function; null removes the present one"),
};
const columns = z.array(z.string().min(1).max(255)).max(20).default([]);
const aliases = { table_name: "full_name" } as const;

export const setRowFilter = dataPolicies.tool({
  name: "set_row_filter",
  title: "Set or remove a row filter",
  description: "Sets the row filter of a table: readers see only rows for which the function is true.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({ ...table, columns: columns.describe("Columns passed to it") }),
  aliases,
  output: z.object({ full_name: z.string(), row_filter: text }),
  async affects({ full_name, function_name, columns: passed }, ctx) {
    const found = await tableWithColumns(ctx, full_name, passed);
    const { row_filter: before } = tableView(found);
    return maskFacts(ctx, found, function_name, {
      effect: function_name === null ? "Remove the row filter of" : "Set the row filter of",
      before,
      set: say`Readers then see only the rows for which ${function_name ?? ""} returns true.`,
      removed: say`Readers then see all rows.`,
    });
  },
  async run(ctx, { full_name, function_name, columns: passed }) {
    const action =
      function_name === null
        ? "DROP ROW FILTER"
        : `SET ROW FILTER ${quotedName(function_name)} ON (${passed.map(quotedPart).join(", ")})`;
    await alter(ctx, `ALTER TABLE ${quotedName(full_name)} ${action}`);
    const { row_filter } = tableView(await getTable(ctx.client, { full_name }));
    return { full_name, row_filter };
  },
});

export const setColumnMask = dataPolicies.tool({
  name: "set_column_mask",
  title: "Set or remove a column mask",
  description: "Sets the mask of a column: readers see what the function returns.",
  access: "destructive",
  idempotent: true,
  untrusted: true,
  input: z.strictObject({
    ...table,
    column_name: z.string().min(1).max(255).describe("Column"),
    columns: columns.describe("Further columns passed to it"),
  }),
  aliases,
  output: z.object({ full_name: z.string(), column_name: z.string(), mask: text }),
  async affects({ full_name, column_name, function_name, columns: passed }, ctx) {
    const found = await tableWithColumns(ctx, full_name, [column_name, ...passed]);
    return maskFacts(ctx, found, function_name, {
      effect: function_name === null ? "Remove a column mask of" : "Set a column mask of",
      before: maskOf(found, column_name),
      set: say`Readers then see what ${function_name ?? ""} returns for column ${column_name}.`,
      removed: say`Readers then see the values of column ${column_name}.`,
    });
  },
  async run(ctx, { full_name, column_name, function_name, columns: passed }) {
    const using = passed.length > 0 ? ` USING COLUMNS (${passed.map(quotedPart).join(", ")})` : "";
    const action = function_name === null ? "DROP MASK" : `SET MASK ${quotedName(function_name)}${using}`;
    const statement = `ALTER TABLE ${quotedName(full_name)} ALTER COLUMN ${quotedPart(column_name)} ${action}`;
    await alter(ctx, statement);
    const mask = maskOf(await getTable(ctx.client, { full_name }), column_name);
    return { full_name, column_name, mask };
  },
});

const maskOf = ({ columns: all }: Table, column: string): string | undefined =>
  all?.find(({ name }) => isSameColumn(name, column))?.mask?.function_name ?? undefined;

interface MaskChange {
  readonly effect: string;
  readonly before: string | undefined;
  readonly set: ReturnType<typeof say>;
  readonly removed: ReturnType<typeof say>;
}

async function maskFacts(
  ctx: Context,
  { full_name, owner }: Table,
  function_name: string | null,
  { effect, before, set, removed }: MaskChange,
): Promise<CallFacts> {
  const code = await functionCode(ctx, function_name ?? undefined);
  return {
    effect,
    objects: [{ kind: "table", name: full_name, details: { owner } }],
    consequences: [
      { reason: "others", text: function_name === null ? removed : set },
      ...(before ? [{ reason: "replacement" as const, text: say`${before} no longer applies.` }] : []),
    ],
    ...(code && { code }),
  };
}

/** @throws {ToolError} If the statement fails, or does not end in time */
async function alter(ctx: Context, statement: string): Promise<void> {
  const place = await chooseWarehouse(ctx, undefined);
  const budgetMs = waitBudgetMs(ctx, undefined);
  const unended = (id: string) =>
    new ToolError("The statement is still running.", { next: `poll_sql_result waits for ${id}.` });
  await runToSuccess(ctx, { statement, row_limit: 1 }, { place, readsOnly: false, budgetMs, unended });
}
