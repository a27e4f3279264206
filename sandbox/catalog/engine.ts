import { seedStatements } from "../data/tables.ts";
import { messyTables } from "../messy/tables.ts";
import { createEngine, type Engine } from "../sql/engine/engine.ts";
import { createCatalogs } from "../sql/engine/information-schema.ts";
import type { World } from "../world.ts";
import { withJournal } from "./journal.ts";
import { seedRoutines } from "./routines.ts";

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
  // The first rows stay the same when the workspace starts again.
  const created = world.kept("created", () => ({ at: world.now() }));
  const get = () => {
    engine ??= createEngine([
      ...createCatalogs(world.user),
      ...seedStatements(world.messy ? messyTables : [], created.at),
      ...seedRoutines(),
    ]).then((made) => withJournal(world, made));
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
