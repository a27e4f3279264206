import { PIPELINE_PROPERTY } from "../../catalog/relations.ts";
import type { SqlResult } from "../../sql/engine/collect.ts";
import { backquoted, sparkLiteral } from "../../sql/engine/names.ts";
import type { World } from "../../world.ts";
import { type Definition, readDefinition } from "./definitions.ts";
import type { Progress } from "./offsets.ts";
import { batchesSince, offsetsOf, type Reading } from "./progress.ts";
import { type PipelinePython, type PythonDataset, ROWS_VIEW, type Rows } from "./python.ts";
import type { Stream } from "./streams.ts";

/** The context in which a pipeline makes its tables. */
export interface Making extends Reading {
  readonly pipeline: { readonly id: string; readonly progress: Map<string, Progress> };
  /** Whether the update empties a table first. */
  isRefreshed(name: string): boolean;
}

const quoted = (name: string): string => name.split(".").map(backquoted).join(".");
const run = ({ session, signal }: Making, text: string): Promise<SqlResult> => session.sql(text, { signal });
const countOf = async (making: Making, query: string): Promise<number> =>
  Number((await run(making, `SELECT count(*) FROM (${query}) AS d`)).rows[0]?.[0] ?? 0);

/** Makes a table, or adds to a streaming table the rows that its sources have since the last update. */
export async function makeTable(making: Making, name: string, definition: Definition): Promise<Rows> {
  const { progress } = making.pipeline;
  const before = making.isRefreshed(name) ? undefined : progress.get(name);
  const offsets = await offsetsOf(making, definition, before?.sources);
  const batches =
    before && offsets && before.table === (await idOf(making, name))
      ? await batchesSince(making, definition, before.sources, offsets)
      : undefined;
  const added: Rows[] = [];
  if (batches === undefined) added.push(await replaceRows(making, name, definition));
  else for (const batch of batches) added.push(await appendRows(making, name, definition, batch));
  progress.set(name, { table: (await idOf(making, name)) ?? "", sources: offsets ?? {} });
  return together(definition, added);
}

/** The ID of a table, if it exists. */
const idOf = (making: Making, name: string): Promise<string | undefined> =>
  run(making, `DESCRIBE DETAIL ${quoted(name)}`).then(
    ({ rows }) => String(rows[0]?.[1]),
    () => {
      making.signal.throwIfAborted();
      return undefined;
    },
  );

/** The query with the pipeline's views as common table expressions. */
function withViews({ views }: Making, definition: Definition, relation: (stream: Stream) => string): string {
  const query = definition.queryOf(relation);
  if (views.size === 0) return query;
  const expressions = [...views].map(([name, view]) => `${backquoted(name)} AS (${view.queryOf(relation)})`);
  return `WITH ${expressions.join(", ")} SELECT * FROM (${query}) AS q`;
}

async function replaceRows(making: Making, name: string, definition: Definition): Promise<Rows> {
  const judged = await judge(
    making,
    name,
    definition,
    withViews(making, definition, ({ text }) => text),
  );
  await createTable(making, name, definition, judged.kept);
  const rows = await countOf(making, `SELECT 1 FROM ${quoted(name)}`);
  return { rows, dropped: judged.total === undefined ? 0 : judged.total - rows, expectations: judged.seen };
}

async function appendRows(
  making: Making,
  name: string,
  definition: Definition,
  relation: (stream: Stream) => string,
): Promise<Rows> {
  const judged = await judge(making, name, definition, withViews(making, definition, relation));
  const rows = await countOf(making, judged.kept);
  // A batch without rows can still have new columns.
  await insertRows(making, name, judged.kept);
  return { rows, dropped: judged.total === undefined ? 0 : judged.total - rows, expectations: judged.seen };
}

/** Creates a table with the rows of a query, in place of the earlier one. */
async function createTable(
  making: Making,
  name: string,
  { kind, comment }: Pick<Definition, "kind" | "comment">,
  query: string,
): Promise<void> {
  const said = comment === undefined ? "" : ` COMMENT ${sparkLiteral(comment)}`;
  const properties = ` TBLPROPERTIES (${sparkLiteral(PIPELINE_PROPERTY)} = ${sparkLiteral(making.pipeline.id)})`;
  await run(making, `CREATE OR REFRESH ${kind.toUpperCase()} ${quoted(name)}${said}${properties} AS ${query}`);
}

const insertRows = (making: Making, name: string, query: string) =>
  run(making, `INSERT WITH SCHEMA EVOLUTION INTO ${quoted(name)} BY NAME ${query}`);

/** Counts the rows that break each rule, and leaves out those that rules drop. */
async function judge(making: Making, name: string, { expectations }: Definition, query: string) {
  const seen: { name: string; failed: number }[] = [];
  for (const { name: rule, condition, action } of expectations) {
    const broken = `SELECT * FROM (${query}) AS d WHERE NOT coalesce((${condition}), false)`;
    const failed = await countOf(making, broken);
    if (failed > 0 && action === "FAIL") {
      throw new Error(
        `[EXPECTATION_VIOLATION] Flow '${name}' failed to meet the expectation '${rule}': ${failed} rows violate (${condition}).`,
      );
    }
    seen.push({ name: rule, failed });
  }
  const keeping = expectations.filter(({ action }) => action === "DROP").map(({ condition }) => `(${condition})`);
  return {
    seen,
    kept: keeping.length > 0 ? `SELECT * FROM (${query}) AS d WHERE ${keeping.join(" AND ")}` : query,
    /** Of all rows, if some can be left out. */
    total: keeping.length > 0 ? await countOf(making, query) : undefined,
  };
}

const together = (
  { expectations }: { readonly expectations: readonly { readonly name: string }[] },
  parts: readonly Rows[],
): Rows => ({
  rows: parts.reduce((sum, { rows }) => sum + rows, 0),
  dropped: parts.reduce((sum, { dropped }) => sum + dropped, 0),
  expectations: expectations.map(({ name }, at) => ({
    name,
    failed: parts.reduce((sum, part) => sum + (part.expectations[at]?.failed ?? 0), 0),
  })),
});

/** Drops the table with this ID. */
export async function dropTable(world: World, name: string, id: string): Promise<void> {
  const { rows } = await world.runSql(`DESCRIBE DETAIL ${quoted(name)}`);
  if (rows[0]?.[1] !== id) return;
  const drop = (kind: string) => world.runSql(`DROP ${kind} ${quoted(name)}`);
  await drop("TABLE").catch(() => drop("MATERIALIZED VIEW"));
}

/** Makes a table of Python code, or adds to it the rows that its streams have since the last update. */
export async function makePythonTable(
  making: Making,
  name: string,
  python: PipelinePython,
  dataset: PythonDataset,
): Promise<Rows> {
  const { progress } = making.pipeline;
  const streams = await python.streams(dataset.name);
  if ("error" in streams) throw new Error(streams.error);
  const definition = streams.length > 0 ? streamingDefinition(streams, dataset) : undefined;
  const before = making.isRefreshed(name) ? undefined : progress.get(name);
  const offsets = definition && (await offsetsOf(making, definition, before?.sources));
  const batches =
    definition && offsets && before && before.table === (await idOf(making, name))
      ? await batchesSince(making, definition, before.sources, offsets)
      : undefined;
  const compute = async (relations: Readonly<Record<string, string>>): Promise<Rows> => {
    const made = await python.make(dataset.name, relations);
    if ("error" in made) throw new Error(made.error);
    return made;
  };
  const added: Rows[] = [];
  if (batches === undefined) {
    added.push(await compute({}));
    const columns = (await run(making, `DESCRIBE QUERY SELECT * FROM ${ROWS_VIEW}`)).rows.map(
      ([column, type]) => `CAST(NULL AS ${String(type)}) AS ${backquoted(String(column))}`,
    );
    const kind = streams.length > 0 ? "streaming table" : "materialized view";
    await createTable(
      making,
      name,
      { kind, comment: dataset.comment ?? undefined },
      `SELECT ${columns.join(", ")} WHERE false`,
    );
    await insertRows(making, name, `SELECT * FROM ${ROWS_VIEW}`);
  } else {
    for (const batch of batches) {
      const relations = definition?.streams.map((stream) => [stream.text, batch(stream)] as const) ?? [];
      added.push(await compute(Object.fromEntries(relations)));
      await insertRows(making, name, `SELECT * FROM ${ROWS_VIEW}`);
    }
  }
  progress.set(name, { table: (await idOf(making, name)) ?? "", sources: offsets ?? {} });
  const rules = added[0]?.expectations ?? [];
  return together({ expectations: rules }, added);
}

/** The streams of Python code as those of a statement that reads them. */
function streamingDefinition(streams: readonly string[], { stateful }: PythonDataset): Definition | undefined {
  const [first = "", ...others] = new Set(streams);
  const from = [first, ...others].map((text) => `STREAM ${text}`).join(" CROSS JOIN ");
  const definition = readDefinition(`CREATE STREAMING TABLE t AS SELECT * FROM ${from}`);
  return definition === undefined || "refused" in definition ? undefined : { ...definition, isStateful: stateful };
}
