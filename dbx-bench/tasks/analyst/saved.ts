import type { BenchTask } from "../../task.ts";
import { field, must, pick } from "../../task.ts";
import { numberOf } from "../../workspace/look.ts";
import { at, type Workspace } from "../../workspace/rest.ts";
import { ORDERS, SHARED } from "../calls.ts";

async function queryNamed(workspace: Workspace, name: string) {
  return (await workspace.list("/api/2.0/sql/queries", "results")).find((one) => one.display_name === name);
}

/** Saved queries, dashboards and alerts. */
export const saved: readonly BenchTask[] = [
  {
    id: "ana-saved-query-says",
    prompt: "What exactly does our saved query Daily sales compute, and from which table?",
    says: [ORDERS, ["revenue", "sum"]],
    budget: { calls: 3, tokens: 1500 },
    solution: [
      { tool: "list_queries" },
      {
        tool: "get_query",
        args: ([queries]) => ({ query_id: field(pick(queries, "queries", "display_name", "Daily sales"), "id") }),
      },
    ],
  },
  {
    id: "ana-save-query",
    prompt: "Save a query named Returned by channel that counts the returned orders of main.sales.orders by channel.",
    check: async (place) => {
      const saved = await queryNamed(place, "Returned by channel");
      const text = String(saved?.query_text);
      const rows = saved === undefined ? [] : await place.sql(text).catch(() => []);
      return [
        must(saved, "the query does not exist"),
        must(
          rows.length === 3 && rows.flat().some((value) => Number(value) > 100),
          "the query does not count by channel",
        ),
        must(/returned/.test(text), "the query does not choose returned orders"),
      ];
    },
    changes: ["saved query Returned by channel", /query .*Returned by channel/],
    budget: { calls: 4, tokens: 1500 },
    solution: [
      {
        tool: "create_query",
        args: {
          display_name: "Returned by channel",
          query_text: `SELECT channel, count(*) AS orders FROM ${ORDERS} WHERE status = 'returned' GROUP BY channel`,
        },
      },
    ],
  },
  {
    id: "ana-change-query",
    prompt: "Change the saved query Daily sales so that cancelled orders are not counted. Keep the rest as it is.",
    check: async (place) => {
      const text = String((await queryNamed(place, "Daily sales"))?.query_text);
      const total = await numberOf(place, `SELECT CAST(sum(revenue) AS DOUBLE) FROM (${text})`).catch(() => -1);
      const wanted = await numberOf(
        place,
        `SELECT CAST(sum(total) AS DOUBLE) FROM ${ORDERS} WHERE status <> 'cancelled'`,
      );
      return [must(Math.abs(total - wanted) < 0.01, "its revenue is not that of the orders that were not cancelled")];
    },
    changes: ["saved query Daily sales"],
    budget: { calls: 4, tokens: 2000 },
    solution: [
      { tool: "list_queries" },
      {
        tool: "get_query",
        args: ([queries]) => ({ query_id: field(pick(queries, "queries", "display_name", "Daily sales"), "id") }),
      },
      {
        tool: "update_query",
        args: ([, query]) => ({
          query_id: field(query, "id"),
          query_text: String(field(query, "query_text")).replace("GROUP BY", "WHERE status <> 'cancelled' GROUP BY"),
        }),
      },
    ],
  },
  {
    id: "ana-alert",
    prompt:
      "Email bruno@example.com every morning at seven, UTC, if main.sales.orders has fewer than 5000 rows. Name the alert Orders missing.",
    check: async (place) => {
      const found = (await place.list("/api/2.0/alerts", "alerts")).find(
        (one) => one.display_name === "Orders missing",
      );
      const text = JSON.stringify(found ?? {});
      return [
        must(found, "the alert does not exist"),
        must(/LESS_THAN"/.test(text), "its condition is not LESS_THAN"),
        must(/5000/.test(text), "the threshold is not 5000"),
        must(text.includes("bruno@example.com"), "bruno is not notified"),
        must(
          /^0 0 7 (\* \* \?|\? \* \*)/.test(String(at(found, "schedule", "quartz_cron_schedule"))),
          "it is not evaluated at seven",
        ),
        must(/UTC/.test(String(at(found, "schedule", "timezone_id"))), "the time zone is not UTC"),
      ];
    },
    changes: [/Orders missing/],
    budget: { calls: 5, tokens: 2500 },
    solution: [
      {
        tool: "create_alert",
        args: {
          display_name: "Orders missing",
          query_text: `SELECT count(*) AS orders FROM ${ORDERS}`,
          warehouse_id: SHARED,
          column: "orders",
          comparison_operator: "LESS_THAN",
          threshold: 5000,
          quartz_cron_schedule: "0 0 7 * * ?",
          timezone_id: "UTC",
          notify_emails: ["bruno@example.com"],
        },
      },
    ],
  },
  {
    id: "ana-when-alert",
    prompt: "When is the alert about failing services evaluated, and is it paused?",
    says: [["8:00", "08:00", "8 am", "8 a.m.", "eight", "0 0 8"], "UTC"],
    budget: { calls: 3, tokens: 1500 },
    solution: [{ tool: "list_alerts" }],
  },
  {
    id: "ana-dashboard-reads",
    prompt: "Which tables does the dashboard Sales read, and what does its counter show today?",
    says: [ORDERS, 5000],
    budget: { calls: 4, tokens: 3000 },
    solution: [
      { tool: "list_dashboards" },
      {
        tool: "get_dashboard",
        args: ([found]) => ({
          dashboard_id: field(pick(found, "dashboards", "display_name", "Sales"), "dashboard_id"),
        }),
      },
      {
        tool: "export_dashboard_snapshot",
        args: ([found]) => ({
          dashboard_id: field(pick(found, "dashboards", "display_name", "Sales"), "dashboard_id"),
          wait_seconds: 60,
        }),
      },
    ],
  },
  {
    id: "ana-new-dashboard",
    prompt:
      "Make a dashboard Channels with one bar chart: the revenue of main.sales.orders by channel. Do not publish it.",
    traits: ["many-steps"],
    check: async (place) => {
      const found = (await place.list("/api/2.0/lakeview/dashboards", "dashboards")).find(
        (one) => one.display_name === "Channels",
      );
      const whole = found && (await place.get(`/api/2.0/lakeview/dashboards/${String(found.dashboard_id)}`));
      const text = String(whole?.serialized_dashboard);
      return [
        must(found, "the dashboard does not exist"),
        must(/main\.sales\.orders/.test(text), "it does not read main.sales.orders"),
        must(/"widgetType"\s*:\s*"bar"/.test(text), "it has no bar chart"),
        must(/channel/.test(text) && /total|revenue/.test(text), "the chart does not show revenue by channel"),
      ];
    },
    changes: [/Channels/],
    budget: { calls: 5, tokens: 4000 },
    solution: [
      {
        tool: "create_dashboard",
        args: {
          display_name: "Channels",
          warehouse_id: SHARED,
          serialized_dashboard: JSON.stringify({
            datasets: [
              {
                name: "channels",
                displayName: "Channels",
                queryLines: [`SELECT channel, sum(total) AS revenue FROM ${ORDERS} GROUP BY channel`],
              },
            ],
            pages: [
              {
                name: "page",
                displayName: "Channels",
                layout: [
                  {
                    position: { x: 0, y: 0, width: 6, height: 6 },
                    widget: {
                      name: "revenue",
                      queries: [
                        {
                          name: "main_query",
                          query: {
                            datasetName: "channels",
                            fields: [
                              { name: "channel", expression: "`channel`" },
                              { name: "revenue", expression: "`revenue`" },
                            ],
                            disaggregated: true,
                          },
                        },
                      ],
                      spec: {
                        version: 3,
                        widgetType: "bar",
                        encodings: {
                          x: { fieldName: "channel", scale: { type: "categorical" }, displayName: "channel" },
                          y: { fieldName: "revenue", scale: { type: "quantitative" }, displayName: "revenue" },
                        },
                      },
                    },
                  },
                ],
              },
            ],
          }),
        },
      },
    ],
  },
  {
    id: "ana-delete-which-query",
    prompt: "Delete my old query about sales.",
    traits: ["ambiguous"],
    reply: "The one with 2023 in its name.",
    setup: async (place) => {
      for (const display_name of ["Sales 2023", "Sales by city", "Sales draft"]) {
        await place.post("/api/2.0/sql/queries", {
          query: { display_name, warehouse_id: SHARED, query_text: `SELECT count(*) FROM ${ORDERS}` },
        });
      }
    },
    check: async (place) => [must((await queryNamed(place, "Sales 2023")) === undefined, "Sales 2023 is still there")],
    changes: ["saved query Sales 2023"],
    budget: { calls: 3, tokens: 1500 },
    solution: [
      { tool: "list_queries" },
      {
        tool: "delete_query",
        args: ([queries]) => ({ query_id: field(pick(queries, "queries", "display_name", "Sales 2023"), "id") }),
      },
    ],
  },
];
