import * as z from "zod";
import { text } from "../../core/fields.ts";

/** One execution of a query, as its tools answer it. */
export const queryRecord = z.object({
  statement_id: z.string(),
  status: text,
  start_time: text,
  duration: text,
  rows_produced: z.number().optional(),
  user_name: text,
  warehouse_id: text,
  source: text.describe("what had it run"),
  query_text: text,
  error_message: text,
});

/** What was measured of one: times, bytes and counts, by name. */
export const measures = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional();
