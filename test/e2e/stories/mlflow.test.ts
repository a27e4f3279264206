import { afterAll, beforeAll, expect, test } from "vitest";
import { openStory, type Story } from "../../support/story.ts";

let story: Story;
beforeAll(async () => {
  story = await openStory();
});
afterAll(() => story.close());

test("an experiment from its first run to its deletion", async () => {
  const { call, failure } = story;
  const name = "/Users/ana@example.com/story";
  const { experiment_id } = await call("create_experiment", { name, tags: { team: "story" } });
  expect(await failure("create_experiment", { name })).toContain("already exists");
  await call("update_experiment", { experiment_id, new_name: `${name}-2`, tags: { "mlflow.note.content": "Why." } });
  expect(await call("get_experiment", { experiment_id: `${name}-2` })).toMatchObject({
    experiment_id,
    note: "Why.",
    tags: { team: "story" },
  });
  expect(await call("search_experiments", { filter: "tags.team = 'story'" })).toMatchObject({
    experiments: [{ experiment_id }],
  });

  const { run_id } = await call("create_run", { experiment_id, run_name: "first" });
  const metrics = Array.from({ length: 900 }, (_, step) => ({ key: "loss", value: 1 / (step + 1), step }));
  await call("log_batch", { run_id, metrics, params: { depth: "6" }, tags: { env: "dev" } });
  expect(await failure("log_batch", { run_id, params: { depth: "7" } })).toContain("already logged");
  expect(await call("update_run", { run_id, status: "FINISHED", run_name: "done" })).toMatchObject({
    status: "FINISHED",
    run_name: "done",
    duration_seconds: expect.any(Number),
  });
  await call("delete_run_tag", { run_id, key: "env" });
  const found = await call("search_runs", { experiment_ids: [experiment_id], filter: "metrics.loss < 0.1" });
  expect(found).toMatchObject({ runs: [{ run_id, metrics: { loss: 1 / 900 }, params: { depth: "6" } }] });
  expect(found).not.toHaveProperty("runs.0.tags");
  const first = await call("get_metric_history", { run_id, metric_key: "loss" });
  expect(first.points).toHaveLength(500);
  const rest = await call("get_metric_history", { run_id, metric_key: "loss", page_token: first.next_page_token });
  expect(rest.points).toHaveLength(400);
  expect(await call("get_metric_history", { run_id, metric_key: "loss", sample: 9 })).toMatchObject({
    summary: { points: 900, min: { step: 899 }, max: { step: 0 } },
    sampled: true,
  });

  const whole = { metrics: { auc: 0.9 }, params: { depth: 6 }, status: "FINISHED" };
  const made = await call("create_run", { experiment_id, run_name: "whole", ...whole });
  expect(await call("get_run", { run_id: made.run_id })).toMatchObject({
    status: "FINISHED",
    metrics: { auc: 0.9 },
    params: { depth: "6" },
    duration_seconds: expect.any(Number),
  });
  await call("delete_run", { run_id: made.run_id });

  await call("delete_run", { run_id });
  expect(await call("search_runs", { experiment_ids: [experiment_id] })).toEqual({ runs: [] });
  await call("restore_run", { run_id });
  expect(await call("get_run", { run_id })).not.toHaveProperty("lifecycle_stage");
  await call("delete_experiment", { experiment_id });
  expect(await call("get_run", { run_id })).toMatchObject({ lifecycle_stage: "deleted" });
  expect(await call("search_experiments", { view_type: "DELETED_ONLY", filter: "tags.team = 'story'" })).toMatchObject({
    experiments: [{ experiment_id, lifecycle_stage: "deleted" }],
  });
  await call("restore_experiment", { experiment_id });
  expect(await call("get_run", { run_id })).not.toHaveProperty("lifecycle_stage");
});

test("reads the artifacts of a run, text and images", async () => {
  const { call, failure, client } = story;
  const { runs } = await call("search_runs", { experiment_ids: ["3042333"], filter: "attributes.status = 'FAILED'" });
  expect(runs).toMatchObject([{ params: { batch_size: "8192" } }]);
  const failed = await call("search_runs", { experiment_ids: ["3042111"], filter: "params.max_depth = '5'", limit: 1 });
  const run_id = idOf(failed);
  expect(await call("list_artifacts", { run_id })).toMatchObject({
    files: [
      { path: "confusion_matrix.png", is_dir: false },
      { path: "model", is_dir: true },
    ],
  });
  expect(await call("list_artifacts", { run_id, path: "model" })).toMatchObject({
    files: [{ path: "model/MLmodel" }, { path: "model/model.xgb" }],
  });
  expect(await call("read_artifact", { run_id, path: "model/MLmodel" })).toMatchObject({
    content: expect.stringContaining("mlflow.xgboost"),
  });
  const picture = await client.callTool({ name: "read_artifact", arguments: { run_id, path: "confusion_matrix.png" } });
  expect(picture.content).toContainEqual(expect.objectContaining({ type: "image", mimeType: "image/png" }));
  expect(await call("read_artifact", { run_id, path: "model/model.xgb" })).toHaveProperty("uri");
  expect(await failure("read_artifact", { run_id, path: "model" })).toContain("folders cannot be read");
  expect(await failure("list_artifacts", { run_id: "nope" })).toContain("not found");
});

function idOf(found: Record<string, unknown>): string {
  const [run]: unknown[] = Array.isArray(found.runs) ? found.runs : [];
  return run && typeof run === "object" && "run_id" in run ? String(run.run_id) : "";
}
