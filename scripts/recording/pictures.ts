import type { Client } from "@modelcontextprotocol/client";
import * as z from "zod";

const Dashboards = z.object({ dashboards: z.array(z.object({ dashboard_id: z.string(), display_name: z.string() })) });

const REVENUE = `SELECT date_trunc('MONTH', order_date) AS month, channel, sum(total) AS revenue
FROM main.sales.orders GROUP BY ALL ORDER BY ALL`;

export interface Picture {
  readonly file: string;
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** The charts that the README shows, of data of the embedded workspace. */
export async function picturesOf(client: Client): Promise<readonly Picture[]> {
  const { structuredContent } = await client.callTool({ name: "list_dashboards", arguments: {} });
  const { dashboards } = Dashboards.parse(structuredContent);
  const sales = dashboards.find(({ display_name }) => display_name === "Sales");
  if (!sales) throw new Error("The embedded workspace has no dashboard named Sales.");
  return [
    {
      file: "chart.png",
      tool: "plot_sql",
      args: { statement: REVENUE, chart: "line", title: "Revenue by channel", wait_seconds: 45 },
    },
    { file: "dashboard.png", tool: "export_dashboard_snapshot", args: { dashboard_id: sales.dashboard_id } },
  ];
}
