import { expect, test } from "vitest";
import { connect, textOf, yes } from "../../support/harness.ts";
import { on, platformError, useWorkspace } from "../../support/workspace.ts";

useWorkspace();

const task = (task_key: string, base_parameters: object, more: object = {}) => ({
  task_key,
  notebook_task: { notebook_path: "/Volumes/a/b/c/n", base_parameters },
  ...more,
});
const after = (...keys: readonly string[]) => ({ depends_on: keys.map((task_key) => ({ task_key })) });

test("a new or changed job names references that no parameter and no earlier task has", async () => {
  const tasks = [
    task("a", { day: "{{job.parameters.day}}", x: "{{ job.parameters.nope }}", id: "{{job.run_id}}" }),
    task("b", { rows: "{{tasks.a.values.rows}}", y: "{{tasks.zz.values.rows}}" }, after("a")),
    task("c", { rows: "{{tasks.a.values.rows}}", state: "{{tasks.d.result_state}}" }, after("b")),
    task("d", {}, { description: "{{tasks.unknown.values.x}}" }),
  ];
  const settings = { name: "n", tasks, parameters: [{ name: "day", default: "today" }] };
  on("GET /api/2.2/jobs/list", {});
  on("GET /api/2.2/jobs/get", { job_id: 7, settings });
  on("POST /api/2.2/jobs/create", { job_id: 7 });
  on("POST /api/2.2/jobs/update", {});
  const { call } = await connect();
  const created = await call("create_job", { name: "n", tasks, settings: { parameters: settings.parameters } });
  const changed = await call("update_job", { job_id: "7", name: "n" });
  for (const { structuredContent } of [created, changed]) {
    expect(Object(structuredContent).check).toEqual([
      "Task a refers to job parameter nope, which the job does not declare",
      "Task b refers to task zz, which the job does not have",
      "Task c refers to task d, which does not run before it",
    ]);
  }
});

test("notification destinations that do not exist are named", async () => {
  on("GET /api/2.2/jobs/list", {});
  on("GET /api/2.2/jobs/get", { job_id: 7, settings: { name: "n" } });
  on("POST /api/2.2/jobs/create", { job_id: 7 });
  on("POST /api/2.2/jobs/update", {});
  on("GET /api/2.0/notification-destinations/:id", ({ path }) =>
    path.endsWith("nope") ? platformError(404, "RESOURCE_DOES_NOT_EXIST", "no") : { id: "d1" },
  );
  const webhook_notifications = { on_failure: [{ id: "d1" }, { id: "nope" }] };
  const { call } = await connect();
  const created = await call("create_job", { name: "n", tasks: [task("a", {})], settings: { webhook_notifications } });
  const changed = await call("update_job", { job_id: "7", settings: { webhook_notifications } });
  for (const { structuredContent } of [created, changed]) {
    expect(Object(structuredContent).check).toEqual(["Notification destination nope does not exist in this workspace"]);
  }
});

test("an identity that does not exist is not taken for a job that does not exist", async () => {
  on("GET /api/2.2/jobs/get", { job_id: 7, settings: { name: "n" } });
  on(
    "POST /api/2.2/jobs/update",
    platformError(404, "RESOURCE_DOES_NOT_EXIST", "Principal: ServicePrincipalName(x) does not exist"),
  );
  const { call } = await connect({ answer: yes });
  const answer = await call("update_job", { job_id: "7", settings: { run_as: { service_principal_name: "x" } } });
  expect(textOf(answer)).toContain("list_service_principals");
  expect(textOf(answer)).not.toContain("list_jobs");
});

test("a job of which only a page was read is not judged", async () => {
  on("GET /api/2.2/jobs/get", {
    job_id: 7,
    settings: { name: "n", tasks: [task("b", { y: "{{tasks.a.values.rows}}" })] },
    next_page_token: "more",
  });
  on("POST /api/2.2/jobs/update", {});
  const { call } = await connect();
  expect(Object((await call("update_job", { job_id: "7", name: "n" })).structuredContent).check).toBeUndefined();
});

test("a file that does not exist can be copied only if the server has another workspace", async () => {
  on("GET /api/2.2/jobs/list", {});
  on("GET /api/2.2/jobs/get", { job_id: 7, settings: { name: "n" } });
  on("POST /api/2.2/jobs/create", { job_id: 7 });
  on("GET /api/2.0/workspace/get-status", () =>
    Response.json({ error_code: "RESOURCE_DOES_NOT_EXIST", message: "no" }, { status: 404 }),
  );
  const { call } = await connect();
  const script = { task_key: "s", spark_python_task: { python_file: "/Shared/s.py" } };
  const { structuredContent } = await call("create_job", { name: "n", tasks: [script] });
  expect(Object(structuredContent).check).toEqual(["/Shared/s.py does not exist in this workspace"]);
});
