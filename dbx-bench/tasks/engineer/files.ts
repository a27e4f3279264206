import type { BenchTask } from "../../task.ts";
import { field, must } from "../../task.ts";
import { jobNamed, tasksOf } from "../../workspace/look.ts";
import { addFolder, addNotebook, HOME } from "../../workspace/prepare.ts";
import { at } from "../../workspace/rest.ts";
import { NIGHTLY } from "../calls.ts";

const LOAD = `${HOME}/etl/load_orders`;
const REPORT = `${HOME}/etl/returns_report`;
const readNotebook = (path: string) => ({ tool: "read_notebook", args: { path } });

/** Notebooks, files and Git folders, also between two workspaces. */
export const files: readonly BenchTask[] = [
  {
    id: "eng-edit-a-cell",
    prompt: `The query in ${LOAD} shows the last 7 days. Make it 14. Leave everything else in the notebook as it is.`,
    traits: ["look-alike"],
    check: async (place) => {
      const source = (await place.source(LOAD)) ?? "";
      return [
        must(source.includes("LIMIT 14") && !source.includes("LIMIT 7"), "the query does not show 14 days"),
        must(source.includes('split("|")') && source.includes("nobody is paged"), "another cell has changed"),
      ];
    },
    changes: [`notebook ${LOAD}`],
    budget: { calls: 3, tokens: 2500 },
    solution: [
      readNotebook(LOAD),
      {
        tool: "edit_notebook",
        args: ([notebook]) => ({
          path: LOAD,
          version: field(notebook, "version"),
          edits: [{ replace: 4, source: String(field(notebook, "cells", 4, "source")).replace("LIMIT 7", "LIMIT 14") }],
        }),
      },
    ],
  },
  {
    id: "eng-rename-function",
    prompt: `In my notebook etl/load_orders, rename the function parse_line to parse_order everywhere in that notebook. Do not change other notebooks.`,
    traits: ["look-alike", "many-steps"],
    check: async (place) => {
      const source = (await place.source(LOAD)) ?? "";
      return [
        must(!source.includes("parse_line"), "parse_line still occurs"),
        must(source.split("parse_order").length - 1 === 2, "parse_order does not occur twice"),
      ];
    },
    changes: [`notebook ${LOAD}`],
    budget: { calls: 4, tokens: 3000 },
    solution: [
      { tool: "search_workspace", args: { query: "load_orders" } },
      readNotebook(LOAD),
      {
        tool: "edit_notebook",
        args: ([, notebook]) => ({
          path: LOAD,
          version: field(notebook, "version"),
          edits: [2, 3].map((cell) => ({
            replace: cell,
            source: String(field(notebook, "cells", cell, "source")).replaceAll("parse_line", "parse_order"),
          })),
        }),
      },
    ],
  },
  {
    id: "eng-where-defined",
    prompt: "In which notebooks of my home folder is parse_line defined, and how do they split a line?",
    says: ["etl/load_orders", "etl/load_orders_old", "|", [",", "comma"]],
    budget: { calls: 4, tokens: 2500 },
    solution: [
      { tool: "search_workspace", args: { query: "parse_line", content: true, path: HOME } },
      readNotebook(LOAD),
      readNotebook(`${LOAD}_old`),
    ],
  },
  {
    id: "eng-new-notebook",
    prompt: `Make a SQL notebook ${HOME}/drafts/by_channel with one query: the number of orders in main.sales.orders by channel.`,
    check: async (place) => {
      const source = (await place.source(`${HOME}/drafts/by_channel`)) ?? "";
      const status = await place
        .get("/api/2.0/workspace/get-status", { path: `${HOME}/drafts/by_channel` })
        .catch(() => ({}));
      return [
        must(at(status, "object_type") === "NOTEBOOK" && at(status, "language") === "SQL", "it is not a SQL notebook"),
        must(
          /main\.sales\.orders[\s\S]*group\s+by\s+(channel|1|all)/i.test(source),
          "the query does not group by channel",
        ),
      ];
    },
    changes: [`notebook ${HOME}/drafts/by_channel`, `permissions of notebooks ${HOME}/drafts/by_channel`],
    budget: { calls: 2, tokens: 1000 },
    solution: [
      {
        tool: "import_notebook",
        args: {
          path: `${HOME}/drafts/by_channel`,
          content: "SELECT channel, count(*) AS orders FROM main.sales.orders GROUP BY channel",
          language: "SQL",
        },
      },
    ],
  },
  {
    id: "eng-plain-file",
    prompt: `Put a file requirements.txt with the two lines requests==2.32.3 and pyyaml==6.0.2 into ${HOME}/etl.`,
    check: async (place) => {
      const source = await place.source(`${HOME}/etl/requirements.txt`);
      return [must(source?.trim() === "requests==2.32.3\npyyaml==6.0.2", `the file holds ${source ?? "nothing"}`)];
    },
    changes: [`file ${HOME}/etl/requirements.txt`],
    budget: { calls: 2, tokens: 1000 },
    solution: [
      {
        tool: "write_file",
        args: { path: `${HOME}/etl/requirements.txt`, content: "requests==2.32.3\npyyaml==6.0.2\n" },
      },
    ],
  },
  {
    id: "eng-change-yaml",
    prompt: `${HOME}/etl/sources.yml says where returns come from. Change that path to /Volumes/main/sales/landing/returns_v2 and leave the rest of the file alone.`,
    check: async (place) => {
      const source = (await place.source(`${HOME}/etl/sources.yml`)) ?? "";
      return [
        must(source.includes("/Volumes/main/sales/landing/returns_v2"), "the place has not changed"),
        must(source.includes("/Volumes/main/sales/landing/orders"), "another part of the file is lost"),
      ];
    },
    changes: [`file ${HOME}/etl/sources.yml`],
    budget: { calls: 3, tokens: 1500 },
    solution: [
      { tool: "read_file", args: { path: `${HOME}/etl/sources.yml` } },
      {
        tool: "write_file",
        args: ([file]) => ({
          path: `${HOME}/etl/sources.yml`,
          content: String(field(file, "content")).replace("landing/returns", "landing/returns_v2"),
          overwrite: true,
        }),
      },
    ],
  },
  {
    id: "eng-move-notebook",
    prompt: `Move my notebook etl/stream_events to /Shared/pipelines, under the same name.`,
    check: async (place) => [
      must(
        (await place.source("/Shared/pipelines/stream_events"))?.includes("checkpointLocation"),
        "it is not in /Shared/pipelines",
      ),
      must((await place.source(`${HOME}/etl/stream_events`)) === undefined, "it is still in the old place"),
    ],
    changes: [/notebooks? (\/Users\/ana@example\.com\/etl|\/Shared\/pipelines)\/stream_events$/],
    budget: { calls: 3, tokens: 1500 },
    solution: [
      {
        tool: "move_file",
        args: { source_path: `${HOME}/etl/stream_events`, destination_path: "/Shared/pipelines/stream_events" },
      },
    ],
  },
  {
    id: "eng-which-test",
    prompt: "Delete the test notebook.",
    traits: ["ambiguous"],
    reply: "The one in /Shared/experiments. The others are still needed.",
    setup: async (place) => {
      await addFolder(place, "/Shared/experiments");
      for (const path of [`${HOME}/drafts/test`, `${HOME}/etl/test`, "/Shared/experiments/test"]) {
        await addNotebook(place, path, "SQL", `SELECT '${path}'`);
      }
    },
    check: async (place) => [
      must((await place.source("/Shared/experiments/test")) === undefined, "/Shared/experiments/test is still there"),
    ],
    changes: [/notebooks? \/Shared\/experiments\/test$/],
    budget: { calls: 3, tokens: 1500 },
    solution: [
      { tool: "search_workspace", args: { query: "test" } },
      { tool: "delete_workspace_object", args: { path: "/Shared/experiments/test" } },
    ],
  },
  {
    id: "eng-git-branch",
    prompt: "Which branch is my Git folder etl-pipelines on, and which repository does it come from?",
    says: ["main", "acme/etl-pipelines"],
    budget: { calls: 2, tokens: 1000 },
    solution: [{ tool: "list_repos" }],
  },
  {
    id: "eng-notebook-to-dev",
    prompt: `Copy my notebook etl/returns_report from prod to dev, at the same path. Nothing in prod may change.`,
    traits: ["workspaces"],
    check: async (place) => [
      must(
        (await place.source(REPORT)) !== undefined &&
          (await place.source(REPORT)) === (await place.prod?.source(REPORT)),
        "dev does not have the notebook of prod",
      ),
    ],
    changes: [`notebook ${REPORT}`, `permissions of notebooks ${REPORT}`],
    budget: { calls: 3, tokens: 2000 },
    solution: [
      {
        tool: "copy_file",
        args: { source_path: REPORT, destination_path: REPORT, from_workspace: "prod", workspace: "dev" },
      },
    ],
  },
  {
    id: "eng-compare-workspaces",
    prompt: "Which jobs exist in prod but not in dev?",
    traits: ["workspaces"],
    says: ["returns-report", "nightly_etl_old"],
    neverSays: [/^[-*] *(nightly-etl|ml-train)\b(?!.*both)/m],
    budget: { calls: 3, tokens: 2000 },
    solution: [
      { tool: "list_jobs", args: { workspace: "dev" } },
      { tool: "list_jobs", args: { workspace: "prod" } },
    ],
  },
  {
    id: "eng-job-to-dev",
    prompt:
      "Set up the job returns-report from prod in dev too, with the same task and schedule, but paused. Do not change anything in prod.",
    traits: ["workspaces", "many-steps"],
    check: async (place) => {
      const job = await jobNamed(place, "returns-report");
      const [task] = tasksOf(job).values();
      return [
        must(at(task, "notebook_task", "notebook_path") === REPORT, "its task does not run the notebook"),
        must(at(job, "settings", "schedule", "quartz_cron_expression") === "0 40 2 * * ?", "the schedule differs"),
        must(at(job, "settings", "schedule", "pause_status") === "PAUSED", "it is not paused"),
      ];
    },
    // Its notebook is not in dev, so that a copy of it makes the job run.
    changes: [
      "job returns-report",
      "permissions of jobs returns-report",
      /notebooks? \/Users\/ana@example\.com\/etl\/returns_report$/,
    ],
    budget: { calls: 4, tokens: 2500 },
    solution: [
      { tool: "list_jobs", args: { name: "returns-report", workspace: "prod" } },
      { tool: "get_job", args: ([found]) => ({ job_id: field(found, "jobs", 0, "job_id"), workspace: "prod" }) },
      {
        tool: "create_job",
        args: {
          workspace: "dev",
          name: "returns-report",
          tasks: [{ task_key: "report", notebook_task: { notebook_path: REPORT } }],
          settings: {
            schedule: { quartz_cron_expression: "0 40 2 * * ?", timezone_id: "UTC", pause_status: "PAUSED" },
          },
        },
      },
    ],
  },
  {
    id: "eng-pause-in-prod",
    prompt: "Pause nightly-etl in prod. The one in dev keeps running.",
    traits: ["workspaces"],
    check: async (place) => [
      must(
        at(place.prod && (await jobNamed(place.prod, "nightly-etl")), "settings", "schedule", "pause_status") ===
          "PAUSED",
        "nightly-etl in prod is not paused",
      ),
    ],
    changes: ["prod: job nightly-etl"],
    budget: { calls: 3, tokens: 1500 },
    solution: [
      { tool: "list_jobs", args: { name: "nightly-etl", workspace: "prod" } },
      { tool: "update_job", args: { job_id: NIGHTLY, pause_status: "PAUSED", workspace: "prod" } },
    ],
  },
];
