import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

/** Reads the alert until it has been evaluated since `after`. */
async function evaluated(alert_id: string, after?: unknown): Promise<Record<string, unknown>> {
  for (;;) {
    const alert = await story.call("get_alert", { alert_id });
    if (alert.last_evaluated_at !== undefined && alert.last_evaluated_at !== after) return alert;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("an alert triggers, is changed so that it does not trigger, and is moved to the trash", async () => {
  const { call, failure } = story;
  expect(await call("list_alerts")).toMatchObject({ alerts: [{ display_name: "Failing services" }] });

  const created = await call("create_alert", {
    display_name: "Many customers",
    query_text: "SELECT count(*) AS customers FROM main.sales.customers",
    warehouse_id: "7e083095329f3ca5",
    column: "customers",
    comparison_operator: "GREATER_THAN",
    threshold: 100,
    quartz_cron_schedule: "0 0 8 * * ?",
    notify_emails: ["ana@example.com"],
  });
  const alert_id = String(created.id);
  const before = await evaluated(alert_id);
  expect(before).toMatchObject({
    state: "TRIGGERED",
    schedule: "0 0 8 * * ? UTC (UNPAUSED)",
    condition: { column: "customers", comparison_operator: "GREATER_THAN", threshold: "100" },
    notify_emails: ["ana@example.com"],
  });

  await call("update_alert", { alert_id, threshold: 1000 });
  const after = await evaluated(alert_id, before.last_evaluated_at);
  expect(after).toMatchObject({
    state: "OK",
    condition: { column: "customers", comparison_operator: "GREATER_THAN", threshold: "1000" },
    notify_emails: ["ana@example.com"],
  });
  expect(await call("update_alert", { alert_id, pause_status: "PAUSED" })).toMatchObject({
    schedule: "0 0 8 * * ? UTC (PAUSED)",
  });
  expect(await call("list_query_history", { limit: 1 })).toMatchObject({
    queries: [{ source: `alert_id ${alert_id}` }],
  });

  await call("delete_alert", { alert_id });
  expect(await call("get_alert", { alert_id })).toMatchObject({ lifecycle_state: "DELETED" });
  expect(await call("list_alerts")).toMatchObject({ alerts: [{ display_name: "Failing services" }] });
  expect(await failure("update_alert", { alert_id, threshold: 5 })).toContain("in the trash");
});
