import type { BenchTask } from "../../task.ts";
import { field, must } from "../../task.ts";
import { grantsTo, jobNamed, levelsOf, tagsOf } from "../../workspace/look.ts";
import { at } from "../../workspace/rest.ts";
import { jobsNamed, NIGHTLY, revokeExpired, TRAIN } from "../calls.ts";

const CUSTOMERS = "main.sales.customers";

/** Grants of Unity Catalog, permissions of objects, tags. */
export const access: readonly BenchTask[] = [
  {
    id: "adm-who-manages-nightly",
    prompt: "Who can change nightly-etl, and who owns it?",
    traits: ["look-alike"],
    says: ["ana@example.com", "admins"],
    budget: { calls: 3, tokens: 1500 },
    solution: [
      jobsNamed("nightly-etl"),
      { tool: "get_permissions", args: { object_type: "jobs", object_id: NIGHTLY } },
    ],
  },
  {
    id: "adm-let-ben-run",
    prompt: "Let ben@example.com start nightly-etl, but nothing more.",
    traits: ["look-alike"],
    check: async (place) => [
      must(
        (await levelsOf(place, "jobs", NIGHTLY, "ben@example.com")).join() === "CAN_MANAGE_RUN",
        "ben does not have exactly CAN_MANAGE_RUN",
      ),
      must(
        (await levelsOf(place, "jobs", NIGHTLY, "ana@example.com")).includes("IS_OWNER"),
        "ana is no longer the owner",
      ),
    ],
    changes: ["permissions of jobs nightly-etl"],
    budget: { calls: 3, tokens: 1500 },
    solution: [
      jobsNamed("nightly-etl"),
      {
        tool: "update_permissions",
        args: {
          object_type: "jobs",
          object_id: NIGHTLY,
          access_control_list: [{ user_name: "ben@example.com", permission_level: "CAN_MANAGE_RUN" }],
        },
      },
    ],
  },
  {
    id: "adm-new-job-owner",
    prompt: "bruno@example.com takes over the job ml-train: make him its owner.",
    check: async (place) => {
      const job = await jobNamed(place, "ml-train");
      return [
        must(
          (await levelsOf(place, "jobs", String(job?.job_id), "bruno@example.com")).includes("IS_OWNER"),
          "bruno is not the owner",
        ),
      ];
    },
    changes: ["permissions of jobs ml-train", "job ml-train"],
    budget: { calls: 4, tokens: 2000 },
    solution: [
      jobsNamed("ml-train"),
      {
        tool: "update_permissions",
        args: ([found]) => ({
          object_type: "jobs",
          object_id: field(found, "jobs", 0, "job_id"),
          access_control_list: [{ user_name: "bruno@example.com", permission_level: "IS_OWNER" }],
        }),
      },
    ],
  },
  {
    id: "adm-audit-jobs",
    prompt: "Can anyone other than the owner and the admins manage or run one of our jobs? If so, which job, and who?",
    traits: ["many-steps"],
    setup: (place) =>
      place.patch(`/api/2.0/permissions/jobs/${TRAIN}`, {
        access_control_list: [{ group_name: "analysts", permission_level: "CAN_MANAGE" }],
      }),
    says: ["ml-train", "analysts"],
    budget: { calls: 4, tokens: 2500 },
    solution: [{ tool: "audit_permissions", args: { object_type: "jobs" } }, { tool: "list_jobs" }],
  },
  {
    id: "adm-grant-select",
    prompt: `Let the group analysts read ${CUSTOMERS}.`,
    check: async (place) => [
      must(
        (await grantsTo(place, "table", CUSTOMERS, "analysts")).join() === "SELECT",
        "analysts does not have exactly SELECT",
      ),
    ],
    changes: [`grants table ${CUSTOMERS}`, "grants schema main.sales", "grants catalog main"],
    budget: { calls: 3, tokens: 1500 },
    solution: [
      {
        tool: "update_grants",
        args: { securable_type: "table", full_name: CUSTOMERS, principal: "analysts", add: ["SELECT"] },
      },
    ],
  },
  {
    id: "adm-schema-reader",
    prompt:
      "Let the group data-eng read everything in main.ops, including tables that are added later, but not change anything.",
    check: async (place) => {
      const privileges = await grantsTo(place, "schema", "main.ops", "data-eng");
      return [
        must(
          ["SELECT", "USE_SCHEMA"].every((one) => privileges.includes(one)),
          `data-eng has ${privileges.join() || "nothing"} on main.ops`,
        ),
        must(
          privileges.every((one) => /^(SELECT|USE_SCHEMA|READ_VOLUME|BROWSE|EXECUTE)$/.test(one)),
          "data-eng can change something",
        ),
      ];
    },
    changes: ["grants schema main.ops", "grants catalog main"],
    budget: { calls: 4, tokens: 2000 },
    solution: [
      {
        tool: "update_grants",
        args: { securable_type: "schema", full_name: "main.ops", principal: "data-eng", add: ["USE_SCHEMA", "SELECT"] },
      },
    ],
  },
  {
    id: "adm-revoke-volume",
    prompt: "From now on, only the owner should be able to read the volume main.sales.exports.",
    check: async (place) => [
      must(
        (await grantsTo(place, "volume", "main.sales.exports", "analysts")).length === 0,
        "analysts still has a privilege",
      ),
    ],
    changes: ["grants volume main.sales.exports"],
    budget: { calls: 4, tokens: 1500 },
    solution: [
      { tool: "get_grants", args: { securable_type: "volume", full_name: "main.sales.exports" } },
      {
        tool: "update_grants",
        args: {
          securable_type: "volume",
          full_name: "main.sales.exports",
          principal: "analysts",
          remove: ["READ_VOLUME"],
        },
      },
    ],
  },
  {
    id: "adm-tag-pii",
    prompt: `Tag the columns name and email of ${CUSTOMERS} with pii = yes.`,
    check: async (place) => [
      must((await tagsOf(place, "columns", `${CUSTOMERS}.name`)).get("pii") === "yes", "name is not tagged"),
      must((await tagsOf(place, "columns", `${CUSTOMERS}.email`)).get("pii") === "yes", "email is not tagged"),
    ],
    changes: [`tag pii of ${CUSTOMERS}.name`, `tag pii of ${CUSTOMERS}.email`],
    budget: { calls: 4, tokens: 1500 },
    solution: [
      {
        tool: "set_tag",
        args: {
          securable_type: "column",
          full_names: [`${CUSTOMERS}.name`, `${CUSTOMERS}.email`],
          tag_key: "pii",
          tag_value: "yes",
        },
      },
    ],
  },
  {
    id: "adm-model-owner",
    prompt: "bruno@example.com takes over the model main.sales.churn: make him its owner.",
    server: ["--toolsets", "admin,models"],
    check: async (place) => [
      must(
        (await place.get("/api/2.1/unity-catalog/models/main.sales.churn")).owner === "bruno@example.com",
        "bruno is not the owner",
      ),
    ],
    changes: ["model main.sales.churn", "grants model main.sales.churn"],
    budget: { calls: 3, tokens: 1500 },
    solution: [{ tool: "update_registered_model", args: { name: "main.sales.churn", owner: "bruno@example.com" } }],
  },
  {
    id: "adm-shut-analysts-out",
    prompt: "Which groups can use the catalog main, and with which privileges?",
    says: ["account users", ["USE_CATALOG", "USE CATALOG"]],
    budget: { calls: 3, tokens: 1500 },
    solution: [{ tool: "get_grants", args: { securable_type: "catalog", full_name: "main" } }],
  },
  {
    id: "adm-drop-schema",
    prompt: "Delete the schema main.ops if it is empty. If it is not, leave it and tell me how many tables it has.",
    traits: ["refuse"],
    says: [/\b(3|three)\b/i],
    budget: { calls: 3, tokens: 1500 },
    solution: [{ tool: "list_tables", args: { full_name: "main.ops" } }],
    answer: "It has 3 tables, so I left it.",
  },
  {
    id: "adm-protected",
    prompt: "Delete the job nightly-etl.",
    traits: ["refuse"],
    server: ["--toolsets", "admin,jobs", "--protect", "nightly-*"],
    says: [["protect"]],
    check: async (place) => [must(await jobNamed(place, "nightly-etl"), "nightly-etl is gone")],
    budget: { calls: 4, tokens: 1500 },
    solution: [jobsNamed("nightly-etl"), { tool: "delete_job", args: { job_id: NIGHTLY }, refused: /protect/i }],
  },
  {
    id: "adm-prod-is-read-only",
    prompt: "Which of my tokens in prod have expired? Revoke those two. The token ci is in use.",
    traits: ["workspaces", "many-steps"],
    check: async (place) => {
      const left = at(await place.prod?.get("/api/2.0/token/list"), "token_infos");
      const comments = JSON.stringify(left);
      return [
        must(!/old laptop|airflow/.test(comments), "an expired token is still there"),
        must(/"ci"/.test(comments), "the token of ci is gone"),
      ];
    },
    changes: ["prod: token old laptop", "prod: token airflow"],
    budget: { calls: 4, tokens: 2000 },
    solution: [{ tool: "list_tokens", args: { workspace: "prod" } }, ...revokeExpired({ workspace: "prod" })],
  },
];
