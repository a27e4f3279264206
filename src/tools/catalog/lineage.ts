import * as z from "zod";
import { getColumnLineage, getTableLineage } from "../../api/catalog/lineage.ts";
import { columnNeighbourView, tableNeighbourView } from "./lineage-view.ts";
import { fullName, unityCatalog } from "./toolset.ts";

const neighbours = z.array(tableNeighbourView.schema);
export const getLineage = unityCatalog.tool({
  name: "get_lineage",
  title: "Get lineage",
  servedIn: ["default", "engineer", "analyst"],
  description:
    "Returns the tables, jobs, notebooks, pipelines, dashboards and queries that a table or column is made from (upstreams) and that use it (downstreams), one hop in each direction. Call it again with a neighbour to go further.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    full_name: fullName("catalog.schema.table"),
    column_name: z.string().min(1).max(255).optional().describe("Column, for column lineage instead of table lineage"),
  }),
  aliases: { table_name: "full_name" },
  output: z.object({ upstreams: neighbours, downstreams: neighbours }),
  async run(ctx, { full_name: table_name, column_name }) {
    if (column_name === undefined) {
      const { upstreams, downstreams } = await getTableLineage(ctx.client, { table_name });
      return { upstreams: upstreams.map(tableNeighbourView), downstreams: downstreams.map(tableNeighbourView) };
    }
    const { upstreams, downstreams } = await getColumnLineage(ctx.client, { table_name, column_name });
    return { upstreams: upstreams.map(columnNeighbourView), downstreams: downstreams.map(columnNeighbourView) };
  },
});
