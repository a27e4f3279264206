import { NIGHTLY_LOAD, nightBefore } from "../../data/nights.ts";
import { WORKSPACE_ID, type World } from "../../world.ts";
import { auditEvents } from "../audit/log.ts";
import { METASTORE_ID } from "../ledger.ts";
import { NIGHTLY_COLUMNS, tableOfColumn } from "../nightly-lineage.ts";
import { seenLineage } from "../seen-lineage.ts";
import { HOUR, NIGHTLY_JOB } from "./past/calendar.ts";
import { executionsOf } from "./queries.ts";
import type { SystemTable } from "./relation.ts";

const PAST_NIGHTS = 30;

interface Step {
  readonly at: number;
  readonly source: string;
  readonly target: string;
  readonly job: boolean;
  /** Who caused it; the owner of the workspace unless given. */
  readonly user?: string;
}

/** Lineage of columns: of each night's job, and of the statements that ran here. */
function* columnSteps(world: World): Iterable<Step> {
  for (let ago = PAST_NIGHTS - 1; ago >= 0; ago -= 1) {
    const at = nightBefore(world.now(), NIGHTLY_LOAD, ago);
    for (const [source, target] of NIGHTLY_COLUMNS) yield { at, source, target, job: true };
  }
  for (const { at, columns, user } of seenLineage(world))
    for (const { source, target } of columns) yield { at, source, target, job: false, user };
}

function* tableSteps(world: World): Iterable<Step> {
  const pairs = new Set(NIGHTLY_COLUMNS.map(([source, target]) => `${tableOfColumn(source)} ${tableOfColumn(target)}`));
  for (let ago = PAST_NIGHTS - 1; ago >= 0; ago -= 1) {
    const at = nightBefore(world.now(), NIGHTLY_LOAD, ago);
    for (const pair of pairs) {
      const [source = "", target = ""] = pair.split(" ");
      yield { at, source, target, job: true };
    }
  }
  for (const { at, sources, target, user } of seenLineage(world))
    for (const source of sources) yield { at, source, target, job: false, user };
}

const table = (side: "source" | "target", fullName: string) => {
  const [catalog, schema, name] = fullName.split(".");
  return {
    [`${side}_table_full_name`]: fullName,
    [`${side}_table_catalog`]: catalog,
    [`${side}_table_schema`]: schema,
    [`${side}_table_name`]: name,
    [`${side}_type`]: "TABLE",
  };
};

const event = ({ at, source, target, job, user }: Step, { owner }: World) => ({
  metastore_id: METASTORE_ID,
  ...(job ? { entity_type: "JOB", entity_id: String(NIGHTLY_JOB) } : { entity_type: "DBSQL_QUERY" }),
  created_by: user ?? owner,
  event_time: at,
  event_date: at,
  record_id: `${at}-${source}-${target}`,
  event_id: `${at}-${target}`,
});

const TABLES =
  "account_id STRING, metastore_id STRING, workspace_id STRING, entity_type STRING, entity_id STRING, entity_run_id STRING, source_table_full_name STRING, source_table_catalog STRING, source_table_schema STRING, source_table_name STRING, source_path STRING, source_type STRING";
const TARGETS =
  "target_table_full_name STRING, target_table_catalog STRING, target_table_schema STRING, target_table_name STRING, target_path STRING, target_type STRING";
const EVENT =
  "created_by STRING, event_time TIMESTAMP, event_date DATE, record_id STRING, event_id STRING, statement_id STRING";

export const tableLineage: SystemTable = {
  columns: `${TABLES}, ${TARGETS}, ${EVENT}`,
  *rows(world) {
    for (const step of tableSteps(world))
      yield { ...event(step, world), ...table("source", step.source), ...table("target", step.target) };
  },
};

export const columnLineage: SystemTable = {
  columns: `${TABLES}, source_column_name STRING, ${TARGETS}, target_column_name STRING, ${EVENT}`,
  *rows(world) {
    for (const step of columnSteps(world)) {
      yield {
        ...event(step, world),
        ...table("source", tableOfColumn(step.source)),
        source_column_name: step.source.split(".").at(-1),
        ...table("target", tableOfColumn(step.target)),
        target_column_name: step.target.split(".").at(-1),
      };
    }
  },
};

export const audit: SystemTable = {
  columns:
    "account_id STRING, workspace_id STRING, version STRING, event_time TIMESTAMP, event_date DATE, source_ip_address STRING, user_agent STRING, session_id STRING, user_identity STRUCT<email STRING, subject_name STRING>, service_name STRING, action_name STRING, request_id STRING, request_params MAP<STRING, STRING>, response STRUCT<status_code INT, error_message STRING, result STRING>, audit_level STRING, event_id STRING, identity_metadata STRUCT<run_by STRING, run_as STRING>",
  *rows(world) {
    for (let ago = PAST_NIGHTS - 1; ago >= 0; ago -= 1) {
      const at = nightBefore(world.now(), NIGHTLY_LOAD, ago);
      const login = at + 7 * HOUR;
      yield entry(world.owner, at, "jobs", "runStart", { jobId: String(NIGHTLY_JOB), runId: String(at) }, `run-${at}`);
      // The latest night can be over before the morning.
      if (login <= world.now())
        yield entry(world.owner, login, "accounts", "login", { user: world.owner }, `login-${at}`);
    }
    for (const { id, at, user, service, action, params, status, error, result, userAgent } of auditEvents(world)) {
      yield {
        ...entry(user, at, service, action, params, id),
        user_agent: userAgent,
        response: { status_code: status, error_message: error, result },
      };
    }
    for (const { id, text, user, warehouseId, startedAt, error } of executionsOf(world)) {
      const params = { warehouseId, commandId: id, commandText: text };
      yield {
        ...entry(user, startedAt, "databrickssql", "commandSubmit", params, id),
        response: { status_code: error === undefined ? 200 : 400, error_message: error },
      };
    }
  },
};

function entry(
  user: string,
  at: number,
  service: string,
  action: string,
  params: Readonly<Record<string, string>>,
  id: string,
) {
  return {
    version: "2.0",
    event_time: at,
    event_date: at,
    source_ip_address: "127.0.0.1",
    user_identity: { email: user },
    service_name: service,
    action_name: action,
    request_id: id,
    request_params: params,
    response: { status_code: 200 },
    audit_level: "WORKSPACE_LEVEL",
    event_id: id,
    identity_metadata: { run_by: user, run_as: user },
    workspace_id: WORKSPACE_ID,
  };
}
