import { describe, expect, test } from "vitest";
import { connect, textOf } from "../../support/harness.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const QUERY = "3f1c9a52-7c0e-4a57-9d3b-2b1f0a7e9c11";

describe("tasks take names for the IDs of objects", () => {
  const workspace = () => {
    on("GET /api/2.2/jobs/list", ({ query }) =>
      query.name === "nightly" ? {} : { jobs: [{ job_id: 71, settings: { name: "nightly-etl" } }] },
    );
    on("GET /api/2.2/jobs/get", { job_id: 7, settings: { name: "nightly" } });
    on("GET /api/2.0/pipelines", { statuses: [{ pipeline_id: "p-1", name: "orders" }] });
    on("GET /api/2.0/pipelines/p-1", { pipeline_id: "p-1" });
    on("GET /api/2.0/sql/warehouses", { warehouses: [{ id: "0123456789abcdef", name: "Shared" }] });
    on("GET /api/2.0/sql/warehouses/0123456789abcdef", { id: "0123456789abcdef" });
    on("GET /api/2.0/sql/queries", { results: [{ id: QUERY, display_name: "Daily sales" }] });
    on(`GET /api/2.0/sql/queries/${QUERY}`, { id: QUERY });
    return on("POST /api/2.2/jobs/create", { job_id: 7 });
  };

  test("at any depth, and leaves references and parameters as they are", async () => {
    const { call } = await connect();
    const created = workspace();
    const job_parameters = { pipeline_id: "orders" };
    const answer = await call("create_job", {
      name: "nightly",
      tasks: [
        { task_key: "a", pipeline_id: "orders" },
        { task_key: "b", sql_task: { warehouse_id: "shared", query: { query_id: "Daily sales" } } },
        { task_key: "c", run_job_task: { job_id: "nightly-etl", job_parameters } },
        {
          task_key: "d",
          for_each_task: {
            inputs: "[1]",
            task: { task_key: "e", pipeline_task: { pipeline_id: "{{job.parameters.p}}" } },
          },
        },
      ],
    });
    expect(textOf(answer)).toContain("Created");
    expect(created.map(({ body }) => (body as { tasks: unknown }).tasks)).toMatchObject([
      [
        { pipeline_task: { pipeline_id: "p-1" } },
        { sql_task: { warehouse_id: "0123456789abcdef", query: { query_id: QUERY } } },
        { run_job_task: { job_id: 71, job_parameters } },
        { for_each_task: { task: { pipeline_task: { pipeline_id: "{{job.parameters.p}}" } } } },
      ],
    ]);
  });

  test("a name that no object has is refused before the job is created", async () => {
    const { call } = await connect();
    const created = workspace();
    const tasks = [{ task_key: "a", pipeline_task: { pipeline_id: "ordres" } }];
    expect(textOf(await call("create_job", { name: "nightly", tasks }))).toContain("No pipeline");
    expect(created).toEqual([]);
  });
});
