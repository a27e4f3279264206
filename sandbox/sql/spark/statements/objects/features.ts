import { SqlFailure } from "../../../engine/failure.ts";
import type { StoredTable } from "../../metastore/objects.ts";

type Properties = Pick<StoredTable, "properties">;

const isTrue = ({ properties }: Properties, key: string) => properties.get(key)?.toLowerCase() === "true";

/** Whether the names of columns can differ from those in files. */
export const mapsColumns = ({ properties }: Properties): boolean =>
  ["name", "id"].includes(properties.get("delta.columnMapping.mode")?.toLowerCase() ?? "");

/** @throws {SqlFailure} for a table whose columns cannot be renamed or dropped */
export function requireColumnMapping(table: Properties, change: "rename" | "drop"): void {
  if (mapsColumns(table)) return;
  throw new SqlFailure(
    `DELTA_UNSUPPORTED_${change.toUpperCase()}_COLUMN`,
    `Column ${change} is not supported for your Delta table. Please upgrade your Delta table to reader version 2 and writer version 5 and change the column mapping mode to 'name' mapping. You can use the following command: ALTER TABLE <table_name> SET TBLPROPERTIES ('delta.columnMapping.mode' = 'name')`,
    "0AKDC",
  );
}

export const widensTypes = (table: Properties): boolean => isTrue(table, "delta.enableTypeWidening");

/** Reader and writer version and the features of a table, as DESCRIBE DETAIL shows them. */
export function protocolOf(table: StoredTable): readonly [reader: number, writer: number, features: readonly string[]] {
  const maps = mapsColumns(table);
  const widens = widensTypes(table);
  const clusters = table.clusterBy.length > 0 || table.properties.has(AUTO);
  const more = [
    ...(isTrue(table, "delta.enableChangeDataFeed") ? ["changeDataFeed"] : []),
    ...(table.constraints.some(({ kind }) => kind === "check") ? ["checkConstraints"] : []),
    ...(clusters ? ["clustering", "domainMetadata"] : []),
    ...(maps ? ["columnMapping"] : []),
    ...(widens ? ["typeWidening"] : []),
  ];
  const features = ["appendOnly", "invariants", ...more].sort();
  return [widens ? 3 : maps ? 2 : 1, more.length > 0 ? 7 : 2, features];
}

const AUTO = "clusterByAuto";
const MOST_CLUSTERING = 4;

/** Sets the clustering columns of a table. With `auto`, the platform chooses them. */
export function cluster(table: StoredTable, given: readonly string[] | "auto"): void {
  const auto = given === "auto";
  const columns = auto ? [] : given;
  if (table.partitionedBy.length > 0 && (auto || columns.length > 0)) {
    throw new SqlFailure(
      "DELTA_CLUSTER_BY_WITH_PARTITIONED_BY",
      "Clustering and partitioning cannot both be specified. Please remove PARTITIONED BY if you want to create a Delta table with clustering.",
      "42613",
    );
  }
  if (columns.length > MOST_CLUSTERING) {
    throw new SqlFailure(
      "DELTA_CLUSTER_BY_INVALID_NUM_COLUMNS",
      `CLUSTER BY for Liquid clustering supports up to ${MOST_CLUSTERING} clustering columns, but the table has ${columns.length} clustering columns. Please remove the extra clustering columns.`,
      "54000",
    );
  }
  requireColumns(table, columns);
  table.clusterBy = columns.map((column) => column.toLowerCase());
  if (auto) table.properties.set(AUTO, "true");
  else table.properties.delete(AUTO);
}

/** @throws {SqlFailure} for a layout by a column that the table does not have. A field of a struct is found by its column. */
export function requireColumns({ columns }: StoredTable, names: readonly string[]): void {
  const known = new Set(columns.map(({ name }) => name.toLowerCase()));
  for (const name of names) {
    const lower = name.toLowerCase();
    if (known.has(lower) || known.has(lower.split(".")[0] ?? "")) continue;
    throw new SqlFailure(
      "DELTA_COLUMN_NOT_FOUND",
      `Unable to find the column \`${name}\` given [[${columns.map((column) => column.name).join(", ")}]].`,
      "42703",
    );
  }
}
