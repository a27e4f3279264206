import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isAccountPrincipal } from "../admin/directory.ts";
import { seedStatements } from "../data/tables.ts";
import { messyTables } from "../messy/tables.ts";
import { createEngine, type Engine } from "../sql/engine/engine.ts";
import { attachCatalogs, reattachCatalogs } from "../sql/engine/first-catalogs.ts";
import { informationSchema } from "../sql/spark/metastore/information-schema.ts";
import type { World } from "../world.ts";
import { recordAudit } from "./audit/log.ts";
import { pipelineLog, tableLog } from "./event-log.ts";
import { seedExternalData } from "./external-seed.ts";
import { seedRoutines } from "./routines.ts";
import { rememberLineage } from "./seen-lineage.ts";
import { catalogState, createdAt, hiddenCatalogs } from "./state.ts";
import { systemNames, systemTable } from "./system-tables.ts";
import { visibleServices } from "./visible.ts";
import { volumeDisk } from "./volume-disk.ts";

/** Maximum rows of a notebook's SQL command, which shows the start of its result and must not fill the memory. */
const COMMAND_ROWS = 10_000;
const COMMAND_BYTES = 25 * 1024 * 1024;

const engines = new WeakMap<World, () => Promise<Engine>>();

/** The SQL engine of the workspace, with its catalogs and data. It is created for the first statement. */
export function catalogEngine(world: World): () => Promise<Engine> {
  const known = engines.get(world) ?? createCatalogEngine(world);
  engines.set(world, known);
  return known;
}

function createCatalogEngine(world: World): () => Promise<Engine> {
  let engine: Promise<Engine> | undefined;
  const created = createdAt(world);
  const get = () => {
    // The first caller does not own the first objects.
    engine ??= world.as(world.owner, () => create(world, created));
    return engine;
  };
  world.onClose(async () => (await engine)?.close());
  world.runSql = async (text, signal) => {
    const session = { catalog: "main", schema: "default", user: world.user };
    const options = {
      session,
      rowLimit: COMMAND_ROWS,
      maxBytes: COMMAND_BYTES,
      ...(signal === undefined ? {} : { signal }),
    };
    const { columns, rows } = await (await get()).run(text, options);
    return { columns: columns.map(({ name, type_text }) => ({ name, type: type_text })), rows };
  };
  return get;
}

/** An empty folder for the databases. A process that was killed while it made the first tables leaves some. */
function newFolder(folder: string | undefined): string | undefined {
  if (folder === undefined) return undefined;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

async function create(world: World, created: number): Promise<Engine> {
  const { ledger, access, volumes } = catalogState(world);
  const kept = world.kept("sql objects", (): { saved?: Uint8Array } => ({}));
  const folder = world.dir === undefined ? undefined : join(world.dir, "tables");
  const isNew = folder === undefined || kept.saved === undefined;
  const engine = await createEngine({
    setup: isNew
      ? [...attachCatalogs(newFolder(folder)), ...seedStatements(world.messy ? messyTables : [], created)]
      : reattachCatalogs(folder),
    ...(folder !== undefined && {
      kept: {
        saved: kept.saved,
        save(objects: Uint8Array) {
          kept.saved = objects;
          world.save();
        },
      },
    }),
    seed: (store) => {
      for (const routine of seedRoutines(world, created)) store.putRoutine(routine);
    },
    user: world.owner,
    createdAt: created,
    services: {
      ledger,
      access,
      caller: () => world.user,
      isPrincipal: (name) => isAccountPrincipal(world, name),
      volumes,
      locations: seedExternalData().locations,
      files: volumeDisk(world),
      onLineage: (target, sources, columns) => rememberLineage(world, target, sources, columns),
      audit: ({ action, params }) =>
        recordAudit(world, { id: world.uuid(), service: "unityCatalog", action, params, status: 200 }),
      events: { ofPipeline: (id) => pipelineLog(world, id), ofTable: (table) => tableLog(world, table) },
      systemNames,
      now: world.now,
      uuid: world.uuid,
    },
    virtual(name, store, user) {
      if (name[1] === "information_schema") {
        return informationSchema(name, visibleServices({ store, ledger, volumes, access }, user));
      }
      return name[0] === "system" ? systemTable(name, world) : undefined;
    },
  });
  for (const name of hiddenCatalogs(world)) engine.objects.hidden.add(name);
  return engine;
}
