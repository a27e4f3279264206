import { loadedDay, NIGHTLY_LOAD, nightBefore } from "../data/nights.ts";
import type { Notebook } from "../workspace/notebooks/notebook.ts";
import { loadOrders } from "../workspace/notebooks/seed-etl.ts";
import { churnModel } from "../workspace/notebooks/seed-ml.ts";
import { createClusters, newAttempt } from "./attempts.ts";
import { type Job, latest, type Run, type State, type TaskOutput } from "./model.ts";
import { checkedSettings, checkedTasks } from "./settings.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The jobs of a new workspace with their last runs. */
export function seedJobs(user: string, now: number): { jobs: readonly Job[]; runs: readonly Run[] } {
  const nightly: Job = { id: 620_114_587_321, creator: user, created: now - 90 * DAY, settings: nightlySettings(user) };
  const train: Job = { id: 731_480_216_905, creator: user, created: now - 40 * DAY, settings: trainSettings(user) };
  const night = (nightsAgo: number) => nightBefore(now, NIGHTLY_LOAD, nightsAgo);
  return {
    jobs: [nightly, train],
    runs: [
      pastRun(nightly, 88_213_409, user, night(0), [
        ran(loadOn(night(0)), "load_orders", 4),
        ran(undefined, "", 1),
        ran(undefined, "", 2),
      ]),
      pastRun(nightly, 88_190_377, user, night(1), [broken(user, night(1)), upstreamFailed, upstreamFailed]),
      pastRun(nightly, 88_167_120, user, night(2), [
        ran(loadOn(night(2)), "load_orders", 5),
        ran(undefined, "", 1),
        ran(undefined, "", 2),
      ]),
      pastRun(nightly, 88_144_982, user, night(3), [ran(loadOn(night(3)), "load_orders", 4), cancelled, cancelled]),
      pastRun(train, 88_101_544, user, now - 6 * DAY, [ran(churnModel, "churn_model", 11)]),
    ],
  };
}

function nightlySettings(user: string): Job["settings"] {
  return checkedSettings({
    name: "nightly-etl",
    description: "Loads the day's orders, checks them and refreshes the revenue dashboard.",
    schedule: { quartz_cron_expression: "0 5 2 * * ?", timezone_id: "UTC", pause_status: "UNPAUSED" },
    email_notifications: { on_failure: ["data-platform@example.com"] },
    parameters: [{ name: "day", default: "yesterday" }],
    tags: { team: "data-platform" },
    job_clusters: [
      {
        job_cluster_key: "main",
        new_cluster: { spark_version: "15.4.x-scala2.12", node_type_id: "m5d.xlarge", num_workers: 2 },
      },
    ],
    tasks: [
      {
        task_key: "load_orders",
        notebook_task: { notebook_path: `/Users/${user}/etl/load_orders`, source: "WORKSPACE" },
        job_cluster_key: "main",
        max_retries: 1,
        timeout_seconds: 3600,
      },
      {
        task_key: "check_orders",
        depends_on: [{ task_key: "load_orders" }],
        spark_python_task: {
          python_file: `/Repos/${user}/etl-pipelines/pipelines/checks.py`,
          parameters: ["--strict"],
        },
        job_cluster_key: "main",
      },
      {
        task_key: "daily_revenue",
        depends_on: [{ task_key: "check_orders" }],
        notebook_task: { notebook_path: "/Shared/dashboards/daily_revenue", source: "WORKSPACE" },
      },
    ],
  });
}

function trainSettings(user: string): Job["settings"] {
  return checkedSettings({
    name: "ml-train",
    description: "Trains the churn model again.",
    tags: { team: "ml" },
    tasks: [
      {
        task_key: "train",
        notebook_task: { notebook_path: `/Users/${user}/ml/churn_model`, source: "WORKSPACE" },
        existing_cluster_id: "0115-093012-abcd1234",
        max_retries: 0,
      },
    ],
  });
}

export interface Past {
  readonly state: State;
  readonly minutes: number;
  readonly output: TaskOutput;
}

/** A task that succeeded after a number of minutes. */
export function ran(notebook: Notebook | undefined, name: string, minutes: number): Past {
  const output = notebook && { notebook: { name, language: notebook.language, cells: notebook.cells } };
  return { state: { life: "TERMINATED", result: "SUCCESS", message: "" }, minutes, output: output ?? {} };
}

const upstreamFailed: Past = {
  state: { life: "SKIPPED", result: "UPSTREAM_FAILED", code: "SKIPPED", message: "An upstream task failed." },
  minutes: 0,
  output: {},
};

const cancelled: Past = {
  state: { life: "TERMINATED", result: "CANCELED", code: "USER_CANCELED", message: "Run cancelled." },
  minutes: 0,
  output: {},
};

/** The notebook with the output of one night. */
const loadOn = (started: number): Notebook => ({
  ...loadOrders,
  cells: loadOrders.cells.map((cell) =>
    cell.output?.startsWith("loading ") ? { ...cell, output: `loading ${loadedDay(started)}\n` } : cell,
  ),
});

const trace = (
  day: string,
) => `\u001b[0;31m---------------------------------------------------------------------------\u001b[0m
\u001b[0;31mValueError\u001b[0m                                Traceback (most recent call last)
File \u001b[0;32m<command-3>\u001b[0m, line \u001b[0;32m12\u001b[0m
     10 with open("/Volumes/main/sales/landing/orders/${day}.csv") as lines:
     11     for line in lines:
\u001b[0;32m---> 12\u001b[0m         rows.append(parse_line(line))
File \u001b[0;32m<command-3>\u001b[0m, line \u001b[0;32m3\u001b[0m, in \u001b[0;36mparse_line(...)\u001b[0m
      1 def parse_line(line: str) -> dict:
      2     """One line of the export: id|customer|amount|currency."""
\u001b[0;32m----> 3\u001b[0m     order_id, customer_id, amount, currency = line.rstrip("\\n").split("|")
\u001b[0;31mValueError\u001b[0m: not enough values to unpack (expected 4, got 1)`;

/** A nightly run whose export contained an invalid line. */
function broken(user: string, started: number): Past {
  const text = trace(loadedDay(started));
  const error = "ValueError: not enough values to unpack (expected 4, got 1)";
  const cells = loadOn(started).cells.map((cell, index) => {
    if (index === 2) return { source: cell.source, error, trace: text };
    return index < 2 ? cell : { source: cell.source };
  });
  return {
    state: {
      life: "TERMINATED",
      result: "FAILED",
      code: "RUN_EXECUTION_ERROR",
      message: `Workload failed, see run output of /Users/${user}/etl/load_orders for details.`,
    },
    minutes: 2,
    output: { error, trace: text, notebook: { name: "load_orders", language: "PYTHON", cells } },
  };
}

/** A past run with its tasks one after another. */
export function pastRun(job: Job, id: number, user: string, start: number, tasks: readonly Past[]): Run {
  let at = start;
  const clusterFor = createClusters();
  const taskRuns = checkedTasks(job.settings).map((spec, index) => {
    const { state, minutes, output } = tasks[index] ?? cancelled;
    const attempt = { ...newAttempt(spec, 0, state, clusterFor(spec)), output };
    if (minutes > 0) Object.assign(attempt, { start: at, began: at + MINUTE, end: at + (minutes + 1) * MINUTE });
    at += minutes > 0 ? (minutes + 1) * MINUTE : 0;
    return { spec, attempts: [attempt] };
  });
  const bad = taskRuns
    .map((task) => ({ key: task.spec.task_key, state: latest(task).state }))
    .find(({ state }) => state.result !== "SUCCESS");
  const state: State =
    bad === undefined
      ? { life: "TERMINATED", result: "SUCCESS", message: "" }
      : bad.state.result === "CANCELED"
        ? bad.state
        : { ...bad.state, message: `Task ${bad.key} failed with message: ${bad.state.message}` };
  return {
    id,
    job,
    name: job.settings.name,
    trigger: job.settings.schedule ? "PERIODIC" : "ONE_TIME",
    creator: user,
    settings: job.settings,
    tasks: taskRuns,
    parameters: {},
    overriding: {},
    repairs: [],
    state,
    start,
    end: at,
    spent: at - start,
    abort: new AbortController(),
  };
}
