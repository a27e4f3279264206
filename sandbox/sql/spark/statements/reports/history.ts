import { SqlFailure } from "../../../engine/failure.ts";
import { type StoredTable, sourcesOf, storageOf } from "../../metastore/objects.ts";
import { currentSource, rewritten, versionAt } from "../../metastore/rows.ts";
import { currentVersion } from "../../metastore/store.ts";
import type { Description, Maintenance } from "../../syntax/statements/ast.ts";
import { commit, commitMetadata, countOf, retire } from "../changes/commits.ts";
import { writable } from "../changes/targets.ts";
import { nothing, type Rows, type StatementContext, textRows } from "../context.ts";
import { protocolOf } from "../objects/features.ts";
import { travelOf } from "../travel.ts";
import { deltaTable } from "./describe.ts";

const iso = (millis: number) => new Date(millis).toISOString();

export function describeHistory(
  statement: Extract<Description, { kind: "describe_history" | "describe_detail" }>,
  context: StatementContext,
): Rows {
  const table = deltaTable(statement.name, context);
  const rows = table.versions
    .toReversed()
    .slice(0, statement.limit)
    .map(({ version, at, user, operation, parameters, metrics }) => [
      String(version),
      iso(at),
      null,
      user,
      operation,
      JSON.stringify(parameters),
      null,
      null,
      null,
      version === 0 ? null : String(version - 1),
      "WriteSerializable",
      String(operation === "WRITE" && parameters.mode === "Append"),
      JSON.stringify(metrics),
      null,
      "Databricks-Runtime/17.3.x-photon-scala2.13",
    ]);
  return textRows(
    [
      "version BIGINT",
      "timestamp TIMESTAMP",
      "userId",
      "userName",
      "operation",
      "operationParameters MAP<STRING,STRING>",
      "job",
      "notebook",
      "clusterId",
      "readVersion BIGINT",
      "isolationLevel",
      "isBlindAppend BOOLEAN",
      "operationMetrics MAP<STRING,STRING>",
      "userMetadata",
      "engineInfo",
    ],
    rows,
  );
}

export async function describeDetail(
  statement: Extract<Description, { kind: "describe_history" | "describe_detail" }>,
  context: StatementContext,
): Promise<Rows> {
  const table = deltaTable(statement.name, context);
  const { files, bytes } = await sizeOf(table, context);
  const [reader, writer, features] = protocolOf(table);
  const row = [
    "delta",
    table.id,
    table.name.join("."),
    table.comment ?? null,
    storageOf(table),
    iso(table.createdAt),
    iso(currentVersion(table).at),
    JSON.stringify(table.partitionedBy),
    JSON.stringify(table.clusterBy),
    String(files),
    String(bytes),
    JSON.stringify(Object.fromEntries(table.properties)),
    String(reader),
    String(writer),
    JSON.stringify(features),
  ];
  return textRows(
    [
      "format",
      "id",
      "name",
      "description",
      "location",
      "createdAt TIMESTAMP",
      "lastModified TIMESTAMP",
      "partitionColumns ARRAY<STRING>",
      "clusteringColumns ARRAY<STRING>",
      "numFiles BIGINT",
      "sizeInBytes BIGINT",
      "properties MAP<STRING,STRING>",
      "minReaderVersion INT",
      "minWriterVersion INT",
      "tableFeatures ARRAY<STRING>",
    ],
    [row],
  );
}

/** A table has no files here: one is assumed, and its size is estimated from the rows. */
async function sizeOf(table: StoredTable, context: StatementContext) {
  const count = await countOf(currentSource(table), context);
  return { files: count === 0 ? 0 : 1, bytes: count * table.columns.length * 8 };
}

export async function restore(
  statement: Extract<Maintenance, { kind: "restore" }>,
  context: StatementContext,
): Promise<Rows> {
  const table = deltaTable(statement.name, context);
  writable(table.name);
  return context.locked(table.name, async () => {
    const version = versionAt(table, travelOf(statement.to, context));
    const before = await sizeOf(table, context);
    const last = currentVersion(table);
    table.columns = version.rows.columns.map((column) => ({ ...column }));
    // Later versions append to the same rows, so the restored ones get a limit.
    const first = version.rows.first ?? (await countOf(rewritten(version.rows), context));
    const rows =
      version.rows.source === last.rows.source || version.rows.first !== undefined
        ? { ...version.rows, first, count: first }
        : version.rows;
    const after = await countOf(rewritten(rows), context);
    const bytes = after * table.columns.length * 8;
    const files = after === 0 ? 0 : 1;
    const metrics = {
      tableSizeAfterRestore: String(bytes),
      numOfFilesAfterRestore: String(files),
      numRemovedFiles: String(before.files),
      numRestoredFiles: String(files),
      removedFilesSize: String(before.bytes),
      restoredFilesSize: String(bytes),
    };
    const parameters = { version: String(version.version), timestamp: iso(version.at) };
    await commit(table, rows, { operation: "RESTORE", parameters, metrics }, context);
    return textRows(
      [
        "table_size_after_restore BIGINT",
        "num_of_files_after_restore BIGINT",
        "num_removed_files BIGINT",
        "num_restored_files BIGINT",
        "removed_files_size BIGINT",
        "restored_files_size BIGINT",
      ],
      [[String(bytes), String(files), String(before.files), String(files), String(before.bytes), String(bytes)]],
    );
  });
}

/** A table has no small files to compact here. Nothing changes, as the metrics show. */
export async function optimize(
  { name }: Extract<Maintenance, { kind: "optimize" }>,
  context: StatementContext,
): Promise<Rows> {
  const table = deltaTable(name, context);
  writable(table.name);
  const { files } = await sizeOf(table, context);
  const metrics = {
    numFilesAdded: 0,
    numFilesRemoved: 0,
    filesAdded: { min: null, max: null, avg: 0, totalFiles: 0, totalSize: 0 },
    filesRemoved: { min: null, max: null, avg: 0, totalFiles: 0, totalSize: 0 },
    partitionsOptimized: 0,
    numBatches: 0,
    totalConsideredFiles: files,
    totalFilesSkipped: files,
  };
  return textRows(["path", "metrics"], [[storageOf(table), JSON.stringify(metrics)]]);
}

const HOUR_MS = 3_600_000;
const RETENTION_HOURS = 168;
const RETENTION_CHECK = "spark.databricks.delta.retentionDurationCheck.enabled";
const UNITS: Readonly<Record<string, number>> = { minute: 1 / 60, hour: 1, day: 24, week: 168 };

/** Hours for which VACUUM keeps the files of deleted rows. */
function retentionOf({ properties }: StoredTable): number {
  const text = properties.get("delta.deletedFileRetentionDuration") ?? "";
  const [, count, unit = ""] = /^(?:interval\s+)?(\d+)\s+(\w+?)s?$/i.exec(text.trim()) ?? [];
  const hours = UNITS[unit.toLowerCase()];
  return count === undefined || hours === undefined ? RETENTION_HOURS : Number(count) * hours;
}

export async function vacuum(
  statement: Extract<Maintenance, { kind: "vacuum" }>,
  context: StatementContext,
): Promise<Rows> {
  const table = deltaTable(statement.name, context);
  writable(table.name);
  const retained = retentionOf(table);
  const { retainHours = retained } = statement;
  if (retainHours < retained && context.session.options.get(RETENTION_CHECK)?.toLowerCase() !== "false") {
    throw new SqlFailure(
      "DELTA_VACUUM_RETENTION_PERIOD_TOO_SHORT",
      `The retention of ${retainHours} hours is too short. Writers that are active and readers of older versions need the files of the last ${retained} hours, which delta.deletedFileRetentionDuration sets. If no operations are being performed on this table, you may turn off this check by setting ${RETENTION_CHECK} = false.`,
      "22003",
    );
  }
  const oldest = context.services.now() - retainHours * HOUR_MS;
  // A version is needed as long as it was the newest at some time within the retention.
  const kept = table.versions.filter(
    (_, index) => (table.versions[index + 1]?.at ?? Number.POSITIVE_INFINITY) >= oldest,
  );
  if (statement.dryRun) return textRows(["path"], []);
  const gone = table.versions.filter((version) => !kept.includes(version));
  table.versions.splice(0, table.versions.length, ...kept);
  const used = new Set(kept.flatMap(sourcesOf));
  for (const source of gone.flatMap(sourcesOf)) if (!used.has(source)) retire(source, context);
  if (gone.length > 0) await commitMetadata(table, "VACUUM END", { status: "COMPLETED" }, context);
  return textRows(["path"], [[storageOf(table)]]);
}

export async function analyze(
  { name }: Extract<Maintenance, { kind: "analyze" }>,
  context: StatementContext,
): Promise<Rows> {
  deltaTable(name, context);
  return nothing;
}
