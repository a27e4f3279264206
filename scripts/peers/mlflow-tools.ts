import assert from "node:assert/strict";
import type { Client } from "@modelcontextprotocol/client";
import * as z from "zod";

// The MLflow tools against MLflow's own server, without the features that only Databricks has: presigned artifacts, stages
// by request, Unity Catalog.

type Fields = Record<string, unknown>;

export interface Tools {
  call(name: string, args: Fields): Promise<Fields>;
  failure(name: string, args: Fields): Promise<string>;
}

export function toolsOf(client: Client): Tools {
  const run = async (name: string, args: Fields) => {
    const result = await client.callTool({ name, arguments: args });
    const text = result.content.map((block) => (block.type === "text" ? block.text : "")).join("\n");
    return { result, text };
  };
  return {
    async call(name, args) {
      const { result, text } = await run(name, args);
      assert(!result.isError, `${name}: ${text}`);
      return z.record(z.string(), z.unknown()).parse(result.structuredContent);
    },
    async failure(name, args) {
      const { result, text } = await run(name, args);
      assert(result.isError, `${name} was expected to fail: ${text}`);
      return text;
    },
  };
}

const runs = z.object({ runs: z.array(z.looseObject({ run_id: z.string() })), next_page_token: z.string().optional() });
const history = z.object({
  points: z.array(z.object({ step: z.number(), value: z.union([z.number(), z.string()]) })),
  sampled: z.boolean().optional(),
  next_page_token: z.string().optional(),
});

/** Experiments and runs, through every call that an agent would make. */
export async function tracking({ call, failure }: Tools, server: string): Promise<void> {
  const made = await call("create_experiment", { name: "/churn", tags: { team: "growth" } });
  const experiment_id = String(made.experiment_id);
  assert.match(await failure("create_experiment", { name: "/churn" }), /already exists/);
  await call("update_experiment", { experiment_id, new_name: "/churn-2", tags: { "mlflow.note.content": "Why." } });
  assert.equal((await call("get_experiment", { experiment_id })).note, "Why.");
  assert.equal((await call("get_experiment", { experiment_id: "/churn-2" })).experiment_id, experiment_id);
  const found = await call("search_experiments", { filter: "name ILIKE '%CHURN%' AND tags.team = 'growth'" });
  assert.equal(z.array(z.unknown()).parse(found.experiments).length, 1);
  assert.match(await failure("search_experiments", { filter: "nonsense" }), /[Ii]nvalid/);
  assert.match(await failure("get_experiment", { experiment_id: "987654321" }), /987654321/);

  const ids: string[] = [];
  for (const depth of [3, 6]) {
    const { run_id } = await call("create_run", { experiment_id, run_name: `fit-${depth}` });
    const metrics = Array.from({ length: 600 }, (_, step) => ({ key: "loss", value: depth / (step + 1), step }));
    await call("log_batch", {
      run_id,
      metrics: [...metrics, { key: "auc", value: depth / 10 }],
      params: { "max depth": String(depth) },
      tags: { env: "dev" },
    });
    await call("update_run", { run_id, status: depth === 3 ? "FAILED" : "FINISHED" });
    ids.push(String(run_id));
  }
  const [failed = "", best = ""] = ids;
  assert.match(await failure("log_batch", { run_id: best, params: { "max depth": "7" } }), /max depth/);

  const all = runs.parse(
    await call("search_runs", { experiment_ids: [experiment_id], order_by: ["metrics.auc DESC"] }),
  );
  assert.deepEqual(
    all.runs.map(({ run_id }) => run_id),
    [best, failed],
  );
  const search = {
    experiment_ids: [experiment_id],
    filter: "params.`max depth` = '6' AND attributes.status = 'FINISHED'",
  };
  const [only] = runs.parse(await call("search_runs", search)).runs;
  assert.deepEqual(
    { run_id: only?.run_id, metrics: only?.metrics, params: only?.params, tags: only?.tags },
    { run_id: best, metrics: { auc: 0.6, loss: 0.01 }, params: { "max depth": "6" }, tags: { env: "dev" } },
  );
  const first = runs.parse(await call("search_runs", { experiment_ids: [experiment_id], limit: 1 }));
  const second = await call("search_runs", {
    experiment_ids: [experiment_id],
    limit: 1,
    page_token: first.next_page_token,
  });
  assert.equal(new Set([...first.runs, ...runs.parse(second).runs].map(({ run_id }) => run_id)).size, 2);

  const detail = await call("get_run", { run_id: best });
  assert.equal(detail.status, "FINISHED");
  assert(typeof detail.artifact_uri === "string" && typeof detail.start_time === "string");
  const page = history.parse(await call("get_metric_history", { run_id: best, metric_key: "loss" }));
  assert.equal(page.points.length, 500);
  const rest = await call("get_metric_history", {
    run_id: best,
    metric_key: "loss",
    page_token: page.next_page_token,
  });
  assert.equal(history.parse(rest).points.length, 100);
  const sample = history.parse(await call("get_metric_history", { run_id: best, metric_key: "loss", sample: 5 }));
  assert.deepEqual([sample.sampled, sample.points.at(-1)], [true, { step: 599, value: 0.01 }]);

  await artifacts({ call, failure }, server, { run_id: best, experiment_id });

  await call("delete_run_tag", { run_id: best, key: "env" });
  assert.equal((await call("get_run", { run_id: best })).tags, undefined);
  await call("delete_run", { run_id: failed });
  const deleted = { experiment_ids: [experiment_id], run_view_type: "DELETED_ONLY" };
  assert.deepEqual(
    runs.parse(await call("search_runs", deleted)).runs.map(({ run_id }) => run_id),
    [failed],
  );
  await call("restore_run", { run_id: failed });
  assert.deepEqual(runs.parse(await call("search_runs", deleted)).runs, []);
  await call("delete_experiment", { experiment_id });
  assert.equal((await call("get_experiment", { experiment_id })).lifecycle_stage, "deleted");
  await call("restore_experiment", { experiment_id });
  assert.equal((await call("get_experiment", { experiment_id })).lifecycle_stage, undefined);
}

async function artifacts(
  { call, failure }: Tools,
  server: string,
  { run_id, experiment_id }: { run_id: string; experiment_id: string },
): Promise<void> {
  assert.deepEqual((await call("list_artifacts", { run_id })).files, []);
  const uploaded = await fetch(
    `${server}/api/2.0/mlflow-artifacts/artifacts/${experiment_id}/${run_id}/artifacts/plots/notes.txt`,
    { method: "PUT", body: "Good.\n" },
  );
  assert(uploaded.ok, `upload: HTTP ${uploaded.status}`);
  assert.deepEqual((await call("list_artifacts", { run_id })).files, [{ path: "plots", is_dir: true }]);
  assert.deepEqual((await call("list_artifacts", { run_id, path: "plots" })).files, [
    { path: "plots/notes.txt", is_dir: false, file_size: 6 },
  ]);
  // Only Databricks has presigned links. Elsewhere the tool reports that it cannot create one.
  assert.match(await failure("read_artifact", { run_id, path: "plots/notes.txt" }), /404|not offer|does not have/);
}

/** The part of the workspace registry that MLflow has at the same paths. */
export async function registry({ call, failure }: Tools): Promise<void> {
  await call("create_registered_model", { name: "churn", comment: "Who leaves" });
  assert.match(await failure("create_registered_model", { name: "churn" }), /already exists/);
  await call("update_registered_model", { name: "churn", comment: "Who leaves soon", tags: { team: "growth" } });
  const found = z
    .object({ registered_models: z.array(z.looseObject({ name: z.string(), comment: z.string() })) })
    .parse(await call("search_registered_models", { filter: "name LIKE '%chu%'" }));
  assert.deepEqual(
    found.registered_models.map(({ name, comment }) => [name, comment]),
    [["churn", "Who leaves soon"]],
  );
  const version = await call("create_model_version", {
    name: "churn",
    source: "s3://models/churn/1",
    comment: "First",
  });
  assert.equal(version.status, "READY");
  await call("update_model_version", { name: "churn", version: "1", comment: "The first", tags: { checked: "yes" } });
  const read = await call("get_model_version", { name: "churn", version: "1" });
  assert.deepEqual([read.comment, read.tags], ["The first", { checked: "yes" }]);
  const listed = z
    .array(z.looseObject({ version: z.string() }))
    .parse((await call("list_model_versions", { name: "churn" })).model_versions);
  assert.deepEqual(
    listed.map((one) => one.version),
    ["1"],
  );
}
