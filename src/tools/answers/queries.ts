import * as z from "zod";
import { bytesWords } from "../../api/sql/quantities.ts";
import { type JoinMeasure, joinMeasureOf, joinStatement, joinsOf } from "../../api/sql/query-cost/joins.ts";
import { readPlan } from "../../api/sql/query-cost/plan.ts";
import {
  type EarlierRuns,
  earlierRuns,
  explainStatement,
  measuresOf,
  phasesOf,
  queryAdvice,
  unrecorded,
  volumesOf,
} from "../../api/sql/query-cost/profile.ts";
import { listQueryHistory, type QueryInfo } from "../../api/sql/query-history.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import { statementId } from "../../core/params.ts";
import { view } from "../../core/view.ts";
import { executionView, measures } from "../sql/execution-view.ts";
import { type AnswerParts, collectParts, missing, missingLines, sectionLines, withDeadline } from "./parts.ts";
import { ifRunning, quickRows, runningWarehouse } from "./sql.ts";
import { answers } from "./toolset.ts";

const PLAN_ROWS = 1000;
/** Joins that are counted, and the shortest query whose joins are worth it for their time alone. */
const JOINS = 3;
const COUNTED_FROM_MS = 1000;
/** Executions that are searched for earlier ones of the same text. */
const SEARCHED = 200;
const WEEK_MS = 7 * 24 * 3_600_000;

/** The rows that a join of two tables makes, without other conditions. */
const joinView = view(
  { tables: z.array(z.string()), columns: z.array(z.string()), rows: z.array(z.number()), joined: z.number() },
  ({ left, right, rows, joined }: JoinMeasure) => ({
    tables: [left.table.join("."), right.table.join(".")],
    columns: [...left.columns],
    rows: [...rows],
    joined,
  }),
);

export const profileQuery = answers.tool({
  name: "profile_query",
  title: "Profile a SQL query",
  servedIn: ["default", "engineer", "analyst"],
  description:
    "Shows why a SQL query is slow: where its time went, its plan, and how to speed it up: joins that multiply rows, skew, missing filters and statistics. Counts joined rows on the running warehouse.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ statement_id: statementId }),
  output: z.object({
    query: executionView.schema,
    phases: z.array(z.object({ phase: z.string(), ms: z.number(), percent: z.number() })).optional(),
    volumes: measures,
    joins: z.array(joinView.schema).optional(),
    earlier: text,
    advice: z.array(z.string()),
    plan: text,
    missing,
  }),
  async run(call, { statement_id }) {
    const filter_by = { statement_ids: [statement_id] };
    const page = await listQueryHistory(call.client, { filter_by, include_metrics: true, max_results: 1 });
    const info = page.items[0];
    if (!info) {
      throw new ToolError("The query history does not have this statement.", {
        next: "It has statements run on SQL warehouses, from some seconds after their start and for 30 days. Find ids with list_query_history.",
      });
    }
    const parts = collectParts(call);
    const measured = measuresOf(info);
    const ctx = withDeadline(call);
    const explained = explainStatement(info.query_text);
    if ("reason" in explained) parts.missing.push(`plan: ${explained.reason}`);
    const [{ plan, joins }, earlier] = await Promise.all([
      "reason" in explained
        ? { plan: undefined, joins: [] }
        : onWarehouse({ call, ctx }, parts, { info, ...explained }),
      earlierPart(ctx, parts, info),
    ]);
    const phases = phasesOf(info, measured);
    if (phases.length === 0) parts.missing.push("time by phase: the history did not measure it");
    const absent = unrecorded(info, measured);
    if (absent) parts.missing.push(absent);
    const advice = queryAdvice(info, measured, {
      plan: plan === undefined ? undefined : readPlan(plan),
      joins,
      earlier,
    });
    return {
      query: executionView(info, { whole: true }),
      phases,
      volumes: volumesOf(measured),
      joins: joins.map((join) => joinView(join)),
      earlier: earlier && earlierInWords(earlier),
      advice: advice.length > 0 ? advice : [`The ${absent ? "recorded " : ""}measurements show nothing unusual.`],
      plan,
      missing: parts.missing,
    };
  },
  text: ({ query: { query_text, error_message, ...query }, phases = [], volumes = {}, joins, earlier, ...more }) =>
    [
      Object.entries(query)
        .map(([name, value]) => `${name} ${value}`)
        .join(", "),
      ...(error_message ? [`error: ${error_message}`] : []),
      ...sectionLines(
        "time",
        phases.map(({ phase, ms, percent }) => `${phase} ${ms} ms (${percent} %)`),
      ),
      ...sectionLines(
        "volumes",
        Object.entries(volumes).map(([name, value]) => `${name} ${value}`),
      ),
      ...sectionLines(
        "joins",
        joins?.map(({ tables, rows, joined }) => `${tables.join(" and ")}: ${rows.join(" × ")} rows make ${joined}`),
      ),
      ...(earlier ? [earlier] : []),
      ...sectionLines("advice", more.advice),
      ...(query_text ? [`query:\n${query_text}`] : []),
      ...(more.plan ? [`plan:\n${more.plan}`] : []),
      ...missingLines(more.missing),
    ].join("\n"),
});

interface Explained {
  readonly info: QueryInfo;
  /** The EXPLAIN statement of the query. */
  readonly statement: string;
}

/**
 * The plan that the query would have now, and the rows that its joins make. Both are read only on a running warehouse and
 * only for a read. Joins of a query that took a moment are counted only if a
 * wrong sum may come of them.
 */
async function onWarehouse(
  { call, ctx }: { readonly call: Context; readonly ctx: Context },
  parts: AnswerParts,
  { info, statement }: Explained,
): Promise<{ plan: string | undefined; joins: JoinMeasure[] }> {
  const place = await parts.read("plan", info.warehouse_id ? ifRunning(ctx, info.warehouse_id) : runningWarehouse(ctx));
  if (place === undefined) return { plan: undefined, joins: [] };
  const rowsOf = (sql: string, row_limit: number) =>
    quickRows(call, { warehouse_id: place, statement: sql, row_limit }).then(({ rows }) => rows);
  const joins = joinsOf(info.query_text ?? "")
    .filter(({ left, right }) => (info.duration ?? 0) >= COUNTED_FROM_MS || left.summed || right.summed)
    .slice(0, JOINS);
  const [plan, ...counted] = await Promise.all([
    parts.read("plan", rowsOf(statement, PLAN_ROWS)),
    ...joins.map(async (join) => {
      const rows = await parts.read("rows of its joins", rowsOf(joinStatement(join), 1));
      return rows && joinMeasureOf(join, rows[0]);
    }),
  ]);
  return {
    plan: plan?.map(([line]) => line ?? "").join("\n"),
    joins: counted.filter((one) => one !== undefined),
  };
}

async function earlierPart(ctx: Context, parts: AnswerParts, info: QueryInfo): Promise<EarlierRuns | undefined> {
  const until = info.query_start_time_ms;
  if (!until || !info.query_text) return undefined;
  const history = listQueryHistory(ctx.client, {
    filter_by: {
      warehouse_ids: info.warehouse_id ? [info.warehouse_id] : undefined,
      query_start_time_range: { start_time_ms: until - WEEK_MS, end_time_ms: until - 1 },
    },
    include_metrics: true,
    max_results: SEARCHED,
  });
  return earlierRuns(info, (await parts.read("earlier runs", history))?.items ?? []);
}

const earlierInWords = ({ runs, duration, read_bytes }: EarlierRuns): string =>
  `${runs} earlier ${runs === 1 ? "run" : "runs"} of this text in the week before: median ${Math.round(duration / 100) / 10} s${read_bytes ? `, ${bytesWords(read_bytes)} read` : ""}`;
