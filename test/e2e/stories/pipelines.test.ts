import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

const configuration = { "orders.source": "main.sales.orders" };
const libraries = [{ notebook: { path: "/Workspace/Shared/pipelines/daily_orders" } }];

test("a pipeline is created, validated, run, broken, fixed and deleted", async () => {
  const { call, failure } = story;
  const spec = { name: "story", catalog: "main", schema: "sales", libraries };
  const created = await call("create_pipeline", { ...spec, settings: { serverless: true, configuration } });
  const pipeline_id = String(created.pipeline_id);
  expect(await failure("create_pipeline", spec)).toContain("The pipeline name 'story' is already used");
  expect(await call("list_pipelines", { name: "stor" })).toMatchObject({ pipelines: [{ pipeline_id, state: "IDLE" }] });

  expect(await call("start_pipeline_update", { pipeline_id, validate_only: true })).toMatchObject({
    state: "COMPLETED",
    validate_only: true,
  });
  const { update_id } = await call("start_pipeline_update", { pipeline_id, full_refresh: true });
  expect(await call("get_pipeline", { pipeline_id })).toMatchObject({
    state: "IDLE",
    spec: { catalog: "main", serverless: true, libraries },
    latest_updates: [{ update_id, state: "COMPLETED" }, { state: "COMPLETED" }],
  });
  const statement = "SELECT sum(orders) AS n FROM main.sales.daily_orders";
  expect(await call("execute_sql_read_only", { statement })).toMatchObject({ rows: [["5000"]] });

  await call("update_pipeline", { pipeline_id, settings: { catalog: "gone", serverless: null } });
  const { spec: changed } = await call("get_pipeline", { pipeline_id });
  expect(changed).toEqual({ catalog: "gone", schema: "sales", configuration, libraries });
  const failed = await call("start_pipeline_update", { pipeline_id });
  expect(failed).toMatchObject({ state: "FAILED" });
  expect(String(failed.errors)).toContain("Catalog 'gone' was not found");
  expect(await call("list_pipeline_updates", { pipeline_id })).toMatchObject({
    updates: [{ update_id: failed.update_id, state: "FAILED" }, { update_id }, { validate_only: true }],
  });
  const { events } = await call("list_pipeline_events", { pipeline_id, levels: ["ERROR"] });
  expect(events).toContainEqual(
    expect.objectContaining({ level: "ERROR", message: expect.stringMatching(/dataflow graph could not be set up/) }),
  );
  expect(await call("list_pipelines", { name: "story" })).toMatchObject({ pipelines: [{ health: "UNHEALTHY" }] });

  await call("delete_pipeline", { pipeline_id, cascade: false });
  expect(await failure("get_pipeline", { pipeline_id })).toContain("was not found");
});

test("a continuous pipeline runs until it is stopped, and rejects a second update meanwhile", async () => {
  const { call, failure } = story;
  const settings = { continuous: true, configuration };
  const created = await call("create_pipeline", { name: "live", catalog: "main", schema: "ops", libraries, settings });
  const pipeline_id = String(created.pipeline_id);
  expect(created.note).toContain("starts automatically");
  expect(await failure("start_pipeline_update", { pipeline_id })).toContain("already exists for pipeline");
  const { updates } = await call("list_pipeline_updates", { pipeline_id, limit: 1 });
  const update_id = String((updates as { update_id: string }[])[0]?.update_id);
  expect(await call("get_pipeline_update", { pipeline_id, update_id })).toMatchObject({
    next: expect.stringContaining("get_pipeline_update with wait_seconds"),
  });
  expect(await call("stop_pipeline", { pipeline_id })).toMatchObject({ state: "IDLE" });
  expect(await call("get_pipeline_update", { pipeline_id, update_id })).toMatchObject({ state: "CANCELED" });
});
