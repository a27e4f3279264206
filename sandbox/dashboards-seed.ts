/** The document of the dashboard a new workspace has. */
export const salesDashboard = {
  datasets: [
    {
      name: "5a1d90cf",
      displayName: "Revenue by month",
      queryLines: [
        "SELECT date_trunc('MONTH', order_date) AS month, sum(total) AS revenue\n",
        "FROM main.sales.orders\n",
        "GROUP BY ALL ORDER BY month",
      ],
    },
    {
      name: "c80e12b7",
      displayName: "Orders by status",
      queryLines: ["SELECT status, count(*) AS orders FROM main.sales.orders GROUP BY status"],
    },
  ],
  pages: [
    {
      name: "3f7b2a61",
      displayName: "Overview",
      layout: [
        {
          widget: { name: "9f0c11aa", textbox_spec: "# Sales\nAll figures in euro." },
          position: { x: 0, y: 0, width: 6, height: 1 },
        },
        {
          widget: {
            name: "b4e7d203",
            queries: [{ name: "main_query", query: { datasetName: "5a1d90cf", disaggregated: true } }],
            spec: { version: 3, widgetType: "line", frame: { showTitle: true, title: "Revenue by month" } },
          },
          position: { x: 0, y: 1, width: 4, height: 6 },
        },
        {
          widget: {
            name: "e1a95f77",
            queries: [{ name: "main_query", query: { datasetName: "c80e12b7", disaggregated: true } }],
            spec: { version: 3, widgetType: "pie", frame: { showTitle: true, title: "Orders by status" } },
          },
          position: { x: 4, y: 1, width: 2, height: 6 },
        },
      ],
    },
  ],
};
