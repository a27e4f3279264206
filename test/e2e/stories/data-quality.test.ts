import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

// A refresh runs several statements for every column.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let story: Story;
beforeAll(async () => {
  story = await openStory();
  for (const statement of [
    "CREATE SCHEMA main.quality",
    "CREATE TABLE main.quality.parcels (id BIGINT, weight DOUBLE, city STRING)",
    "INSERT INTO main.quality.parcels VALUES (1, 2.5, 'Oslo'), (2, NULL, 'Rome'), (3, 7.5, 'Oslo')",
  ])
    await story.call("execute_sql", { statement });
});
afterAll(() => story.close());

const PARCELS = "main.quality.parcels";

test("the monitor of a table: created, refreshed, read, changed, deleted", async () => {
  const { call, failure } = story;
  expect(await call("create_quality_monitor", { full_name: PARCELS })).toMatchObject({
    object_type: "table",
    full_name: PARCELS,
    status: "ACTIVE",
    profile: "snapshot",
    profile_metrics_table_name: "main.quality.parcels_profile_metrics",
  });
  expect(await call("list_quality_monitors")).toMatchObject({ monitors: [{ full_name: PARCELS, status: "ACTIVE" }] });
  const first = await call("start_quality_refresh", { full_name: PARCELS, wait_seconds: 30 });
  expect(first).toMatchObject({ state: "SUCCESS", trigger: "MANUAL" });
  expect(await call("get_quality_results", { full_name: PARCELS })).toMatchObject({
    columns: [
      { column_name: "city", data_type: "string", count: "3", nulls: "0", distinct: "2", min: "Oslo", max: "Rome" },
      { column_name: "id", count: "3", nulls: "0", distinct: "3", avg: "2.0" },
      { column_name: "weight", nulls: "1", percent_null: expect.stringMatching(/^33\.3/), min: "2.5", avg: "5.0" },
    ],
  });

  await call("execute_sql", { statement: `INSERT INTO ${PARCELS} VALUES (4, NULL, 'Bern')` });
  await call("start_quality_refresh", { full_name: PARCELS, wait_seconds: 30 });
  expect(await call("get_quality_results", { full_name: PARCELS })).toMatchObject({
    columns: [{ count: "4", min: "Bern" }, {}, { nulls: "2" }],
    drift: [
      { column_name: "city", drift_type: "CONSECUTIVE", count_delta: "1" },
      { column_name: "id", avg_delta: "0.5" },
      { column_name: "weight", percent_null_delta: expect.stringMatching(/^16\.6/) },
    ],
  });
  expect(await call("get_quality_monitor", { full_name: PARCELS })).toMatchObject({
    refreshes: [{ state: "SUCCESS" }, { refresh_id: first.refresh_id, state: "SUCCESS" }],
  });

  const schedule = { quartz_cron_expression: "0 0 6 * * ?", timezone_id: "UTC" };
  expect(
    await call("update_quality_monitor", { full_name: PARCELS, data_profiling_config: { schedule } }),
  ).toMatchObject({
    schedule: "0 0 6 * * ? UTC",
  });
  await call("delete_quality_monitor", { full_name: PARCELS });
  expect(await failure("get_quality_monitor", { full_name: PARCELS })).toContain("list_quality_monitors");
  // Its metrics stay.
  const statement = "SELECT count(*) FROM main.quality.parcels_profile_metrics";
  expect(await call("execute_sql_read_only", { statement })).toMatchObject({ rows: [["6"]] });
});

test("the monitor of a schema looks for anomalies", async () => {
  const { call, failure } = story;
  const full_name = "main.quality";
  await call("create_quality_monitor", { full_name });
  const settings = { excluded_table_full_names: [PARCELS] };
  expect(await call("update_quality_monitor", { full_name, anomaly_detection_config: settings })).toMatchObject(
    settings,
  );
  expect(await failure("create_quality_monitor", { full_name })).toContain("It has a monitor already");
  await call("delete_quality_monitor", { full_name });
  expect(await call("list_quality_monitors")).toEqual({ monitors: [] });
});
