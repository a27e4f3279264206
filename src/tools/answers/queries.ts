import * as z from "zod";
import { historyView, listQueryHistory, type QueryInfo } from "../../api/sql/query-history.ts";
import { explainStatement, measuresOf, phases, queryAdvice, volumes } from "../../api/sql/query-profile.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import { statementId } from "../../core/params.ts";
import { compact } from "../../records.ts";
import { measures, queryRecord } from "../sql/query-record.ts";
import { inTime, missing, missingLines, type Parts, partsOf, section } from "./parts.ts";
import { ifRunning, quickRows, runningWarehouse } from "./sql.ts";
import { answers } from "./toolset.ts";

const PLAN_ROWS = 1000;

export const profileQuery = answers.tool({
  name: "profile_query",
  title: "Profile a SQL query",
  description: "Tells where a query's time went, its plan, what helps.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ statement_id: statementId.describe("From list_query_history or execute_sql") }),
  output: z.object({
    query: queryRecord,
    phases: z.array(z.object({ phase: z.string(), ms: z.number(), percent: z.number() })).optional(),
    volumes: measures,
    advice: z.array(z.string()),
    plan: text,
    missing,
  }),
  async run(call, { statement_id }) {
    const filter_by = { statement_ids: [statement_id] };
    const page = await listQueryHistory(call.client, { filter_by, include_metrics: true, max_results: 1 });
    const info = page.items[0];
    if (!info) {
      throw new ToolError("The query history has no such statement.", {
        next: "It shows one some seconds after its start, for 30 days, and only on SQL warehouses: list_query_history finds ids.",
      });
    }
    const parts = partsOf(call);
    const measured = measuresOf(info);
    const plan = await planOf(call, parts, info);
    const where = phases(info, measured);
    if (where.length === 0) parts.missing.push("time by phase: the history has not measured it");
    const { metrics: _, ...query } = historyView(info, { whole: true });
    const advice = queryAdvice(info, measured, plan);
    return {
      query,
      ...compact({ phases: where, volumes: volumes(measured) }),
      advice: advice.length > 0 ? advice : ["Nothing stands out in what was measured."],
      ...compact({ plan, missing: parts.missing }),
    };
  },
  text: ({ query: { query_text, error_message, ...query }, phases = [], volumes = {}, advice, plan, missing }) =>
    [
      Object.entries(query)
        .map(([name, value]) => `${name} ${value}`)
        .join(", "),
      ...(error_message ? [`error: ${error_message}`] : []),
      ...section(
        "time",
        phases.map(({ phase, ms, percent }) => `${phase} ${ms} ms (${percent} %)`),
      ),
      ...section(
        "volumes",
        Object.entries(volumes).map(([name, value]) => `${name} ${value}`),
      ),
      ...section("advice", advice),
      ...(query_text ? [`query:\n${query_text}`] : []),
      ...(plan ? [`plan:\n${plan}`] : []),
      ...missingLines(missing),
    ].join("\n"),
});

/** The plan as it would be made now; only on a warehouse that runs, and only for what reads. */
async function planOf(call: Context, parts: Parts, info: QueryInfo): Promise<string | undefined> {
  const explained = explainStatement(info.query_text);
  if ("reason" in explained) {
    parts.missing.push(`plan: ${explained.reason}`);
    return undefined;
  }
  const { statement } = explained;
  const ctx = inTime(call);
  const place = info.warehouse_id ? ifRunning(ctx, info.warehouse_id) : runningWarehouse(ctx);
  const read = place.then((warehouse_id) => quickRows(call, { warehouse_id, statement, row_limit: PLAN_ROWS }));
  const answer = await parts.part("plan", read);
  return answer?.rows.map(([line]) => line ?? "").join("\n");
}
