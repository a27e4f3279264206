import * as z from "zod";
import { getColumnLineage, getTableLineage } from "../../api/catalog/lineage.ts";
import { lineageNames } from "./lineage-names.ts";
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
      const names = await lineageNames(ctx, [...upstreams, ...downstreams]);
      return {
        upstreams: upstreams.map((one) => tableNeighbourView(one, names)),
        downstreams: downstreams.map((one) => tableNeighbourView(one, names)),
      };
    }
    const { upstreams, downstreams } = await getColumnLineage(ctx.client, { table_name, column_name });
    return { upstreams: upstreams.map(columnNeighbourView), downstreams: downstreams.map(columnNeighbourView) };
  },
  text: (output) =>
    [
      JSON.stringify(output),
      ...([...output.upstreams, ...output.downstreams].some(({ notebook_ids }) => notebook_ids)
        ? [
            "The platform gives no path for a notebook's ID: list_workspace_objects shows the object_id of each notebook.",
          ]
        : []),
    ].join("\n"),
});
