import * as z from "zod";
import * as costs from "../../api/admin/usage-costs.ts";
import { WASTE_CHECKS, type WasteCheck } from "../../api/admin/usage-waste.ts";
import { getWorkspaceId } from "../../api/catalog/metastores.ts";
import type { Row } from "../../api/sql/rows/rows.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import * as params from "../../core/params.ts";
import { isoTime, oneLine } from "../../text.ts";
import { type ChosenWarehouse, chooseWarehouse } from "../sql/choice.ts";
import { rowsOfAnyLength, runToSuccess } from "../sql/success.ts";
import { waitBudgetMs } from "../waiting.ts";
import { type CostSource, costOutput, costSourceView, costText, keyCostView, wasteView } from "./cost-view.ts";
import { type AnswerParts, collectParts } from "./parts.ts";
import { answers } from "./toolset.ts";

/** Days of the period where the caller gives none. */
const DAYS = 30;
const MAX_DAYS = 366;
/** Keys that are shown, the most expensive first. */
const SHOWN = 25;
const DAY_MS = 86_400_000;

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  isoTime(Date.parse(text))?.startsWith(text) === true;
const day = z.string().refine(isDay, "must be a day, e.g. 2026-01-31");

/** `days: 7` is the last seven days, of which yesterday is the last, as it is by default. */
const lastDays = (days: unknown) => ({
  start_date: Number.isInteger(Number(days)) ? isoTime(Date.now() - Number(days) * DAY_MS)?.slice(0, 10) : days,
});

export const explainCost = answers.tool({
  name: "explain_cost",
  title: "Explain costs",
  servedIn: ["analyst", "admin"],
  description:
    "Returns the cost of a period at list prices, compared with the period before, and proven waste: idle or oversized clusters, idle warehouses, failed job runs. Each figure names its SQL statement.",
  access: "read",
  untrusted: true,
  input: z
    .strictObject({
      by: z.enum(costs.COST_KEYS).default("product").describe("Grouping"),
      tag_key: z.string().min(1).max(255).optional().describe("Tag key, with by: tag"),
      start_date: day.optional().describe("First day; default 30 days until yesterday"),
      end_date: day.optional().describe("Last day"),
      all_workspaces: z.boolean().optional().describe("Whole account"),
      warehouse_id: params.warehouseId.optional(),
      show_sql: z.boolean().optional().describe("Include the SQL"),
      wait_seconds: params.waitSeconds,
    })
    .refine(
      ({ by, tag_key }) => (by === "tag") === (tag_key !== undefined),
      "tag_key belongs to by: tag, and is required there",
    ),
  aliases: { days: lastDays, start: "start_date", end: "end_date" },
  output: costOutput,
  async run(ctx, { by, tag_key, all_workspaces, warehouse_id, show_sql = false, wait_seconds, ...days }) {
    const period = await periodOf(ctx, { ...days, all_workspaces: all_workspaces ?? by === "workspace" });
    const place = await chooseWarehouse(ctx, warehouse_id);
    const parts = collectParts(ctx);
    const asked: Asked = { ctx, place, budgetMs: waitBudgetMs(ctx, wait_seconds), sources: [] };
    const question = { period, by, tag_key };
    const [totals, items, waste] = await Promise.all([
      rowsOf(asked, "total", costs.totalsStatement(question)).then(([row = []]) => costs.totalsOf(row)),
      rowsOf(asked, "costs", costs.costsStatement({ ...question, limit: SHOWN })).then(costs.costsOf),
      Promise.all(WASTE_CHECKS.map((check) => wasteOf(asked, parts, check, period))),
    ]);
    const names = await namesOf(asked, parts, by, items);
    const found = waste.flat().toSorted((a, b) => b.cost - a.cost);
    const useful = new Set(["total", "costs", ...found.map(({ statement }) => statement)]);
    return {
      period: `${period.start_date} to ${period.end_date}`,
      previous_period: `${period.previous_start_date} to ${costs.dayBefore(period.start_date)}`,
      by: tag_key === undefined ? by : `tag ${tag_key}`,
      total: totals.cost,
      previous_total: totals.previous_cost,
      items: items.map((item) => keyCostView(item, names.get(item.id))),
      not_attributed: totals.not_attributed,
      waste: found,
      usage_through: isoTime(totals.usage_through),
      notes: [
        ...(items.length === SHOWN ? [`Only the ${SHOWN} with the highest cost.`] : []),
        ...(totals.unpriced_records > 0
          ? [`${totals.unpriced_records} records have no list price and are not counted.`]
          : []),
        ...(totals.usage_through === undefined ? ["There is no usage in this period."] : []),
      ],
      statements: asked.sources.map((source) => costSourceView(source, show_sql && useful.has(source.name))),
      missing: parts.missing,
    };
  },
  text: costText,
});

interface Days {
  readonly start_date?: string | undefined;
  readonly end_date?: string | undefined;
  readonly all_workspaces?: boolean | undefined;
}

/** @throws {ToolError} If the days are in the wrong order, or too many */
async function periodOf(ctx: Context, { start_date, end_date, all_workspaces }: Days): Promise<costs.UsagePeriod> {
  const until = end_date === undefined ? Date.now() : Date.parse(end_date) + DAY_MS;
  const last = costs.lastDays(DAYS, until);
  const of = { start_date: start_date ?? last.start_date, end_date: end_date ?? last.end_date };
  const length = (Date.parse(of.end_date) - Date.parse(of.start_date)) / DAY_MS + 1;
  if (length < 1 || length > MAX_DAYS) {
    throw new ToolError(`The period from ${of.start_date} to ${of.end_date} has ${Math.max(0, length)} days.`, {
      next: `Give a start_date that is not after end_date, and at most ${MAX_DAYS} days.`,
    });
  }
  const workspace_id = all_workspaces
    ? undefined
    : await ctx.remember("workspace id", () => getWorkspaceId(ctx.client));
  return { ...of, previous_start_date: costs.previousStart(of.start_date, of.end_date), workspace_id };
}

/** Shared by all statements of one answer. */
interface Asked {
  readonly ctx: Context;
  readonly place: ChosenWarehouse;
  readonly budgetMs: number;
  /** The statements that ran, in the order of their results. */
  readonly sources: CostSource[];
}

/** Rows that a statement of this answer may have: names, costs or waste. */
const MAX_ROWS = 200;

/** @throws {ToolError} If the statement fails, or does not end in time, with its id */
async function rowsOf({ ctx, place, budgetMs, sources }: Asked, name: string, sql: string): Promise<readonly Row[]> {
  // A signal of its own for each statement: several of them wait at once.
  const own = { ...ctx, signal: AbortSignal.any([ctx.signal]) };
  const unended = (id: string) =>
    new ToolError(`The statement for ${name} is still running: statement_id ${id}.`, {
      next: "Call explain_cost again with a higher wait_seconds or fewer days.",
    });
  const run = { place, readsOnly: true, budgetMs, unended };
  const done = await runToSuccess(own, { statement: sql, row_limit: MAX_ROWS }, run);
  sources.push({ name, statement_id: done.statement_id, sql });
  return rowsOfAnyLength(ctx, done, MAX_ROWS);
}

/** Waste of one kind. Its tables may be unreadable where those of billing are not. */
async function wasteOf(asked: Asked, parts: AnswerParts, check: WasteCheck, period: costs.UsagePeriod) {
  const rows = await parts.read(check.name, rowsOf(asked, check.name, check.statement(period)));
  return (rows ?? []).map((row) => wasteView(check.read(row), check.name));
}

async function namesOf(
  asked: Asked,
  parts: AnswerParts,
  by: costs.CostKey,
  items: readonly costs.KeyCost[],
): Promise<ReadonlyMap<string, string>> {
  const statement = costs.namesStatement(
    by,
    items.map(({ id }) => id),
  );
  const rows = statement === undefined ? [] : await parts.read(`names of ${by}s`, rowsOf(asked, "names", statement));
  return new Map(
    (rows ?? []).flatMap(([id, name, deleted]) =>
      id && name ? [[id, `${oneLine(name)}${deleted === "true" ? " (deleted)" : ""}`] as const] : [],
    ),
  );
}
