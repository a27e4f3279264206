import { expect, test } from "vitest";
import { connect } from "../../support/harness.ts";
import { on, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const GET = "GET /api/2.2/jobs/get";

test.each([
  [{}, undefined],
  [{ git_source: { git_url: "https://github.com/acme/etl", git_provider: "gitHub", git_branch: "main" } }, "WORKSPACE"],
])("get_job keeps the source of a task where another one is the default: %j", async (more, source) => {
  const { call } = await connect();
  const task = { task_key: "load", notebook_task: { notebook_path: "/Shared/load", source: "WORKSPACE" } };
  on(GET, { job_id: 7, settings: { name: "nightly", ...more, tasks: [task] } });
  const { structuredContent } = await call("get_job", { job_id: "7" });
  const { settings } = structuredContent as { settings: { tasks: readonly { notebook_task: object }[] } };
  const kept = { notebook_path: "/Shared/load", ...(source && { source }) };
  expect(settings.tasks).toEqual([{ task_key: "load", notebook_task: kept }]);
});

test("a changed job shows on which branch of a condition a task is", async () => {
  const { call } = await connect();
  const after = (task_key: string, on: object) => ({
    task_key,
    depends_on: [on],
    notebook_task: { notebook_path: "/Volumes/a" },
  });
  const check = { task_key: "check", condition_task: { op: "EQUAL_TO", left: "1", right: "1" } };
  const tasks = [check, after("full", { task_key: "check", outcome: "true" }), after("end", { task_key: "full" })];
  on(GET, { job_id: 7, settings: { name: "nightly", tasks } });
  on("POST /api/2.2/jobs/update", {});
  const { structuredContent } = await call("update_job", { job_id: "7", name: "nightly" });
  expect(structuredContent).toMatchObject({ tasks: ["check", "full after check (true)", "end after full"] });
});
