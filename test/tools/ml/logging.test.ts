import { describe, expect, test } from "vitest";
import * as z from "zod";
import { connect, textOf, yes } from "../../support/harness.ts";
import { asked } from "../../support/questions.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const API = "/api/2.0/mlflow";
const RUN = { run_id: "r1", run_name: "fit-1", experiment_id: "7", status: "RUNNING", start_time: 1768469412000 };

describe("create_experiment", () => {
  test("creates it with tags", async () => {
    const seen = on(`POST ${API}/experiments/create`, { experiment_id: 3042111 });
    const { call } = await connect();
    const result = await call("create_experiment", {
      name: "/Users/ana@example.com/new",
      artifact_location: "dbfs:/x",
      tags: { team: "growth" },
    });
    expect(seen[0]?.body).toEqual({
      name: "/Users/ana@example.com/new",
      artifact_location: "dbfs:/x",
      tags: [{ key: "team", value: "growth" }],
    });
    expect(result.structuredContent).toEqual({ experiment_id: "3042111" });
  });

  test("asks before artifacts are stored outside, and is blocked for a protected volume", async () => {
    const seen = on(`POST ${API}/experiments/create`, { experiment_id: 1 });
    const { call, questions } = await connect({ answer: () => ({ action: "decline" }) });
    await call("create_experiment", { name: "/a", artifact_location: "s3://elsewhere/x" });
    expect(questions[0]).toContain('It sets artifact_location to "s3://elsewhere/x".');
    const guarded = await connect({ settings: { protect: ["main.finance.*"], confirm: "never" } });
    const inside = { name: "/a", artifact_location: "dbfs:/Volumes/main/finance/raw/x" };
    expect(textOf(await guarded.call("create_experiment", inside))).toContain("the operator protects this object");
    expect(seen).toEqual([]);
  });

  test("a name that is taken is a conflict with the platform's message", async () => {
    on(`POST ${API}/experiments/create`, platformError(400, "RESOURCE_ALREADY_EXISTS", "Node named '/a' exists."));
    const { call } = await connect();
    const result = await call("create_experiment", { name: "/a" });
    expect(result.isError).toBe(true);
    expect(textOf(result)).toContain("Node named '/a' exists.");
  });
});

describe("update_experiment", () => {
  test("name is the new name, as in the REST API's other services", async () => {
    on(`GET ${API}/experiments/get`, { experiment: { experiment_id: "7", name: "/a" } });
    const seen = on(`POST ${API}/experiments/update`, {});
    const { call } = await connect();
    await call("update_experiment", { experiment_id: "7", name: "/b" });
    expect(seen[0]?.body).toEqual({ experiment_id: "7", new_name: "/b" });
  });

  test("renames, then sets each tag", async () => {
    const renamed = on(`POST ${API}/experiments/update`, {});
    const tagged = on(`POST ${API}/experiments/set-experiment-tag`, {});
    const { call } = await connect();
    const result = await call("update_experiment", {
      experiment_id: "7",
      new_name: "/b",
      tags: { team: "a", "mlflow.note.content": "Why." },
    });
    expect(renamed.map(({ body }) => body)).toEqual([{ experiment_id: "7", new_name: "/b" }]);
    expect(tagged.map(({ body }) => body)).toEqual([
      { experiment_id: "7", key: "team", value: "a" },
      { experiment_id: "7", key: "mlflow.note.content", value: "Why." },
    ]);
    expect(result.structuredContent).toEqual({
      experiment_id: "7",
      changed: ["name", "tags.team", "tags.mlflow.note.content"],
    });
  });

  test("a call without changes sends nothing", async () => {
    const { call } = await connect();
    expect(textOf(await call("update_experiment", { experiment_id: "7" }))).toContain("Give new_name or tags.");
  });
});

describe("delete_experiment", () => {
  test("asks by name, then deletes", async () => {
    on(`GET ${API}/experiments/get`, { experiment: { experiment_id: "7", name: "/Users/ana@example.com/churn" } });
    on(`POST ${API}/runs/search`, { runs: [{ info: RUN }] });
    const seen = on(`POST ${API}/experiments/delete`, {});
    const { call, questions } = await connect({ answer: yes });
    const result = await call("delete_experiment", { experiment_id: "7" });
    expect(questions).toEqual([
      asked(
        'Delete MLflow experiment "/Users/ana@example.com/churn" (id 7)?',
        "It is deleted with 1 run. They can be restored for a limited time only.",
      ),
    ]);
    expect(seen[0]?.body).toEqual({ experiment_id: "7" });
    expect(result.structuredContent).toEqual({
      experiment_id: "7",
      name: "/Users/ana@example.com/churn",
      deleted: true,
    });
  });
});

describe("a protected experiment", () => {
  test.each([
    ["delete_experiment", { experiment_id: "7" }],
    ["update_experiment", { experiment_id: "7", tags: { a: "b" } }],
    ["restore_experiment", { experiment_id: "7" }],
    ["create_run", { experiment_id: "7" }],
    ["update_run", { run_id: "r1", status: "FINISHED" }],
    ["log_batch", { run_id: "r1", params: { a: "b" } }],
    ["delete_run_tag", { run_id: "r1", key: "env" }],
    ["delete_run", { run_id: "r1" }],
    ["restore_run", { run_id: "r1" }],
  ])("R3 %s is blocked, also without questions", async (name, args) => {
    on(`GET ${API}/experiments/get`, { experiment: { experiment_id: "7", name: "/Users/ana@example.com/churn" } });
    on(`POST ${API}/runs/search`, {});
    on(`GET ${API}/runs/get`, { run: { info: { ...RUN, experiment_id: "7" } } });
    const { call } = await connect({ settings: { protect: ["/Users/ana@example.com/churn"], confirm: "never" } });
    expect(textOf(await call(name, args))).toContain("the operator protects this object");
  });
});

describe("restore_experiment", () => {
  test("restores it", async () => {
    const seen = on(`POST ${API}/experiments/restore`, {});
    const { call } = await connect();
    const { structuredContent } = await call("restore_experiment", { experiment_id: "7" });
    expect(seen[0]?.body).toEqual({ experiment_id: "7" });
    expect(structuredContent).toEqual({ experiment_id: "7", lifecycle_stage: "active" });
  });
});

describe("create_run", () => {
  test("starts it now", async () => {
    const seen = on(`POST ${API}/runs/create`, { run: { info: RUN, data: {} } });
    const { call } = await connect();
    const before = Date.now();
    const { structuredContent } = await call("create_run", {
      experiment_id: "7",
      run_name: "fit-1",
      tags: { "mlflow.parentRunId": "r0" },
    });
    expect(seen[0]?.body).toEqual({
      experiment_id: "7",
      run_name: "fit-1",
      start_time: expect.any(Number),
      tags: [{ key: "mlflow.parentRunId", value: "r0" }],
    });
    expect(seen[0]?.body).toHaveProperty(
      "start_time",
      expect.toSatisfy((at: number) => at >= before),
    );
    expect(structuredContent).toEqual({
      run_id: "r1",
      run_name: "fit-1",
      experiment_id: "7",
      status: "RUNNING",
      start_time: "2026-01-15T09:30:12Z",
    });
  });
});

describe("create_run with its results", () => {
  const wish = {
    experiment_id: "7",
    metrics: { auc: 0.9, loss: "NaN" },
    params: { depth: 6 },
    tags: [{ key: "env", value: "dev" }],
  };

  test("logs metrics and params in one request, and ends it with a final status", async () => {
    on(`POST ${API}/runs/create`, { run: { info: RUN, data: { tags: [{ key: "env", value: "dev" }] } } });
    const logged = on(`POST ${API}/runs/log-batch`, {});
    const ended = on(`POST ${API}/runs/update`, { run_info: { ...RUN, status: "FINISHED" } });
    const { call } = await connect();
    const { structuredContent } = await call("create_run", { ...wish, status: "finished" });
    expect(logged.map(({ body }) => body)).toEqual([
      {
        run_id: "r1",
        metrics: [
          { key: "auc", value: 0.9, step: 0, timestamp: expect.any(Number) },
          { key: "loss", value: "NaN", step: 0, timestamp: expect.any(Number) },
        ],
        params: [{ key: "depth", value: "6" }],
        tags: [],
      },
    ]);
    expect(ended[0]?.body).toEqual({ run_id: "r1", status: "FINISHED", end_time: expect.any(Number) });
    expect(structuredContent).toMatchObject({
      status: "FINISHED",
      metrics: { auc: 0.9, loss: "NaN" },
      params: { depth: "6" },
      tags: { env: "dev" },
    });
  });

  test("too much or a wrong value is refused before the run is created, a later failure names the run", async () => {
    const made = on(`POST ${API}/runs/create`, { run: { info: RUN, data: {} } });
    on(`POST ${API}/runs/log-batch`, platformError(400, "INVALID_PARAMETER_VALUE", "no"));
    const { call } = await connect();
    const said = async (args: object) => textOf(await call("create_run", { experiment_id: "7", ...args }));
    const metrics = Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`m${at}`, at]));
    expect(await said({ metrics })).toContain("1001 items exceed the limit of 1000");
    expect(await said({ metrics: { auc: "high" } })).toContain("metrics.auc: must be a number, NaN");
    expect(await said({ status: "DONE" })).toContain("status: must be one of RUNNING, SCHEDULED, FINISHED");
    expect(made).toHaveLength(0);
    expect(await said(wish)).toMatch(/^The run was created \(run_id r1\): continue with log_batch/);
  });
});

describe("update_run", () => {
  test("a final status ends the run, any other does not", async () => {
    const seen = on(`POST ${API}/runs/update`, { run_info: { ...RUN, status: "FINISHED", end_time: 1768469422000 } });
    const { call } = await connect();
    const { structuredContent } = await call("update_run", { run_id: "r1", status: "FINISHED" });
    expect(structuredContent).toMatchObject({ status: "FINISHED", duration_seconds: 10 });
    await call("update_run", { run_id: "r1", status: "RUNNING", run_name: "again" });
    expect(seen.map(({ body }) => body)).toEqual([
      { run_id: "r1", status: "FINISHED", end_time: expect.any(Number) },
      { run_id: "r1", status: "RUNNING", run_name: "again" },
    ]);
  });

  test("a call without changes sends nothing", async () => {
    const { call } = await connect();
    expect(textOf(await call("update_run", { run_id: "r1" }))).toContain("Give status or run_name.");
  });
});

describe("log_batch", () => {
  test("logs metrics, params and tags in one request", async () => {
    const seen = on(`POST ${API}/runs/log-batch`, {});
    const { call } = await connect();
    const { structuredContent } = await call("log_batch", {
      run_id: "r1",
      metrics: [
        { key: "loss", value: 0.5, step: 3 },
        { key: "auc", value: 0.9 },
      ],
      params: { "max depth": "6" },
      tags: { env: "dev" },
    });
    expect(seen[0]?.body).toEqual({
      run_id: "r1",
      metrics: [
        { key: "auc", value: 0.9, step: 0, timestamp: expect.any(Number) },
        { key: "loss", value: 0.5, step: 3, timestamp: expect.any(Number) },
      ],
      params: [{ key: "max depth", value: "6" }],
      tags: [{ key: "env", value: "dev" }],
    });
    expect(structuredContent).toEqual({ run_id: "r1", metrics: 2, params: 1, tags: 1 });
  });

  test("takes maps and lists, in either place", async () => {
    const seen = on(`POST ${API}/runs/log-batch`, {});
    const { call } = await connect();
    await call("log_batch", {
      run_id: "r1",
      metrics: { auc: 0.9, loss: "NaN" },
      params: [{ key: "depth", value: 6 }],
      tags: [{ key: "env", value: "dev" }],
    });
    const metric = { step: 0, timestamp: expect.any(Number) };
    expect(seen[0]?.body).toEqual({
      run_id: "r1",
      metrics: [
        { key: "auc", value: 0.9, ...metric },
        { key: "loss", value: "NaN", ...metric },
      ],
      params: [{ key: "depth", value: "6" }],
      tags: [{ key: "env", value: "dev" }],
    });
  });

  test("the highest step gets the latest time, because MLflow shows the greatest value among equal times", async () => {
    const seen = on(`POST ${API}/runs/log-batch`, {});
    const { call } = await connect();
    await call("log_batch", {
      run_id: "r1",
      metrics: [2, 0, 1].map((step) => ({ key: "loss", value: 9 - step, step })),
    });
    const { metrics } = z
      .object({ metrics: z.array(z.object({ step: z.number(), timestamp: z.number() })) })
      .parse(seen[0]?.body);
    const last = metrics.at(-1)?.timestamp ?? 0;
    expect(metrics.map(({ step, timestamp }) => [step, timestamp - last])).toEqual([
      [0, -2],
      [1, -1],
      [2, 0],
    ]);
  });

  test("too many items and none at all are refused before anything is sent", async () => {
    const { call } = await connect();
    const numbered = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, "v"]));
    const metrics = Array.from({ length: 990 }, (_, step) => ({ key: "m", value: step, step }));
    const refused = async (args: object) => textOf(await call("log_batch", { run_id: "r1", ...args }));
    expect(await refused({})).toContain("Give metrics, params or tags.");
    expect(await refused({ params: numbered(101) })).toContain("params: at most 100");
    expect(await refused({ tags: numbered(101) })).toContain("tags: at most 100");
    expect(await refused({ metrics, params: numbered(11) })).toContain("1001 items exceed the limit of 1000");
  });
});

describe("delete_run_tag", () => {
  test("asks, then deletes it", async () => {
    on(`GET ${API}/runs/get`, { run: { info: RUN, data: { tags: [{ key: "env", value: "dev" }] } } });
    const seen = on(`POST ${API}/runs/delete-tag`, {});
    const { call, questions } = await connect({ answer: yes });
    const { structuredContent } = await call("delete_run_tag", { run_id: "r1", key: "env" });
    expect(questions).toEqual([
      asked(
        'Delete a tag of MLflow run "fit-1" (id r1, status "RUNNING")?',
        'Tag "env" with the value "dev" is permanently lost.',
      ),
    ]);
    expect(seen[0]?.body).toEqual({ run_id: "r1", key: "env" });
    expect(structuredContent).toEqual({ run_id: "r1", key: "env", deleted: true });
  });
});

describe("delete_run", () => {
  test("asks by name, then deletes", async () => {
    on(`GET ${API}/runs/get`, { run: { info: RUN } });
    const seen = on(`POST ${API}/runs/delete`, {});
    const { call, questions } = await connect({ answer: yes });
    const { structuredContent } = await call("delete_run", { run_id: "r1" });
    expect(questions).toEqual([
      asked(
        'Delete MLflow run "fit-1" (id r1, status "RUNNING")?',
        "Its metrics, params and artifacts are deleted with it. It can be restored for a limited time only.",
      ),
    ]);
    expect(seen[0]?.body).toEqual({ run_id: "r1" });
    expect(structuredContent).toEqual({ run_id: "r1", name: "fit-1", deleted: true });
  });
});

describe("restore_run", () => {
  test("restores it", async () => {
    const seen = on(`POST ${API}/runs/restore`, {});
    const { call } = await connect();
    const { structuredContent } = await call("restore_run", { run_id: "r1" });
    expect(seen[0]?.body).toEqual({ run_id: "r1" });
    expect(structuredContent).toEqual({ run_id: "r1", lifecycle_stage: "active" });
  });
});
