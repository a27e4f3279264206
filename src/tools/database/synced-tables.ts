import * as z from "zod";
import { getTable } from "../../api/catalog/tables.ts";
import * as api from "../../api/database/synced-tables.ts";
import { ApiError } from "../../api/http/errors.ts";
import type { Context } from "../../core/calls/context.ts";
import { say } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { fullName } from "../catalog/toolset.ts";
import { syncedTableView } from "./branch-view.ts";
import { awaitChange, changeFields } from "./operation.ts";
import { idOf } from "./project-view.ts";
import { branch, database, postgresDatabase } from "./toolset.ts";

const tableName = fullName("catalog.schema.table");
const SHOWN_BY = "get_synced_table";

export const getSyncedTable = database.tool({
  name: "get_synced_table",
  title: "Get a synced table",
  description: "Returns one table synced into Lakebase: its source, state, last sync and pipeline.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ full_name: tableName }),
  aliases: { name: "full_name", synced_table_id: "full_name" },
  output: syncedTableView.schema,
  run: async (ctx, args) => syncedTableView(await api.getSyncedTable(ctx.client, args)),
});

/**
 * Reads the source before the user is asked: the platform refuses a missing one late, and a missing key in the pipeline.
 *
 * @throws {ApiError} `not-found`
 * @throws {ToolError} For a key that is not a column
 */
async function mustHaveColumns(ctx: Context, full_name: string, keys: readonly string[]): Promise<void> {
  const table = await getTable(ctx.client, { full_name }).catch((error: unknown) => {
    // One that this identity cannot read is left to the platform.
    if (error instanceof ApiError && error.kind !== "not-found") return undefined;
    throw error;
  });
  const columns = (table?.columns ?? []).map(({ name }) => name ?? "");
  const known = new Set(columns.map((name) => name.toLowerCase()));
  const missing = keys.filter((key) => !known.has(key.toLowerCase()));
  if (columns.length === 0 || missing.length === 0) return;
  throw new ToolError("The source table does not have all columns of the primary key; nothing was sent.", {
    next: "Give columns of the table as primary_key_columns.",
    quoted: `missing: ${missing.join(", ")}\ncolumns: ${columns.join(", ")}`,
  });
}

export const createSyncedTable = database.tool({
  name: "create_synced_table",
  title: "Sync a table into Lakebase",
  description: "Copies a Delta table into Postgres with a billed pipeline.",
  access: { least: "write", most: "destructive", of: () => "write" },
  untrusted: true,
  input: z.strictObject({
    full_name: tableName,
    source_table_full_name: tableName.describe("Delta table"),
    branch,
    postgres_database: postgresDatabase,
    primary_key_columns: z.array(z.string().min(1).max(255)).min(1).max(32).describe("Columns"),
    scheduling_policy: z.enum(["SNAPSHOT", "TRIGGERED", "CONTINUOUS"]).default("SNAPSHOT").describe("When to copy"),
  }),
  aliases: { synced_table_id: "full_name" },
  output: z.object({ full_name: z.string(), ...changeFields }),
  async affects({ full_name, source_table_full_name, branch, scheduling_policy, primary_key_columns }, ctx) {
    await mustHaveColumns(ctx, source_table_full_name, primary_key_columns);
    return {
      effect: "Create",
      objects: [{ kind: "synced table", name: full_name, within: [branch] }],
      consequences: [
        {
          reason: "cost",
          text: say`Its ${scheduling_policy} pipeline is billed while it copies ${source_table_full_name}.`,
        },
      ],
    };
  },
  async run(ctx, { full_name, ...spec }) {
    const operation = await api.createSyncedTable(ctx.client, { full_name, spec });
    ctx.accepted({ what: "The synced table was created", ids: { full_name }, followUp: SHOWN_BY });
    const change = { wait_seconds: undefined, words: `Syncing ${full_name}`, failed: "The table was not synced" };
    return { full_name, ...(await awaitChange(ctx, { operation, ...change, followUp: SHOWN_BY })) };
  },
});

export const deleteSyncedTable = database.tool({
  name: "delete_synced_table",
  title: "Delete a synced table",
  description:
    "Stops the sync and removes the table from Unity Catalog. Its rows in Postgres stay until dropped there.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ full_name: tableName }),
  output: z.object({ full_name: z.string(), ...changeFields }),
  alsoCovers: [{ operation: "postgres.deleteSyncedTable", args: ({ name }) => [{ full_name: idOf(name) }] }],
  async affects({ full_name }, ctx) {
    const { spec } = await api.getSyncedTable(ctx.client, { full_name });
    return {
      effect: "Delete",
      objects: [{ kind: "synced table", name: full_name, within: [spec?.branch], details: { branch: spec?.branch } }],
      consequences: [
        {
          reason: "others",
          text: say`Applications no longer get changes of ${spec?.source_table_full_name ?? "its source"}.`,
        },
      ],
    };
  },
  async run(ctx, { full_name }) {
    const operation = await api.deleteSyncedTable(ctx.client, { full_name });
    const change = { wait_seconds: undefined, words: `Deleting ${full_name}`, failed: "The sync was not stopped" };
    return { full_name, ...(await awaitChange(ctx, { operation, ...change, followUp: SHOWN_BY })) };
  },
});

const catalogId = z.string().min(1).max(255).describe("Name of the catalog");

export const createDatabaseCatalog = database.tool({
  name: "create_database_catalog",
  title: "Register a database as a catalog",
  description: "Registers a Lakebase database in Unity Catalog, so that SQL and grants reach its tables.",
  access: "write",
  untrusted: true,
  input: z.strictObject({
    catalog_id: catalogId,
    branch,
    postgres_database: postgresDatabase,
  }),
  output: z.object({ catalog_id: z.string(), ...changeFields }),
  affects: ({ catalog_id }) => ({
    effect: "Create",
    objects: [{ kind: "catalog", name: catalog_id }],
    consequences: [],
  }),
  async run(ctx, { catalog_id, ...spec }) {
    const operation = await api.createDatabaseCatalog(ctx.client, { catalog_id, spec });
    ctx.accepted({ what: "The registration was requested", ids: { catalog_id }, followUp: "get_catalog" });
    const change = { wait_seconds: undefined, words: `Registering ${catalog_id}`, failed: "It was not registered" };
    return { catalog_id, ...(await awaitChange(ctx, { operation, ...change, followUp: "get_catalog" })) };
  },
});
