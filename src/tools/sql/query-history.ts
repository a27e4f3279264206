import * as z from "zod";
import { collect } from "../../api/http/paging.ts";
import { historyView, listQueryHistory as listHistory } from "../../api/sql/query-history.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { queries } from "./queries-toolset.ts";
import { measures, queryRecord } from "./query-record.ts";

const isTime = (value: string): boolean => !Number.isNaN(Date.parse(value));
const time = z.string().max(40).refine(isTime, "must be an ISO 8601 time, e.g. 2026-01-31T09:00:00Z").optional();
const epochMs = (value: string | undefined) => (value === undefined ? undefined : Date.parse(value));
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
const one = (value: string | undefined) => (value === undefined ? undefined : [value]);

export const listQueryHistory = queries.tool({
  name: "list_query_history",
  title: "List query history",
  description:
    "Lists SQL that ran on warehouses, newest first, with status, duration and error; one statement_id in full.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    statement_id: params.statementId.optional().describe("Only it"),
    warehouse_id: params.warehouseId.optional().describe("Only there"),
    status: z
      .string()
      .refine((status) => STATUSES.includes(status), `must be one of ${STATUSES.join(", ")}`)
      .optional()
      .describe("E.g. RUNNING, FAILED"),
    start_time: time.describe("ISO 8601"),
    end_time: time.describe("ISO 8601"),
    include_metrics: z.boolean().default(false).describe("Bytes, spill, cache"),
    limit: params.limit(25, 500),
    page_token: params.pageToken,
  }),
  output: z.object({
    queries: z.array(queryRecord.extend({ metrics: measures })),
    next_page_token: text,
  }),
  async run(ctx, { statement_id, warehouse_id, status, start_time, end_time, ...page }) {
    const { items, next } = await collect(
      (token) =>
        listHistory(ctx.client, {
          filter_by: {
            statement_ids: one(statement_id),
            warehouse_ids: one(warehouse_id),
            statuses: one(status),
            query_start_time_range: { start_time_ms: epochMs(start_time), end_time_ms: epochMs(end_time) },
          },
          include_metrics: page.include_metrics,
          max_results: page.limit,
          page_token: token,
        }),
      1,
      { from: page.page_token },
    );
    return {
      queries: items.map((info) => historyView(info, { whole: statement_id !== undefined })),
      ...compact({ next_page_token: next }),
    };
  },
});
