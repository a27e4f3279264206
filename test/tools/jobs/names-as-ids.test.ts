import { expect, test } from "vitest";
import { connect } from "../../support/harness.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

test.each(["job_id", "id", "name", "job_name"])("a job can be run by its name as %s", async (field) => {
  on("GET /api/2.2/jobs/list", { jobs: [{ job_id: 7, settings: { name: "nightly" } }] });
  on("GET /api/2.2/jobs/get", { job_id: 7, settings: { name: "nightly" } });
  on("GET /api/2.2/jobs/runs/get", { run_id: 88, state: { life_cycle_state: "TERMINATED", result_state: "SUCCESS" } });
  on("GET /api/2.2/jobs/runs/list", {});
  const started = on("POST /api/2.2/jobs/run-now", { run_id: 88 });
  const { call } = await connect();
  await call("run_job", { [field]: "nightly" });
  expect(started.map(({ body }) => body)).toMatchObject([{ job_id: 7 }]);
  expect((await call("list_job_runs", { [field]: "nightly" })).isError).not.toBe(true);
  expect((await call("get_job", { [field]: "nightly" })).structuredContent).toMatchObject({ job_id: "7" });
});

test.each(["pipeline_id", "name", "pipeline_name"])(
  "a pipeline can be read and run by its name as %s",
  async (field) => {
    const id = "e0f01758-cc61-11eb-b8bc-0242ac130003";
    on("GET /api/2.0/pipelines", { statuses: [{ pipeline_id: id, name: "orders" }] });
    on(`GET /api/2.0/pipelines/${id}`, { pipeline_id: id, name: "orders" });
    on(`GET /api/2.0/pipelines/${id}/updates/u1`, { update: { update_id: "u1", state: "COMPLETED" } });
    const started = on(`POST /api/2.0/pipelines/${id}/updates`, { update_id: "u1" });
    const { call } = await connect();
    expect((await call("get_pipeline", { [field]: "orders" })).structuredContent).toMatchObject({ pipeline_id: id });
    await call("start_pipeline_update", { [field]: "orders" });
    expect(started).toHaveLength(1);
  },
);
