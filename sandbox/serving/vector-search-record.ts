import { fail, invalid } from "../failure.ts";
import { type Fields, isFields, oneOf, required } from "../http.ts";
import { embed } from "./vector-search-text.ts";

export interface Endpoint {
  readonly name: string;
  readonly id: string;
  readonly type: string;
  readonly created: number;
  readonly creator: string;
  state: "PROVISIONING" | "ONLINE";
}

/** A row and its vector. */
export interface Row {
  readonly values: Fields;
  readonly vector: readonly number[];
}

export interface Index {
  readonly name: string;
  readonly creator: string;
  readonly endpoint: string;
  readonly primaryKey: string;
  readonly type: "DELTA_SYNC" | "DIRECT_ACCESS";
  readonly subtype: string;
  readonly spec: Fields;
  /** Text column that the index embeds. Without it, rows and queries have their own vectors. */
  readonly source: string | undefined;
  readonly vectorColumn: string | undefined;
  readonly dimension: number | undefined;
  /** The columns that a query can return. Those of the source table are known after the first sync. */
  columns: readonly string[];
  ready: boolean;
  message: string;
  /** Syncs that have not ended. */
  syncs?: number;
  rows: Map<string, Row>;
}

const firstOf = (value: unknown): Fields => (Array.isArray(value) && isFields(value[0]) ? value[0] : {});

/** An index from the body that creates it. */
export function indexFrom(body: Fields, creator: string): Index {
  const name = required(body, "name");
  if (name.split(".").length !== 3 || /[^\w.]/.test(name)) {
    invalid(`Index name ${name} is not valid: it must be catalog.schema.index.`);
  }
  const type =
    oneOf(body, "index_type", ["DELTA_SYNC", "DIRECT_ACCESS"]) ?? invalid("Missing required field: index_type");
  const key = type === "DELTA_SYNC" ? "delta_sync_index_spec" : "direct_access_index_spec";
  const spec = body[key];
  if (!isFields(spec)) return invalid(`Missing required field: ${key}`);
  if (type === "DELTA_SYNC") {
    required(spec, "source_table");
    if (oneOf(spec, "pipeline_type", ["TRIGGERED", "CONTINUOUS"]) === undefined)
      invalid("Missing required field: pipeline_type");
  }
  const source = firstOf(spec.embedding_source_columns).name;
  const vector = firstOf(spec.embedding_vector_columns);
  if (typeof source !== "string" && typeof vector.name !== "string") {
    invalid("Either embedding_source_columns or embedding_vector_columns must be given.");
  }
  return {
    name,
    creator,
    endpoint: required(body, "endpoint_name"),
    primaryKey: required(body, "primary_key"),
    type,
    subtype: oneOf(body, "index_subtype", ["HYBRID", "FULL_TEXT", "VECTOR"]) ?? "HYBRID",
    spec,
    source: typeof source === "string" ? source : undefined,
    vectorColumn: typeof vector.name === "string" ? vector.name : undefined,
    dimension: typeof vector.embedding_dimension === "number" ? vector.embedding_dimension : undefined,
    columns: type === "DIRECT_ACCESS" ? columnsOf(spec) : [],
    ready: false,
    message: "Index creation is in progress.",
    rows: new Map(),
  };
}

function columnsOf({ schema_json }: Fields): string[] {
  try {
    const schema: unknown = JSON.parse(String(schema_json));
    if (isFields(schema)) return Object.keys(schema);
  } catch {}
  return invalid("Field 'schema_json' must be a JSON object of column names and types.");
}

/** A row as the index stores it; `undefined` if its key, its text or a complete vector is missing. */
export function rowFrom(index: Index, values: Fields): readonly [key: string, row: Row] | undefined {
  const key = values[index.primaryKey];
  if (key === undefined || key === null) return undefined;
  const given =
    index.vectorColumn === undefined ? embed(String(values[index.source ?? ""] ?? "")) : values[index.vectorColumn];
  const parsed: unknown = typeof given === "string" ? safely(given) : given;
  if (!Array.isArray(parsed) || !parsed.every((value) => typeof value === "number")) return undefined;
  if (index.dimension !== undefined && parsed.length !== index.dimension) return undefined;
  return [String(key), { values, vector: parsed }];
}

function safely(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const endpointView = (endpoint: Endpoint, indexes: number): Fields => ({
  name: endpoint.name,
  id: endpoint.id,
  endpoint_type: endpoint.type,
  endpoint_status: {
    state: endpoint.state,
    ...(endpoint.state === "PROVISIONING" && { message: "Endpoint is being provisioned." }),
  },
  num_indexes: indexes,
  creator: endpoint.creator,
  creation_timestamp: endpoint.created,
  last_updated_timestamp: endpoint.created,
  last_updated_user: endpoint.creator,
});

export const indexSummary = (index: Index): Fields => ({
  name: index.name,
  endpoint_name: index.endpoint,
  primary_key: index.primaryKey,
  index_type: index.type,
  index_subtype: index.subtype,
  creator: index.creator,
});

export const indexView = (index: Index): Fields => ({
  ...indexSummary(index),
  status: {
    ready: index.ready,
    indexed_row_count: index.rows.size,
    message: index.message,
    detailed_state: detailedState(index),
  },
  [index.type === "DELTA_SYNC" ? "delta_sync_index_spec" : "direct_access_index_spec"]: index.spec,
});

function detailedState({ ready, syncs = 0, message, type }: Index): string {
  if (type === "DIRECT_ACCESS") return "ONLINE_DIRECT_ACCESS";
  if (message.startsWith("Sync failed")) return ready ? "ONLINE_PIPELINE_FAILED" : "OFFLINE_FAILED";
  if (!ready) return "PROVISIONING_INITIAL_SNAPSHOT";
  return syncs > 0 ? "ONLINE_TRIGGERED_UPDATE" : "ONLINE_NO_PENDING_UPDATE";
}

export const notFound = (kind: string, name: string): never =>
  fail(404, "RESOURCE_DOES_NOT_EXIST", `Vector search ${kind} ${name} not found`);
