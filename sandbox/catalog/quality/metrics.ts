import type { Fields } from "../../http.ts";
import { backquoted, sparkLiteral } from "../../sql/engine/names.ts";
import { typeText } from "../../sql/spark/data-types.ts";
import type { World } from "../../world.ts";
import type { Relation } from "../relations.ts";

const quoted = (name: unknown): string => String(name).split(".").map(backquoted).join(".");
const isNumber = (type: string): boolean => /^(tinyint|smallint|int|bigint|float|double|decimal)/.test(type);
const isOrdered = (type: string): boolean => !/^(array|map|struct|variant|binary)/.test(type);

/** Adds a profile of every column to the metric tables of a monitor, and the drift since the profile before. */
export async function computeMetrics(world: World, table: Relation, profile: Fields, at: number): Promise<void> {
  const profiles = quoted(profile.profile_metrics_table_name);
  const drifts = quoted(profile.drift_metrics_table_name);
  const time = `timestamp_millis(${at})`;
  const columns = table.columns.map(({ name, type }) => profileOf(name, typeText(type)));
  const source = quoted(table.fullName);
  const select = columns.map((one) => `SELECT ${one} FROM ${source}`).join(" UNION ALL ");
  const rows = `SELECT named_struct('start', ${time}, 'end', ${time}) AS window, CAST(NULL AS STRING) AS granularity,
    CAST(NULL AS STRING) AS slice_key, CAST(NULL AS STRING) AS slice_value, 'INPUT' AS log_type, * FROM (${select})`;
  await create(world, profiles, rows);
  await world.runSql(`INSERT INTO ${profiles} ${rows}`);
  const drift = `SELECT b.window, a.window AS window_cmp, b.granularity, b.slice_key, b.slice_value, b.column_name, b.data_type,
    'CONSECUTIVE' AS drift_type, b.count - a.count AS count_delta, b.avg - a.avg AS avg_delta,
    b.percent_null - a.percent_null AS percent_null_delta, CAST(NULL AS DOUBLE) AS js_distance
    FROM ${profiles} b JOIN ${profiles} a ON a.column_name = b.column_name
    WHERE b.window.start = ${time} AND a.window.start = (SELECT max(window.start) FROM ${profiles} WHERE window.start < ${time})`;
  await create(world, drifts, drift);
  await world.runSql(`INSERT INTO ${drifts} ${drift}`);
}

/** A table with the columns of a query, without its rows. */
const create = (world: World, table: string, query: string) =>
  world.runSql(`CREATE TABLE IF NOT EXISTS ${table} AS SELECT * FROM (${query}) WHERE false`);

function profileOf(name: string, type: string): string {
  const column = backquoted(name);
  const text = (of: string) => (isOrdered(type) ? `CAST(${of}(${column}) AS STRING)` : "CAST(NULL AS STRING)");
  return [
    `${sparkLiteral(name)} AS column_name`,
    `${sparkLiteral(type)} AS data_type`,
    "count(*) AS count",
    `count_if(${column} IS NULL) AS num_nulls`,
    `100.0D * count_if(${column} IS NULL) / count(*) AS percent_null`,
    `${isOrdered(type) ? `count(DISTINCT ${column})` : "CAST(NULL AS BIGINT)"} AS distinct_count`,
    `${text("min")} AS min`,
    `${text("max")} AS max`,
    `${isNumber(type) ? `CAST(avg(${column}) AS DOUBLE)` : "CAST(NULL AS DOUBLE)"} AS avg`,
  ].join(", ");
}
