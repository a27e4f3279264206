import * as z from "zod";
import { getColumnLineage, getTableLineage } from "../../api/catalog/lineage.ts";
import { fullName, text, unityCatalog } from "./toolset.ts";

const ids = z.array(z.string()).optional();
const ends = z.array(
  z.object({
    name: text,
    table_type: text,
    job_ids: ids,
    notebook_ids: ids,
    pipeline_ids: ids,
    dashboard_ids: ids,
    query_ids: ids,
  }),
);

export const getLineage = unityCatalog.tool({
  name: "get_lineage",
  title: "Get lineage",
  description: "Returns what feeds a table and what it feeds, one hop each way.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    table_name: fullName("catalog.schema.table"),
    column_name: z.string().min(1).max(255).optional().describe("Only this column"),
  }),
  output: z.object({ upstreams: ends, downstreams: ends }),
  run: (ctx, { table_name, column_name }) =>
    column_name === undefined
      ? getTableLineage(ctx.client, { table_name })
      : getColumnLineage(ctx.client, { table_name, column_name }),
});
