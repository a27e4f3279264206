import * as z from "zod";
import { collect } from "../../api/http/paging.ts";
import { listQueryHistory as listHistory } from "../../api/sql/query-history.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { measuredExecutionView } from "./execution-view.ts";
import { queries } from "./queries-toolset.ts";

const STATUSES: readonly string[] = [
  "QUEUED",
  "STARTED",
  "COMPILING",
  "COMPILED",
  "RUNNING",
  "CANCELED",
  "FAILED",
  "FINISHED",
];
const onlyOne = (value: string | undefined) => (value === undefined ? undefined : [value]);

export const listQueryHistory = queries.tool({
  name: "list_query_history",
  title: "List query history",
  description:
    "Lists SQL that ran on warehouses, newest first, with status, duration and error. With statement_id, returns that one with its full text. profile_query explains where the time went.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    statement_id: params.statementId.optional().describe("Only this statement"),
    warehouse_id: params.warehouseId.optional().describe("Only this warehouse"),
    status: z
      .string()
      .refine((status) => STATUSES.includes(status), `must be one of ${STATUSES.join(", ")}`)
      .optional()
      .describe("Status, e.g. RUNNING or FAILED"),
    start_time: params.time.describe("ISO 8601"),
    end_time: params.time.describe("ISO 8601"),
    include_metrics: z.boolean().default(false).describe("Adds bytes, spill and cache use"),
    limit: params.limit(25, 500),
    page_token: params.pageToken,
  }),
  output: z.object({
    queries: z.array(measuredExecutionView.schema),
    next_page_token: text,
  }),
  async run(ctx, { statement_id, warehouse_id, status, start_time, end_time, ...page }) {
    const { items, next } = await collect(
      (token) =>
        listHistory(ctx.client, {
          filter_by: {
            statement_ids: onlyOne(statement_id),
            warehouse_ids: onlyOne(warehouse_id),
            statuses: onlyOne(status),
            query_start_time_range: {
              start_time_ms: params.epochMs(start_time),
              end_time_ms: params.epochMs(end_time),
            },
          },
          include_metrics: page.include_metrics,
          max_results: page.limit,
          page_token: token,
        }),
      1,
      { from: page.page_token },
    );
    return {
      queries: items.map((info) => measuredExecutionView(info, { whole: statement_id !== undefined })),
      next_page_token: next,
    };
  },
});
