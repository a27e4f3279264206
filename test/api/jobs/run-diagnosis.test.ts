import { describe, expect, test } from "vitest";
import { differences, differenceWords } from "../../../src/api/jobs/difference.ts";
import { changesBetween, changesSince } from "../../../src/api/jobs/run-changes.ts";
import { failuresOf, jobRunOf, repairAdvice, successesAround, taskFacts } from "../../../src/api/jobs/run-failure.ts";
import { lastLogLines, shortenTraceback } from "../../../src/api/jobs/run-output.ts";
import type { JobRun, RunTask } from "../../../src/api/jobs/runs.ts";

const ended = (result_state: string, code = result_state) => ({
  state: { life_cycle_state: "TERMINATED", result_state },
  status: { state: "TERMINATED", termination_details: { code } },
});
const run = (run_id: string, more: Partial<JobRun> = {}): JobRun => ({
  run_id,
  job_id: "7",
  ...ended("SUCCESS"),
  ...more,
});
const task = (task_key: string, more: object = {}): RunTask => ({
  run_id: `9${task_key.length}`,
  task_key,
  ...ended("SUCCESS"),
  ...more,
});

const words = (before: unknown, after: unknown) => differences(before, after).map(differenceWords);

describe("differences", () => {
  test.each([
    ["a value", { a: { b: 1 } }, { a: { b: 2 } }, ["a.b: 1 → 2"]],
    ["additions and removals", { a: "x" }, { b: "y" }, ["a: removed (was x)", "b: added y"]],
    ["no difference between absent, null and empty values", { a: null, b: [], c: {} }, { d: "", e: { f: null } }, []],
    [
      "elements by their key, in any order",
      [{ name: "a", v: 1 }, { name: "b" }],
      [{ name: "b" }, { name: "a", v: 2 }],
      ["a.v: 1 → 2"],
    ],
    ["lists without keys as a whole", { l: [1, 2] }, { l: [2, 1] }, ["l: [1,2] → [2,1]"]],
    ["no difference in the order of fields", { a: [{ x: 1, y: 2 }] }, { a: [{ y: 2, x: 1 }] }, []],
    ["long values by name", { sql: "a".repeat(90) }, { sql: "b" }, ["sql: changed"]],
    ["objects by name, since they may hold credentials", {}, { new: { token: "s" } }, ["new: added"]],
  ])("%s", (_, before, after, expected) => expect(words(before, after)).toEqual(expected));

  test.each([
    ["spark_conf", { spark_conf: { "fs.key": "OLDSECRET" } }, { spark_conf: { "fs.key": "NEWSECRET" } }],
    [
      "spark_env_vars",
      { new_cluster: { spark_env_vars: { X: "OLDSECRET" } } },
      { new_cluster: { spark_env_vars: {} } },
    ],
    [
      "a password",
      { base_parameters: { db_password: "OLDSECRET" } },
      { base_parameters: { db_password: "NEWSECRET" } },
    ],
    ["a new token", {}, { api_token: "NEWSECRET" }],
  ])("the values of %s are not shown", (_, before, after) => {
    const [line, ...more] = words(before, after);
    expect(line).toMatch(/: (changed|added|removed)$/);
    expect(more).toEqual([]);
    expect(line).not.toContain("SECRET");
  });
});

describe("changes of a job or run", () => {
  test("cover parameters, tasks, clusters and the commit, but not the fields that differ in every run", () => {
    const before = run("1", {
      job_parameters: [{ name: "day", default: "mon" }],
      tasks: [task("load", { notebook_task: { notebook_path: "/a" }, start_time: 5, attempt_number: 0 }), task("old")],
      job_clusters: [{ job_cluster_key: "main", new_cluster: { num_workers: 2 } }],
      git_source: { git_snapshot: { used_commit: "aaa" } },
    });
    const after = run("2", {
      job_parameters: [{ name: "day", default: "mon", value: "tue" }],
      tasks: [task("load", { notebook_task: { notebook_path: "/b" }, start_time: 9, attempt_number: 1 })],
      job_clusters: [{ job_cluster_key: "main", new_cluster: { num_workers: 4 } }],
      git_source: { git_snapshot: { used_commit: "bbb" } },
    });
    expect(changesBetween(before, after)).toEqual([
      "parameters.day: mon → tue",
      "job_clusters.main.new_cluster.num_workers: 2 → 4",
      "git_source.git_snapshot.used_commit: aaa → bbb",
      "tasks.load.notebook_task.notebook_path: /a → /b",
      "tasks.old: removed",
    ]);
    expect(changesBetween(before, before)).toEqual([]);
  });

  test("of the job since a run cover set values and tasks, not values that the platform added", () => {
    const had = run("1", {
      tasks: [task("load", { timeout_seconds: 60, run_if: "ALL_SUCCESS", new_cluster: { a: 1 } })],
    });
    const settings = {
      tasks: [{ task_key: "load", timeout_seconds: 90, job_cluster_key: "main" }, { task_key: "more" }],
    };
    expect(changesSince(had, { job_id: "7", settings })).toEqual([
      "tasks.load.timeout_seconds: 60 → 90",
      "tasks.more: added",
    ]);
  });

  test.each<[string, before: object, now: object, changes: string[]]>([
    [
      "another kind of task",
      { sql_task: { query: { query_id: "q" }, warehouse_id: "w" } },
      { notebook_task: { notebook_path: "/a", source: "WORKSPACE" } },
      ["sql_task: removed", "notebook_task: added"],
    ],
    [
      "a parameter, a library, a cluster and a dependency",
      { notebook_task: { notebook_path: "/a" }, existing_cluster_id: "c1", run_if: "ALL_SUCCESS" },
      {
        notebook_task: { notebook_path: "/a", base_parameters: { day: "mon" } },
        libraries: [{ pypi: { package: "x" } }],
        depends_on: [{ task_key: "first" }],
      },
      [
        "notebook_task.base_parameters: added",
        "existing_cluster_id: removed (was c1)",
        "libraries: added",
        "depends_on: added",
      ],
    ],
    [
      "the task of a loop",
      { for_each_task: { inputs: "[1]", task: { task_key: "one", run_if: "ALL_SUCCESS", sql_task: { q: "x" } } } },
      { for_each_task: { inputs: "[1]", task: { task_key: "one", notebook_task: { notebook_path: "/a" } } } },
      ["for_each_task.task.sql_task: removed", "for_each_task.task.notebook_task: added"],
    ],
    [
      "not defaults that the platform spells out, nor retries, which runs do not have",
      {
        notebook_task: { notebook_path: "/a", source: "WORKSPACE" },
        pipeline_task: { pipeline_id: "p", full_refresh: false },
        email_notifications: { no_alert_for_skipped_runs: false },
      },
      { notebook_task: { notebook_path: "/a" }, pipeline_task: { pipeline_id: "p" }, max_retries: 2 },
      [],
    ],
  ])("of the job since a run include %s", (_, before, now, changes) => {
    const had = run("1", { tasks: [task("load", before)] });
    const settings = { tasks: [{ task_key: "load", ...now }] };
    expect(changesSince(had, { job_id: "7", settings })).toEqual(changes.map((change) => `tasks.load.${change}`));
  });
});

describe("failures", () => {
  test("tasks that failed are separated from tasks that did not run because of them", () => {
    const tasks = [
      task("ok"),
      task("bad", ended("FAILED", "RUN_EXECUTION_ERROR")),
      task("after", { state: { life_cycle_state: "SKIPPED", result_state: "UPSTREAM_FAILED" }, status: undefined }),
      task("going", { state: { life_cycle_state: "RUNNING" }, status: undefined }),
    ];
    const { failed, notRun } = failuresOf(run("1", { ...ended("FAILED"), tasks }));
    expect(failed.map(({ task_key }) => task_key)).toEqual(["bad"]);
    expect(notRun).toEqual(["after"]);
  });

  test("a failed run without tasks is the failure itself", () => {
    expect(failuresOf(run("1", ended("FAILED"))).failed.map(({ run_id }) => run_id)).toEqual(["1"]);
    expect(failuresOf(run("1")).failed).toEqual([]);
  });

  test("the facts of a task are its notebook or file and its cluster", () => {
    expect(
      taskFacts(task("t", { notebook_task: { notebook_path: "/nb" }, cluster_instance: { cluster_id: "c1" } })),
    ).toEqual({ is_notebook: true, path: "/nb", cluster_id: "c1" });
    expect(taskFacts(task("t", { notebook_task: { notebook_path: "nb", source: "GIT" } }))).toEqual({
      is_notebook: true,
    });
    expect(taskFacts(task("t", { spark_python_task: { python_file: "/a.py" } }))).toEqual({ path: "/a.py" });
    expect(taskFacts(task("t", { spark_python_task: { python_file: "s3://b/a.py" } }))).toEqual({});
    const stats = { error_message_stats: [{ count: 3, error_message: "boom" }] };
    expect(taskFacts(task("t", { for_each_task: { stats } }))).toEqual({
      is_loop: true,
      iteration_errors: ["3 × boom"],
    });
  });

  test("a task run has the ID of its job run", () => {
    expect(jobRunOf(run("5", { job_run_id: 4 }))).toBe("4");
    expect(jobRunOf(run("4", { job_run_id: 4 }))).toBeUndefined();
    expect(jobRunOf(run("4"))).toBeUndefined();
  });

  test("the successes around a run are the last one before and the newest one after", () => {
    const others = [
      run("9", { start_time: 90 }),
      run("6", { ...ended("FAILED"), start_time: 60 }),
      run("5", { start_time: 50 }),
      run("3", { start_time: 30 }),
      run("1", { start_time: 10 }),
    ];
    const { before, later } = successesAround(run("4", { start_time: 40 }), others);
    expect([before?.run_id, later?.run_id]).toEqual(["3", "9"]);
    expect(successesAround(run("1", { start_time: 10 }), others.slice(-1))).toEqual({});
  });
});

test("a later success with the same parameters is better than a newer one with others", () => {
  const of = (run_id: string, start_time: number, value: string) =>
    run(run_id, { start_time, job_parameters: [{ name: "day", value, default: "1" }] });
  const others = [of("9", 90, "3"), of("7", 70, "2"), of("6", 60, "2")];
  expect(successesAround(of("4", 40, "2"), others).later?.run_id).toBe("7");
  expect(successesAround(of("4", 40, "5"), others).later?.run_id).toBe("9");
});

describe("advice whether to repair a run that", () => {
  const failed = run("8", ended("FAILED", "RUN_EXECUTION_ERROR"));
  const later = run("9");
  const day = (value: string) => ({ name: "day", value });
  test.each([
    [
      "is still running",
      run("8", { state: { life_cycle_state: "RUNNING" } }),
      {},
      /^Not yet: the run is RUNNING\. Call get_job_run with run_id 8/,
    ],
    ["succeeded", run("8"), {}, /^No: the run succeeded/],
    [
      "was skipped",
      run("8", { state: { life_cycle_state: "SKIPPED" }, status: null }),
      {},
      /^No: the run was skipped\. Call run_job/,
    ],
    [
      "was followed by a success",
      failed,
      { later },
      /^Probably not needed: run 9 succeeded later.*repair_job_run with run_id 8/,
    ],
    [
      "was followed by a success with the same parameters",
      { ...failed, job_parameters: [day("2")] },
      { later: { ...later, job_parameters: [day("2")] } },
      /^Probably not needed: run 9 succeeded later with the same parameters/,
    ],
    [
      "was followed by a success with parameters that depend on its day",
      { ...failed, job_parameters: [day("yesterday")] },
      { later: { ...later, job_parameters: [day("yesterday")] } },
      /^Probably not needed: .* with the same parameters\. But day=yesterday depends on the day of a run, also of a repair: check which day/,
    ],
    [
      "was followed by a success of another day",
      { ...failed, job_parameters: [day("2")] },
      { later: { ...later, job_parameters: [day("3")] } },
      /^Not yet: nothing changed.*Run 9 succeeded later with other parameters \(day=3\), which does not replace this run\.$/,
    ],
    [
      "failed before a change",
      failed,
      { changed: ["/nb was modified"] },
      /^Worth trying.*\/nb was modified\. If that fixes the cause, call repair_job_run/,
    ],
    [
      "failed temporarily",
      run("8", ended("FAILED", "CLOUD_FAILURE")),
      {},
      /^Yes, the failure is temporary: call repair_job_run/,
    ],
    ["was cancelled", run("8", ended("CANCELED", "USER_CANCELED")), {}, /^The run was cancelled and did not fail/],
    ["timed out", run("8", ended("TIMEDOUT")), {}, /^Not without a change: .*timeout_seconds/],
    ["failed with a code error", failed, {}, /^Not yet: nothing changed.*repair_job_run with run_id 8/],
    ["belonged to a deleted job", failed, { jobIsGone: true }, /^No: its job was deleted.*submit_run/],
    ["was submitted once", { ...failed, run_type: "SUBMIT_RUN" }, {}, /^Unlikely to help: .*submit it again/],
    ["has no job", { ...failed, job_id: "0" }, {}, /^Unlikely to help: .*submit it again/],
  ])("%s", (_, of, facts, expected) => {
    expect(repairAdvice(of, failuresOf(of).failed, { changed: [], ...facts })).toMatch(expected);
  });
});

describe("tracebacks and logs", () => {
  test("a short traceback is unchanged", () =>
    expect(shortenTraceback("Traceback\nValueError: x\n")).toBe("Traceback\nValueError: x"));

  test("a long traceback keeps its beginning and end, and the lines left out are counted", () => {
    const lines = Array.from({ length: 100 }, (_, at) => `line ${at}`);
    const core = shortenTraceback(lines.join("\n")).split("\n");
    expect(core[0]).toBe("line 0");
    expect(core.at(-2)).toBe("line 99");
    expect(core.at(-1)).toBe("(70 lines left out; call get_job_run_output for all)");
    expect(core).toHaveLength(6 + 1 + 24 + 1);
  });

  test("the JVM stack of a Python traceback is left out", () => {
    const python = `Traceback (most recent call last)\n${"x".repeat(200)}\nPy4JJavaError: it broke`;
    expect(
      shortenTraceback(`${python}\n\nJVM stacktrace:\norg.apache.spark.SparkException\n\tat org.apache.Foo(Foo.scala)`),
    ).toBe(`${python}\n(4 lines left out; call get_job_run_output for all)`);
  });

  test("a traceback of the JVM alone keeps its beginning, which has the error", () => {
    const frames = Array.from({ length: 100 }, (_, at) => `\tat org.apache.F${at}(F.scala:1)`);
    const core = shortenTraceback(["java.lang.Error: it broke", ...frames].join("\n"));
    expect(core.startsWith("java.lang.Error: it broke\n\tat org.apache.F0")).toBe(true);
    expect(core).toContain("71 lines left out");
  });

  test("the last lines of a log", () => {
    const log = Array.from({ length: 50 }, (_, at) => `line ${at}`).join("\n");
    expect(lastLogLines(`${log}\n`).split("\n")).toHaveLength(20);
    expect(lastLogLines(`${log}\n`).endsWith("line 49")).toBe(true);
  });
});
