import * as z from "zod";
import { listQueryHistory, type QueryInfo } from "../../api/sql/query-history.ts";
import { explainStatement, measuresOf, phasesOf, queryAdvice, volumesOf } from "../../api/sql/query-profile.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import { statementId } from "../../core/params.ts";
import { executionView, measures } from "../sql/execution-view.ts";
import { type AnswerParts, collectParts, missing, missingLines, sectionLines, withDeadline } from "./parts.ts";
import { ifRunning, quickRows, runningWarehouse } from "./sql.ts";
import { answers } from "./toolset.ts";

const PLAN_ROWS = 1000;

export const profileQuery = answers.tool({
  name: "profile_query",
  title: "Profile a SQL query",
  servedIn: ["default", "engineer", "analyst"],
  description: "Shows where a SQL query spent its time, how much it read, its plan, and how to speed it up.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ statement_id: statementId.describe("From list_query_history or execute_sql") }),
  output: z.object({
    query: executionView.schema,
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
      throw new ToolError("The query history does not have this statement.", {
        next: "It has statements run on SQL warehouses, from some seconds after their start and for 30 days. Find ids with list_query_history.",
      });
    }
    const parts = collectParts(call);
    const measured = measuresOf(info);
    const plan = await planOf(call, parts, info);
    const phases = phasesOf(info, measured);
    if (phases.length === 0) parts.missing.push("time by phase: the history did not measure it");
    const advice = queryAdvice(info, measured, plan);
    return {
      query: executionView(info, { whole: true }),
      phases,
      volumes: volumesOf(measured),
      advice: advice.length > 0 ? advice : ["The measurements show nothing unusual."],
      plan,
      missing: parts.missing,
    };
  },
  text: ({ query: { query_text, error_message, ...query }, phases = [], volumes = {}, advice, plan, missing }) =>
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
      ...sectionLines("advice", advice),
      ...(query_text ? [`query:\n${query_text}`] : []),
      ...(plan ? [`plan:\n${plan}`] : []),
      ...missingLines(missing),
    ].join("\n"),
});

/** The plan that the query would have now. It is read only on a running warehouse and only for a read. */
async function planOf(call: Context, parts: AnswerParts, info: QueryInfo): Promise<string | undefined> {
  const explained = explainStatement(info.query_text);
  if ("reason" in explained) {
    parts.missing.push(`plan: ${explained.reason}`);
    return undefined;
  }
  const { statement } = explained;
  const ctx = withDeadline(call);
  const warehouse = info.warehouse_id ? ifRunning(ctx, info.warehouse_id) : runningWarehouse(ctx);
  const reading = warehouse.then((warehouse_id) => quickRows(call, { warehouse_id, statement, row_limit: PLAN_ROWS }));
  const result = await parts.read("plan", reading);
  return result?.rows.map(([line]) => line ?? "").join("\n");
}
