import { metastoreOf } from "../catalog/metastore.ts";
import { type Fields, isFields } from "../http.ts";
import { backquoted, sparkLiteral } from "../sql/engine/names.ts";
import type { World } from "../world.ts";
import type { Endpoint } from "./record.ts";

const COLUMNS = `databricks_request_id STRING, client_request_id STRING, request_date DATE, request_time TIMESTAMP,
  status_code INT, sampling_fraction DOUBLE, execution_duration_ms BIGINT, request STRING, response STRING,
  served_entity_id STRING, logging_error_codes ARRAY<STRING>, requester STRING`;

/** The table that AI Gateway logs requests to, as SQL names it, if that is turned on. */
function tableOf(gateway: unknown): { readonly schema: string; readonly table: string } | undefined {
  const config = isFields(gateway) && isFields(gateway.inference_table_config) ? gateway.inference_table_config : {};
  const { catalog_name: catalog, schema_name: schema, table_name_prefix: prefix, enabled } = config;
  if (enabled !== true) return undefined;
  const names = [catalog, schema, `${String(prefix)}_payload`].map((name) => backquoted(String(name)));
  return { schema: `${String(catalog)}.${String(schema)}`, table: names.join(".") };
}

/** Creates the table that this AI Gateway logs to. Fails if its schema does not exist. */
export async function createInferenceTable(world: World, gateway: unknown): Promise<void> {
  const found = tableOf(gateway);
  if (found === undefined) return;
  await metastoreOf(world).schema(found.schema);
  await world.runSql(`CREATE TABLE IF NOT EXISTS ${found.table} (${COLUMNS})`);
}

/** A request that was answered. `started` is in epoch milliseconds. */
interface Answered {
  readonly entity: string;
  readonly status: number;
  readonly request: Fields;
  readonly response: Fields;
  readonly started: number;
}

/** Logs one request, unless the table was dropped meanwhile: answering matters more than logging. */
export async function logRequest(
  world: World,
  { fields, id }: Endpoint,
  { entity, status, request, response, started }: Answered,
): Promise<void> {
  const found = tableOf(fields.ai_gateway);
  if (found === undefined) return;
  const time = `timestamp_millis(${started})`;
  const values = [
    `'${world.uuid()}'`,
    "NULL",
    `to_date(${time})`,
    time,
    status,
    "1.0",
    Math.max(1, Date.now() - started),
    sparkLiteral(JSON.stringify(request)),
    sparkLiteral(JSON.stringify(response)),
    sparkLiteral(`${id}-${entity}`),
    "CAST(array() AS ARRAY<STRING>)",
    sparkLiteral(world.user),
  ];
  await world.runSql(`INSERT INTO ${found.table} VALUES (${values.join(", ")})`).catch(() => undefined);
}
