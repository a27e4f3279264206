import { seedStatements } from "../data/tables.ts";
import { messyTables } from "../messy/tables.ts";
import { createEngine, type Engine } from "../sql/engine/engine.ts";
import { attachCatalogs } from "../sql/engine/first-catalogs.ts";
import { informationSchema } from "../sql/spark/metastore/information-schema.ts";
import type { World } from "../world.ts";
import { withJournal } from "./journal.ts";
import { seedRoutines } from "./routines.ts";
import { rememberLineage } from "./seen-lineage.ts";
import { catalogState, createdAt } from "./state.ts";
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
    engine ??= world.as(world.owner, () => create(world, created).then((made) => withJournal(world, made)));
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

async function create(world: World, created: number): Promise<Engine> {
  const { ledger, access, volumes } = catalogState(world);
  const engine = await createEngine({
    setup: [...attachCatalogs(), ...seedStatements(world.messy ? messyTables : [], created)],
    user: world.owner,
    createdAt: created,
    services: {
      ledger,
      access,
      caller: () => world.user,
      volumes,
      files: volumeDisk(world),
      onLineage: (target, sources, columns) => rememberLineage(world, target, sources, columns),
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
  for (const routine of seedRoutines(world, created)) engine.objects.putRoutine(routine);
  return engine;
}
