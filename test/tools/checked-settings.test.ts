import { describe, expect, test } from "vitest";
import { CLUSTER_FIELDS } from "../../src/api/compute/cluster-settings.ts";
import { loadCommonReference } from "../../src/api/reference/reference.ts";
import { connect, textOf, yes } from "../support/harness.ts";
import { on, useWorkspace } from "../support/workspace.ts";

useWorkspace();

const CREATE = "POST /api/2.2/jobs/create";
const task = { task_key: "load", notebook_task: { notebook_path: "/Volumes/a/b/c/load" } };
const create = (settings: object, tasks: readonly object[] = [task]) => ({ name: "nightly", tasks, settings });

describe("settings that the platform cannot read are refused before anything is sent", () => {
  test.each([
    [
      "create_job",
      create({ schedule: "0 30 6 ? * MON-FRI" }),
      /schedule must be an object \(\{quartz_cron_expression\*/,
    ],
    ["create_job", create({ schedule: { quartz_cron_expression: "0 0 2 * * ?" } }), /schedule\.timezone_id is missing/],
    ["create_job", create({ email_notifications: { on_failure: "a@b.c" } }), /on_failure must be an array/],
    ["create_job", create({ scheduel: {} }), /settings has no field scheduel\. Did you mean schedule\?/],
    [
      "create_job",
      create({}, [{ task_key: "a", notebook_task: { path: "/a" } }]),
      /notebook_task\.notebook_path is missing/,
    ],
    [
      "create_job",
      create({}, [{ ...task, max_retry: 3 }]),
      /tasks\[0\] has no field max_retry\. Did you mean max_retries\?/,
    ],
    [
      "create_job",
      create({}, [{ task_key: "l", for_each_task: { inputs: "[1]", task: { ...task, timeout_second: 9 } } }]),
      /for_each_task\.task has no field timeout_second\. Did you mean timeout_seconds\?/,
    ],
    [
      "create_job",
      create({ email_notifications: { on_failures: ["a@b.c"] } }),
      /email_notifications has no field on_failures\. Did you mean on_failure\?/,
    ],
    ["create_job", create({}, [{ task_key: "a", sql_task: { query: { query_id: "q" } } }]), /warehouse_id is missing/],
    ["update_job", { job_id: "7", settings: { schedule: "daily" } }, /schedule must be an object/],
    [
      "create_pipeline",
      { name: "p", catalog: "main", schema: "a", libraries: [{ file: { path: "/a" } }], settings: { contnuous: true } },
      /continuous\?/,
    ],
    ["create_warehouse", { name: "w", cluster_size: "Small", settings: { tags: ["a"] } }, /tags must be an object/],
  ])("%s %j", async (tool, args, problem) => {
    const { call } = await connect();
    const answer = await call(tool, args);
    expect(textOf(answer)).toMatch(problem);
    expect(textOf(answer)).toContain("nothing was sent");
  });

  test("and before the question", async () => {
    const { call, questions } = await connect({ answer: yes });
    const run_as = { user_name: "a@example.com" };
    expect(textOf(await call("create_job", create({ run_as, schedule: "daily" })))).toContain("schedule must be");
    expect(questions).toEqual([]);
  });

  test.each([
    [{ tags: { on_failures: "x" }, run_as: { user_name: "a@example.com" } }, task],
    [{ git_source: { git_url: "https://x.com/y", git_provider: "gitHub", git_branch: "main" } }, task],
    [{}, { task_key: "flat", notebook_path: "/Volumes/a/b/c/load", base_parameters: { max_retry: "1" } }],
  ])("names that users choose, alternatives and flat tasks are none of them: %j %j", async (settings, given) => {
    const { call } = await connect({ answer: yes, contract: false });
    on("GET /api/2.2/jobs/list", {});
    on("GET /api/2.2/jobs/get", { job_id: 7, settings: { name: "nightly" } });
    const seen = on(CREATE, { job_id: 7 });
    const answer = await call("create_job", create(settings, [given]));
    expect(JSON.stringify(answer.content)).not.toContain("does not have");
    expect(seen).toHaveLength(1);
  });

  test("a nested field that this server does not know is sent, and named with its place", async () => {
    const { call } = await connect({ contract: false });
    on("GET /api/2.2/jobs/list", {});
    on("GET /api/2.2/jobs/get", { job_id: 7, settings: { name: "nightly" } });
    const seen = on(CREATE, { job_id: 7 });
    const answer = await call("create_job", create({}, [{ ...task, brand_new_field: 1 }]));
    expect(seen.map(({ body }) => body)).toMatchObject([{ tasks: [{ brand_new_field: 1 }] }]);
    expect(JSON.stringify(answer.content)).toContain("does not have tasks[0].brand_new_field;");
  });

  test("a field that this server does not know is sent, and named", async () => {
    const { call } = await connect({ contract: false });
    on("GET /api/2.2/jobs/list", {});
    on("GET /api/2.2/jobs/get", { job_id: 7, settings: { name: "nightly" } });
    const seen = on(CREATE, { job_id: 7 });
    const answer = await call("create_job", create({ brand_new_field: 1 }));
    expect(seen.map(({ body }) => body)).toMatchObject([{ brand_new_field: 1 }]);
    expect(JSON.stringify(answer.content)).toContain(
      "does not have brand_new_field; the workspace ignores fields that it does not know.",
    );
  });
});

describe("a change of a cluster, whose fields the reference describes in words", () => {
  const ID = "0115-093012-abcd1234";
  const change = async (settings: object) => {
    on("GET /api/2.1/clusters/get", { cluster_id: ID, cluster_name: "etl", state: "TERMINATED" });
    const seen = on("POST /api/2.1/clusters/update", {});
    const { call } = await connect({ answer: yes });
    return { text: textOf(await call("update_cluster", { cluster_id: ID, settings })), seen };
  };

  test("does not claim that the workspace ignores a field", async () => {
    const { text, seen } = await change({ autotermination_minutes: 50, custom_tags: { team: "a" }, num_workers: 2 });
    expect(text).not.toContain("does not have");
    expect(seen).toHaveLength(1);
  });

  test("is refused if its shape is wrong", async () => {
    const { text, seen } = await change({ custom_tags: "team=a" });
    expect(text).toContain("custom_tags must be an object");
    expect(seen).toEqual([]);
  });
});

test("the reference has every field that a change of a cluster can have", async () => {
  const { operations } = await loadCommonReference();
  const known = operations.get("clusters.create")?.parameters.map(({ name }) => name) ?? [];
  expect(CLUSTER_FIELDS.filter((field) => !known.includes(field))).toEqual([]);
});
