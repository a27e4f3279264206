import type { BenchTask, Place } from "../../task.ts";
import { must } from "../../task.ts";
import { jobNamed, tasksOf } from "../../workspace/look.ts";
import { HOME } from "../../workspace/prepare.ts";
import { at } from "../../workspace/rest.ts";
import { jobsNamed, NIGHTLY, NIGHTLY_OLD, TRAIN } from "../calls.ts";

/** Whether a task of a job runs daily_orders. It is the source of the pipeline orders, so the task may run the pipeline. */
async function runsDailyOrders(place: Place, task: object | undefined): Promise<boolean> {
  const found = await place.list("/api/2.0/pipelines", "statuses");
  const orders = String(found.find(({ name }) => name === "orders")?.pipeline_id);
  return (
    at(task, "pipeline_task", "pipeline_id") === orders ||
    at(task, "notebook_task", "notebook_path") === "/Shared/pipelines/daily_orders"
  );
}

/** Jobs: made and changed. */
export const jobs: readonly BenchTask[] = [
  {
    id: "eng-pause-nightly",
    prompt:
      "The source system is down for maintenance. Make sure nightly-etl does not start tonight, but keep its schedule for later.",
    traits: ["look-alike"],
    check: async (place) => {
      const schedule = at(await jobNamed(place, "nightly-etl"), "settings", "schedule");
      return [
        must(at(schedule, "pause_status") === "PAUSED", "nightly-etl is not paused"),
        must(at(schedule, "quartz_cron_expression") === "0 5 2 * * ?", "the schedule is not the same"),
      ];
    },
    changes: ["job nightly-etl"],
    budget: { calls: 3, tokens: 1500 },
    solution: [{ tool: "update_job", args: { job_id: "nightly-etl", pause_status: "PAUSED" } }],
  },
  {
    id: "eng-rename-job",
    prompt: "Rename the job ml-train to churn-train. Change nothing else about it.",
    check: async (place) => [
      must(await jobNamed(place, "churn-train"), "the job churn-train does not exist"),
      must((await jobNamed(place, "ml-train")) === undefined, "ml-train is still there"),
      must(tasksOf(await jobNamed(place, "churn-train")).get("train")?.existing_cluster_id, "its task has changed"),
    ],
    changes: ["job ml-train", "job churn-train", "permissions of jobs ml-train", "permissions of jobs churn-train"],
    budget: { calls: 3, tokens: 1500 },
    solution: [
      jobsNamed("ml-train"),
      { tool: "update_job", args: { job_id: TRAIN, new_settings: { name: "churn-train" } } },
    ],
  },
  {
    id: "eng-weekly-job",
    prompt:
      "Set up a job weekly-revenue that runs the notebook /Shared/dashboards/daily_revenue every Monday at six in the morning, Oslo time. Mail ops@example.com if it fails.",
    check: async (place) => {
      const job = await jobNamed(place, "weekly-revenue");
      const settings = at(job, "settings");
      const [task] = tasksOf(job).values();
      const mailed = at(settings, "email_notifications", "on_failure") ?? at(task, "email_notifications", "on_failure");
      return [
        must(
          at(task, "notebook_task", "notebook_path") === "/Shared/dashboards/daily_revenue",
          "it does not run the notebook",
        ),
        must(
          /^0 0 6 \? \* (MON|2)( \*)?$/.test(String(at(settings, "schedule", "quartz_cron_expression"))),
          "it does not run on Mondays at six",
        ),
        must(at(settings, "schedule", "timezone_id") === "Europe/Oslo", "the time zone is not Europe/Oslo"),
        must(at(settings, "schedule", "pause_status") !== "PAUSED", "it is paused"),
        must(JSON.stringify(mailed ?? "").includes("ops@example.com"), "ops@example.com is not notified"),
      ];
    },
    changes: ["job weekly-revenue", "permissions of jobs weekly-revenue"],
    budget: { calls: 3, tokens: 1500 },
    solution: [
      {
        tool: "create_job",
        args: {
          name: "weekly-revenue",
          tasks: [{ task_key: "revenue", notebook_task: { notebook_path: "/Shared/dashboards/daily_revenue" } }],
          settings: {
            schedule: { quartz_cron_expression: "0 0 6 ? * MON", timezone_id: "Europe/Oslo" },
            email_notifications: { on_failure: ["ops@example.com"] },
          },
        },
      },
    ],
  },
  {
    id: "eng-job-of-three",
    prompt: `Build a job orders-refresh with three tasks: load runs ${HOME}/etl/load_orders; after it, revenue (/Shared/dashboards/daily_revenue) and pipeline (/Shared/pipelines/daily_orders) run side by side. No schedule, and do not run it.`,
    check: async (place) => {
      const job = await jobNamed(place, "orders-refresh");
      const tasks = tasksOf(job);
      const path = (key: string) => at(tasks.get(key), "notebook_task", "notebook_path");
      const after = (key: string) => JSON.stringify(at(tasks.get(key), "depends_on") ?? []);
      return [
        must(tasks.size === 3, `it has ${tasks.size} tasks`),
        must(path("load") === `${HOME}/etl/load_orders`, "load runs another notebook"),
        must(path("revenue") === "/Shared/dashboards/daily_revenue", "revenue runs another notebook"),
        must(await runsDailyOrders(place, tasks.get("pipeline")), "pipeline runs another notebook"),
        must(after("load") === "[]", "load waits for another task"),
        must(
          ["revenue", "pipeline"].every((key) => after(key).includes('"load"')),
          "a task does not wait for load",
        ),
        must(
          !after("revenue").includes("pipeline") && !after("pipeline").includes("revenue"),
          "they do not run side by side",
        ),
        must(at(job, "settings", "schedule") === undefined, "it has a schedule"),
      ];
    },
    changes: ["job orders-refresh", "permissions of jobs orders-refresh"],
    budget: { calls: 3, tokens: 1500 },
    solution: [
      {
        tool: "create_job",
        args: {
          name: "orders-refresh",
          tasks: [
            { task_key: "load", notebook_task: { notebook_path: `${HOME}/etl/load_orders` } },
            {
              task_key: "revenue",
              depends_on: [{ task_key: "load" }],
              notebook_task: { notebook_path: "/Shared/dashboards/daily_revenue" },
            },
            {
              task_key: "pipeline",
              depends_on: [{ task_key: "load" }],
              notebook_task: { notebook_path: "/Shared/pipelines/daily_orders" },
            },
          ],
        },
      },
    ],
  },
  {
    id: "eng-delete-old-job",
    prompt: "The old nightly job is retired. Delete it, and only that one.",
    traits: ["look-alike"],
    consents: (question) => question.includes("nightly_etl_old"),
    check: async (place) => [
      must((await jobNamed(place, "nightly_etl_old")) === undefined, "nightly_etl_old is still there"),
      must(await jobNamed(place, "nightly-etl"), "nightly-etl is gone"),
    ],
    changes: ["job nightly_etl_old", "permissions of jobs nightly_etl_old", "runs of nightly_etl_old"],
    budget: { calls: 3, tokens: 1500 },
    solution: [{ tool: "list_jobs" }, { tool: "delete_job", args: { job_id: NIGHTLY_OLD } }],
  },
  {
    id: "eng-who-is-mailed",
    prompt: "Who gets an e-mail when nightly-etl fails, which parameters does it take, and which of its tasks retries?",
    says: ["data-platform@example.com", "day", "load_orders"],
    budget: { calls: 3, tokens: 2000 },
    solution: [jobsNamed("nightly-etl"), { tool: "get_job", args: { job_id: NIGHTLY } }],
  },
  {
    id: "eng-add-a-task",
    prompt:
      "Add a fourth task archive to nightly-etl. It runs /Shared/pipelines/daily_orders after daily_revenue. The other tasks and the schedule stay as they are.",
    traits: ["look-alike", "many-steps"],
    check: async (place) => {
      const job = await jobNamed(place, "nightly-etl");
      const tasks = tasksOf(job);
      return [
        must(tasks.size === 4, `it has ${tasks.size} tasks`),
        must(await runsDailyOrders(place, tasks.get("archive")), "archive runs another notebook"),
        must(
          at(tasks.get("archive"), "depends_on", 0, "task_key") === "daily_revenue",
          "archive does not wait for daily_revenue",
        ),
        must(tasks.get("load_orders")?.max_retries === 1, "load_orders has lost its retries"),
        must(
          at(tasks.get("check_orders"), "spark_python_task", "parameters", 0) === "--strict",
          "check_orders has changed",
        ),
        must(at(job, "settings", "schedule", "quartz_cron_expression") === "0 5 2 * * ?", "the schedule has changed"),
      ];
    },
    changes: ["job nightly-etl"],
    budget: { calls: 4, tokens: 3000 },
    solution: [
      jobsNamed("nightly-etl"),
      { tool: "get_job", args: { job_id: NIGHTLY } },
      {
        tool: "update_job",
        args: {
          job_id: NIGHTLY,
          new_settings: {
            tasks: [
              {
                task_key: "archive",
                depends_on: [{ task_key: "daily_revenue" }],
                notebook_task: { notebook_path: "/Shared/pipelines/daily_orders" },
              },
            ],
          },
        },
      },
    ],
  },
];
