import { type Pipeline, type PipelineEvent, runAsOf } from "../jobs/pipelines/record.ts";
import type { StoredTable } from "../sql/spark/metastore/objects.ts";
import type { VirtualRelation } from "../sql/spark/metastore/virtual.ts";
import { WORKSPACE_ID, type World } from "../world.ts";
import { relationOf } from "./system/relation.ts";

const ORIGIN =
  "cloud: STRING, region: STRING, org_id: BIGINT, pipeline_id: STRING, pipeline_type: STRING, pipeline_name: STRING, update_id: STRING, dataset_name: STRING, flow_id: STRING, flow_name: STRING, batch_id: BIGINT, request_id: STRING";
const SEQUENCE = "data_plane_id: STRUCT<instance: STRING, seq_no: BIGINT>, control_plane_seq_no: BIGINT";
const STACK = "declaring_class: STRING, method_name: STRING, file_name: STRING, line_number: BIGINT";
const ERROR = `fatal: BOOLEAN, exceptions: ARRAY<STRUCT<class_name: STRING, message: STRING, stack: ARRAY<STRUCT<${STACK}>>>>`;
const COLUMNS = `id STRING, sequence STRUCT<${SEQUENCE}>, origin STRUCT<${ORIGIN}>, timestamp TIMESTAMP, message STRING, level STRING, maturity_level STRING, error STRUCT<${ERROR}>, details STRING, event_type STRING`;

/** The log of a pipeline, and who may read it. */
export interface EventLog {
  readonly owners: readonly string[];
  readonly relation: VirtualRelation;
}

const pipelinesOf = (world: World): readonly Pipeline[] => [
  ...world.kept("pipelines", () => new Map<string, Pipeline>()).values(),
];

/** The event log of a pipeline; `undefined` if the pipeline does not exist. */
export function pipelineLog(world: World, id: string): EventLog | undefined {
  const pipeline = pipelinesOf(world).find((one) => one.id === id);
  if (pipeline === undefined) return undefined;
  return { owners: [pipeline.creator, runAsOf(world, pipeline)], relation: logOf(world, pipeline.events) };
}

/** The event log of the pipeline that made a table. A statement makes a table without one: its refreshes are the events. */
export function tableLog(world: World, table: StoredTable): EventLog | undefined {
  const name = table.name.join(".");
  const isFlow = ({ origin }: PipelineEvent) =>
    typeof origin === "object" && origin !== null && "flow_name" in origin && String(origin.flow_name) === name;
  const pipeline = pipelinesOf(world).find(({ events }) => events.some(isFlow));
  if (pipeline !== undefined) return { owners: [], relation: logOf(world, pipeline.events) };
  return table.query === undefined ? undefined : { owners: [], relation: logOf(world, refreshesOf(table)) };
}

/** Events of the statements that made and refreshed a table, newest first. */
function refreshesOf({ id, name, versions }: StoredTable): readonly PipelineEvent[] {
  const flow_name = name.join(".");
  const event = (at: number, number: number, type: string, message: string, details: object): PipelineEvent => ({
    id: `${id}-${number}-${type}`,
    timestamp: new Date(at).toISOString(),
    level: "INFO",
    maturity_level: "STABLE",
    event_type: type,
    message,
    details,
    origin: { pipeline_id: id, pipeline_name: flow_name, update_id: `${id}-${number}`, flow_name },
  });
  return versions
    .filter(({ operation }) => operation === "REFRESH" || operation.endsWith("AS SELECT"))
    .flatMap(({ at, version, metrics }) => {
      const flow_progress = { status: "COMPLETED", metrics: { num_output_rows: Number(metrics.numOutputRows ?? 0) } };
      const update = `Update ${version} is COMPLETED.`;
      return [
        event(at, version, "flow_progress", `Flow '${flow_name}' has COMPLETED.`, { flow_progress }),
        event(at, version, "update_progress", update, { update_progress: { state: "COMPLETED" } }),
      ];
    })
    .reverse();
}

/** The rows, oldest first. */
function logOf(world: World, newestFirst: readonly PipelineEvent[]): VirtualRelation {
  const rows = newestFirst.toReversed().map((event, index) => ({
    ...event,
    timestamp: Date.parse(event.timestamp),
    sequence: { control_plane_seq_no: index + 1 },
    origin: { cloud: "AWS", org_id: WORKSPACE_ID, pipeline_type: "WORKSPACE", ...originOf(event) },
    details: JSON.stringify(event.details ?? {}),
  }));
  return relationOf({ columns: COLUMNS, rows: () => rows }, world);
}

function originOf({ origin }: PipelineEvent): object {
  if (typeof origin !== "object" || origin === null) return {};
  return "flow_name" in origin ? { ...origin, dataset_name: origin.flow_name } : origin;
}
