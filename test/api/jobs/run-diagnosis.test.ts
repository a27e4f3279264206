import { describe, expect, test } from "vitest";
import { differences, differenceWords } from "../../../src/api/jobs/difference.ts";
import { changesBetween, changesSince } from "../../../src/api/jobs/run-changes.ts";
import { failuresOf, jobRunOf, repairAdvice, successesAround, taskFacts } from "../../../src/api/jobs/run-failure.ts";
import type { JobRun, RunTask } from "../../../src/api/jobs/runs.ts";
import { logTail, tracebackCore } from "../../../src/api/jobs/traceback.ts";

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
    ["what was added and removed", { a: "x" }, { b: "y" }, ["a: removed (was x)", "b: added y"]],
    ["nothing between absent, null and empty", { a: null, b: [], c: {} }, { d: "", e: { f: null } }, []],
    [
      "elements by their key, in any order",
      [{ name: "a", v: 1 }, { name: "b" }],
      [{ name: "b" }, { name: "a", v: 2 }],
      ["a.v: 1 → 2"],
    ],
    ["lists without keys as a whole", { l: [1, 2] }, { l: [2, 1] }, ["l: [1,2] → [2,1]"]],
    ["fields in another order", { a: [{ x: 1, y: 2 }] }, { a: [{ y: 2, x: 1 }] }, []],
    ["long values by name", { sql: "a".repeat(90) }, { sql: "b" }, ["sql: changed"]],
    ["objects by name: they may hold what must not be shown", {}, { new: { token: "s" } }, ["new: added"]],
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

describe("what changed", () => {
  test("parameters, tasks, clusters and the commit, but not what every run has for itself", () => {
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

  test("in the job since the run: set values and whole tasks, not what the platform filled in", () => {
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
});

describe("failures", () => {
  test("what failed by itself is told from what could not run", () => {
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

  test("a run without tasks is its own failure, if it is one", () => {
    expect(failuresOf(run("1", ended("FAILED"))).failed.map(({ run_id }) => run_id)).toEqual(["1"]);
    expect(failuresOf(run("1")).failed).toEqual([]);
  });

  test("what a task ran, and where", () => {
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

  test("a task run names its job run", () => {
    expect(jobRunOf(run("5", { job_run_id: 4 }))).toBe("4");
    expect(jobRunOf(run("4", { job_run_id: 4 }))).toBeUndefined();
    expect(jobRunOf(run("4"))).toBeUndefined();
  });

  test("successes around a run, the nearest before and the newest after", () => {
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

describe("whether to repair", () => {
  const failed = run("8", ended("FAILED", "RUN_EXECUTION_ERROR"));
  const later = run("9");
  test.each([
    [
      "still running",
      run("8", { state: { life_cycle_state: "RUNNING" } }),
      {},
      /^Not yet: it is RUNNING; get_job_run with run_id 8/,
    ],
    ["succeeded", run("8"), {}, /^No: it succeeded/],
    ["never ran", run("8", { state: { life_cycle_state: "SKIPPED" }, status: null }), {}, /^No: it never ran; run_job/],
    ["made up for", failed, { later }, /^Hardly: run 9 succeeded later.*repair_job_run with run_id 8/],
    [
      "something changed",
      failed,
      { changed: ["/nb was modified"] },
      /^Worth trying.*\/nb was modified\. Then repair_job_run/,
    ],
    ["passing", run("8", ended("FAILED", "CLOUD_FAILURE")), {}, /^Yes, the cause passes by itself: repair_job_run/],
    ["cancelled", run("8", ended("CANCELED", "USER_CANCELED")), {}, /^If it is still wanted/],
    ["timed out", run("8", ended("TIMEDOUT")), {}, /^Not as it is: .*timeout_seconds/],
    ["a code error", failed, {}, /^Not yet: nothing has changed.*repair_job_run with run_id 8/],
    ["of a deleted job", failed, { jobIsGone: true }, /^No: its job has been deleted.*submit_run/],
    ["submitted once", { ...failed, run_type: "SUBMIT_RUN" }, {}, /^Hardly: .*submit it again/],
    ["of no job", { ...failed, job_id: "0" }, {}, /^Hardly: .*submit it again/],
  ])("%s", (_, of, facts, expected) => {
    expect(repairAdvice(of, failuresOf(of).failed, { changed: [], ...facts })).toMatch(expected);
  });
});

describe("tracebacks and logs", () => {
  test("a short traceback stays whole", () =>
    expect(tracebackCore("Traceback\nValueError: x\n")).toBe("Traceback\nValueError: x"));

  test("of a long one the beginning and the end stay, and the rest is counted", () => {
    const lines = Array.from({ length: 100 }, (_, at) => `line ${at}`);
    const core = tracebackCore(lines.join("\n")).split("\n");
    expect(core[0]).toBe("line 0");
    expect(core.at(-2)).toBe("line 99");
    expect(core.at(-1)).toBe("(70 lines left out: get_job_run_output has them)");
    expect(core).toHaveLength(6 + 1 + 24 + 1);
  });

  test("what the JVM adds is left out", () => {
    const python = `Traceback (most recent call last)\n${"x".repeat(200)}\nPy4JJavaError: it broke`;
    expect(
      tracebackCore(`${python}\n\nJVM stacktrace:\norg.apache.spark.SparkException\n\tat org.apache.Foo(Foo.scala)`),
    ).toBe(`${python}\n(4 lines left out: get_job_run_output has them)`);
  });

  test("a trace of the JVM alone keeps its head, where the error is", () => {
    const frames = Array.from({ length: 100 }, (_, at) => `\tat org.apache.F${at}(F.scala:1)`);
    const core = tracebackCore(["java.lang.Error: it broke", ...frames].join("\n"));
    expect(core.startsWith("java.lang.Error: it broke\n\tat org.apache.F0")).toBe(true);
    expect(core).toContain("71 lines left out");
  });

  test("the last lines of a log", () => {
    const log = Array.from({ length: 50 }, (_, at) => `line ${at}`).join("\n");
    expect(logTail(`${log}\n`).split("\n")).toHaveLength(20);
    expect(logTail(`${log}\n`).endsWith("line 49")).toBe(true);
  });
});
