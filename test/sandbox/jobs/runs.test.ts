import { afterAll, beforeAll, expect, test } from "vitest";
import { openRest, type RestSession } from "../rest-session.ts";

const JOBS = "/api/2.2/jobs";
const WAREHOUSE = "7e083095329f3ca5";

let session: RestSession;
beforeAll(async () => {
  session = await openRest({ speed: 500 });
});
afterAll(() => session.close());

/** The fields that these tests read of jobs, runs and tasks. */
interface Body {
  readonly job_id: number;
  readonly run_id: number;
  readonly error: string;
  readonly message: string;
  readonly start_time: number;
  readonly end_time: number;
  readonly run_duration: number;
  readonly state: { readonly life_cycle_state: string; readonly result_state: string; readonly state_message: string };
  readonly runs: readonly Body[];
  readonly tasks: readonly [Body, ...Body[]];
  readonly iterations: readonly [Body, Body];
  readonly metadata: Body;
  readonly cluster_instance: { readonly cluster_id: string };
  readonly condition_task: { readonly outcome: string };
  readonly for_each_task: { readonly stats: { readonly task_run_stats: object } };
  readonly sql_task: { readonly query: { readonly query_id: string } };
}

const read = (text: string): Body => JSON.parse(text);
const post = async (path: string, body: object) => read((await session.post(`${JOBS}/${path}`, body)).text);
const get = async (path: string, query: Record<string, string | number>) =>
  read((await session.get(`${JOBS}/${path}`, query)).text);

const ended = (run_id: number): Promise<Body> =>
  expect
    .poll(async () => (await get("runs/get", { run_id })).state.life_cycle_state, { timeout: 30_000, interval: 20 })
    .toMatch(/^(TERMINATED|INTERNAL_ERROR|SKIPPED)$/)
    .then(() => get("runs/get", { run_id }));

/** A saved query, and a SQL task that runs it. */
async function sqlTask(task_key: string, query_text: string, more: object = {}) {
  const query = { display_name: `${task_key} ${query_text}`.slice(0, 80), query_text };
  const { body } = await session.post("/api/2.0/sql/queries", { query, auto_resolve_display_name: true });
  return { task_key, sql_task: { query: { query_id: body.id }, warehouse_id: WAREHOUSE }, ...more };
}

test("a repair uses the current settings of the job, and keeps the old ones in the history", async () => {
  const { job_id } = await post("create", { name: "mended", tasks: [await sqlTask("load", "SELECT * FROM nowhere")] });
  const { run_id } = await post("run-now", { job_id });
  expect((await ended(run_id)).state.result_state).toBe("FAILED");
  await post("update", { job_id, new_settings: { tasks: [await sqlTask("load", "SELECT 1")] } });
  await post("runs/repair", { run_id, rerun_all_failed_tasks: true });
  expect((await ended(run_id)).state.result_state).toBe("SUCCESS");
  const { tasks } = await get("runs/get", { run_id, include_history: "true" });
  const queries = tasks.map((task) => task.sql_task.query.query_id);
  expect(new Set(queries).size).toBe(2);
});

test("a task that the job has lost cannot be repaired", async () => {
  const { job_id } = await post("create", { name: "lost", tasks: [await sqlTask("a", "SELECT * FROM nowhere")] });
  const { run_id } = await post("run-now", { job_id });
  await ended(run_id);
  await post("reset", { job_id, new_settings: { name: "lost", tasks: [await sqlTask("b", "SELECT 1")] } });
  const refused = await post("runs/repair", { run_id, rerun_all_failed_tasks: true });
  expect(refused).toMatchObject({ error_code: "INVALID_PARAMETER_VALUE" });
  expect(refused.message).toContain(`Task a is no longer in job ${job_id}`);
});

test("the duration of a repaired run is the time of the run and its repairs, without the days between", async () => {
  const { runs } = await get("runs/list", { job_id: 620114587321 });
  const [failed] = runs.filter((run) => run.state.result_state === "FAILED");
  if (failed === undefined) throw new Error("no failed run");
  const before = (await get("runs/get", { run_id: failed.run_id })).run_duration;
  expect(before).toBe(failed.end_time - failed.start_time);
  const broken = { ...(await sqlTask("load_orders", "SELECT 1")) };
  await post("update", { job_id: 620114587321, new_settings: { tasks: [broken] } });
  await post("runs/repair", { run_id: failed.run_id, rerun_tasks: ["load_orders"] });
  const after = await ended(failed.run_id);
  expect(after.end_time - after.start_time).toBeGreaterThan(86_400_000);
  expect(after.run_duration).toBeGreaterThan(before);
  expect(after.run_duration).toBeLessThan(before + 60_000);
});

test("only tasks on a cluster have one", async () => {
  const { run_id } = await post("runs/submit", { run_name: "serverless", tasks: [await sqlTask("a", "SELECT 1")] });
  const { tasks } = await ended(run_id);
  expect(tasks[0].cluster_instance).toBeUndefined();
  const { runs } = await get("runs/list", { job_id: 731480216905, expand_tasks: "true" });
  expect(runs[0]?.tasks[0].cluster_instance.cluster_id).toBe("0115-093012-abcd1234");
});

test("a for each task runs its task once for each input, and shows its iterations", async () => {
  const { job_id } = await post("create", {
    name: "backfill",
    parameters: [{ name: "days", default: '[{"day":"mon","rows":1},{"day":"tue","rows":0}]' }],
    tasks: [
      {
        task_key: "all_days",
        for_each_task: {
          inputs: "{{job.parameters.days}}",
          concurrency: 2,
          task: { task_key: "one_day", condition_task: { op: "EQUAL_TO", left: "{{input.day}}", right: "mon" } },
        },
      },
    ],
  });
  const { run_id } = await post("run-now", { job_id });
  const run = await ended(run_id);
  expect(run.state.result_state).toBe("SUCCESS");
  expect(run.tasks[0].for_each_task.stats.task_run_stats).toEqual({
    total_iterations: 2,
    scheduled_iterations: 2,
    active_iterations: 0,
    completed_iterations: 2,
    succeeded_iterations: 2,
    failed_iterations: 0,
  });
  const { iterations } = await get("runs/get", { run_id: run.tasks[0].run_id });
  expect(iterations.map((each) => each.condition_task.outcome)).toEqual(["true", "false"]);
  const single = await get("runs/get", { run_id: iterations[1].run_id });
  expect(single).toMatchObject({ task_key: "one_day", state: { result_state: "SUCCESS" } });
});

test("a for each task fails with its iterations, and says how many", async () => {
  const task = await sqlTask("load", "SELECT 10 / :n");
  const nested = { ...task, sql_task: { ...task.sql_task, parameters: { n: "{{input}}" } } };
  const each = (inputs: string) => ({ task_key: "each", for_each_task: { inputs, task: nested } });
  const { run_id } = await post("runs/submit", { run_name: "divide", tasks: [each("[1, 0]")] });
  const run = await ended(run_id);
  expect(run.state.result_state).toBe("FAILED");
  const output = await get("runs/get-output", { run_id: run.tasks[0].run_id });
  expect(output.error).toBe("1 of 2 iterations failed.");
  expect(output.metadata.iterations[1].state.result_state).toBe("FAILED");
  const wrong = await post("runs/submit", { run_name: "wrong", tasks: [each("not json")] });
  expect((await ended(wrong.run_id)).state.state_message).toContain("each");
  const none = { task_key: "each", for_each_task: { inputs: "[]" } };
  expect(await post("runs/submit", { run_name: "none", tasks: [none] })).toMatchObject({
    message: "Task each has no nested task.",
  });
});

test("tasks with the same job cluster share it, and it can be read as long as its run exists", async () => {
  const { runs } = await get("runs/list", { job_id: 620114587321, expand_tasks: "true" });
  const [latest] = runs.filter(({ state }) => state.result_state === "SUCCESS");
  const clusters = latest?.tasks.flatMap(({ cluster_instance }) => cluster_instance?.cluster_id ?? []) ?? [];
  expect(new Set(clusters).size).toBe(1);
  const { body } = await session.get("/api/2.1/clusters/get", { cluster_id: String(clusters[0]) });
  expect(body).toMatchObject({
    cluster_source: "JOB",
    state: "TERMINATED",
    node_type_id: "m5d.xlarge",
    termination_reason: { code: "JOB_FINISHED" },
  });
});
