import { type EvalTask, field, idOf, pick } from "../task.ts";

const NIGHTLY = "620114587321";
const OLD = "620114587322";
const TRAIN = "731480216905";
const lately = { tool: "list_job_runs", args: { limit: 24 } };
const find = (name: string) => ({ tool: "list_jobs", args: { name } });

/** Jobs: what ran, what failed and why, and changes to the right one of two. */
export const jobs: readonly EvalTask[] = [
  {
    id: "job-failed-last-night",
    prompt: "Which job failed last night, and why?",
    solution: [
      lately,
      {
        tool: "diagnose_job_run",
        args: ([runs]) => ({ run_id: field(pick(runs, "runs", "result_state", "FAILED"), "run_id") }),
      },
    ],
    facts: ["returns-report", "TABLE_OR_VIEW_NOT_FOUND", "`main`.`sales`.`returns`"],
    about: "88219004",
    fewest: 2,
  },
  {
    id: "job-why-nightly-failed",
    prompt: "nightly-etl failed a night or two ago. What broke, and on which line?",
    solution: [lately, { tool: "diagnose_job_run", args: { run_id: "88190377" } }],
    facts: ["load_orders", "not enough values to unpack", "parse_line"],
    about: "88190377",
    fewest: 2,
  },
  {
    id: "job-repair-worth-it",
    prompt: "Should I repair run 88190377?",
    solution: [{ tool: "diagnose_job_run", args: { run_id: "88190377" } }],
    facts: [/Probably not needed: run \d+ succeeded later/],
    fewest: 1,
  },
  {
    id: "job-schedule",
    prompt: "When does nightly-etl run, and in which time zone?",
    solution: [find("nightly-etl")],
    facts: ["0 5 2 * * ? UTC", NIGHTLY],
    fewest: 1,
  },
  {
    id: "job-who-is-told",
    prompt: "Who gets an e-mail when nightly-etl fails?",
    solution: [find("nightly-etl"), { tool: "get_job", args: { job_id: NIGHTLY } }],
    facts: ["data-platform@example.com"],
    about: NIGHTLY,
    never: [OLD],
    fewest: 2,
  },
  {
    id: "job-old-one-paused",
    prompt: "Is the old nightly job still scheduled?",
    solution: [{ tool: "list_jobs" }],
    facts: [/"nightly_etl_old"[^}]*PAUSED/i],
    fewest: 1,
  },
  {
    id: "job-last-four",
    prompt: "How did the last four runs of nightly-etl end?",
    solution: [lately],
    facts: [
      /"88213409"[^}]*"SUCCESS"/,
      /"88190377"[^}]*"FAILED"/,
      /"88167120"[^}]*"SUCCESS"/,
      /"88144982"[^}]*"CANCELED"/,
    ],
    fewest: 1,
  },
  {
    id: "job-bruno",
    prompt: "Which jobs did bruno create?",
    solution: [{ tool: "list_jobs" }],
    facts: [/"name":"nightly_etl_old"[^}]*"bruno@example.com"/],
    fewest: 1,
  },
  {
    id: "job-parameters",
    prompt: "What parameters does nightly-etl take and what are their defaults?",
    solution: [find("nightly-etl"), { tool: "get_job", args: { job_id: NIGHTLY } }],
    facts: ["day", "yesterday"],
    about: NIGHTLY,
    fewest: 2,
  },
  {
    id: "job-cells-of-last-training",
    prompt: "Show me the cells of the last ml-train run.",
    solution: [lately, { tool: "export_job_run", args: { run_id: "88101544" } }],
    facts: ["logistic regression", "weights, bias"],
    fewest: 2,
  },
  {
    id: "job-run-once",
    prompt: "Run count-orders now and tell me how it ended.",
    given: [
      {
        tool: "import_notebook",
        args: {
          path: "/Users/ana@example.com/drafts/count",
          content: "SELECT count(*) FROM main.sales.orders",
          language: "SQL",
        },
      },
      {
        tool: "create_job",
        args: {
          name: "count-orders",
          tasks: [{ task_key: "count", notebook_task: { notebook_path: "/Users/ana@example.com/drafts/count" } }],
        },
      },
    ],
    solution: [
      find("count-orders"),
      { tool: "run_job", args: ([found]) => ({ job_id: field(found, "jobs", 0, "job_id"), wait_seconds: 45 }) },
    ],
    facts: [/^run \d+ count-orders\nTERMINATED SUCCESS$/m],
    changes: [{ tool: "run_job", on: idOf("job_id", '"count-orders"'), most: 1 }],
    never: [NIGHTLY, OLD],
    fewest: 2,
  },
  {
    id: "job-pause",
    prompt: "Pause nightly-etl; the source is down for maintenance.",
    solution: [
      find("nightly-etl"),
      {
        tool: "update_job",
        args: {
          job_id: NIGHTLY,
          new_settings: {
            schedule: { quartz_cron_expression: "0 5 2 * * ?", timezone_id: "UTC", pause_status: "PAUSED" },
          },
        },
      },
    ],
    facts: [NIGHTLY],
    changes: [{ tool: "update_job", on: [NIGHTLY, '"0 5 2 * * ?"', '"UTC"', '"PAUSED"'] }],
    never: [OLD],
    after: { tool: "get_job", args: { job_id: NIGHTLY }, shows: ["PAUSED", "daily_revenue"] },
    fewest: 2,
  },
  {
    id: "job-rename",
    prompt: "Rename ml-train to churn-train.",
    solution: [
      find("ml-train"),
      { tool: "update_job", args: { job_id: TRAIN, new_settings: { name: "churn-train" } } },
    ],
    facts: [TRAIN],
    changes: [{ tool: "update_job", on: [TRAIN, '"name":"churn-train"'] }],
    after: { tool: "list_jobs", shows: ["churn-train"] },
    fewest: 2,
  },
  {
    id: "job-create",
    prompt: "Create a job weekly-revenue that runs /Shared/dashboards/daily_revenue on Mondays at six, UTC.",
    solution: [
      {
        tool: "create_job",
        args: {
          name: "weekly-revenue",
          tasks: [{ task_key: "revenue", notebook_task: { notebook_path: "/Shared/dashboards/daily_revenue" } }],
          settings: { schedule: { quartz_cron_expression: "0 0 6 ? * MON", timezone_id: "UTC" } },
        },
      },
    ],
    facts: ["job_id"],
    changes: [
      {
        tool: "create_job",
        on: ['"weekly-revenue"', '"/Shared/dashboards/daily_revenue"', '"0 0 6 ? * MON"', '"UTC"'],
      },
    ],
    after: { tool: "list_jobs", args: { name: "weekly-revenue" }, shows: ["0 0 6 ? * MON UTC"] },
    fewest: 1,
  },
  {
    id: "job-delete-old",
    prompt: "Delete the retired job nightly_etl_old, and only that one.",
    solution: [find("nightly_etl_old"), { tool: "delete_job", args: { job_id: OLD } }],
    facts: [OLD],
    changes: [{ tool: "delete_job", on: OLD }],
    never: [NIGHTLY],
    after: { tool: "list_jobs", shows: ["nightly-etl", /^(?![\s\S]*nightly_etl_old)/] },
    fewest: 2,
  },
];
