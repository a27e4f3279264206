import type { Driver } from "../../compute/driver.ts";
import { isFields } from "../../http.ts";
import { backquoted } from "../../sql/engine/names.ts";
import { magicOf } from "../../workspace/notebooks/notebook.ts";
import type { Entry } from "../../workspace/tree.ts";
import type { World } from "../../world.ts";
import { openNotebookDriver } from "../notebook.ts";
import { replaced, statementsOf } from "../sql.ts";
import { type Definition, readDefinition } from "./definitions.ts";
import { type Making, makePythonTable, makeTable } from "./make-table.ts";
import { openPipelinePython, type PipelinePython, type Rows } from "./python.ts";
import { type Pipeline, sourcePaths } from "./record.ts";

/** A dataset of a pipeline that is ready to be made. */
export interface Flow {
  /** Full name of its table; for views, their name. */
  readonly name: string;
  readonly short: string;
  readonly kind: Definition["kind"];
  /** Resolves its query without making it. */
  check(): Promise<unknown>;
  make(): Promise<Rows>;
}

/** The flows of a pipeline in the order of their dependencies, or why its graph cannot be set up. */
export type Graph =
  | { readonly flows: readonly Flow[]; close(): Promise<void> }
  | { readonly problem: { readonly class_name: string; readonly message: string } };

interface Named extends Flow {
  readonly python?: boolean;
  readonly mentions: ReadonlySet<string>;
}

interface Cell {
  readonly path: string;
  readonly language: string;
  readonly source: string;
}

const NO_TABLES =
  "[NO_TABLES_IN_PIPELINE] Pipelines are expected to have at least one table defined but no tables were found in your pipeline. Please verify that you have included the expected source files, and that your source code includes table definitions (e.g., CREATE MATERIALIZED VIEW in SQL code, @dlt.table in python code).";

class GraphProblem extends Error {
  readonly className: string;
  constructor(className: string, message: string) {
    super(message);
    this.className = className;
  }
}

const analysis = (message: string) => new GraphProblem("org.apache.spark.sql.AnalysisException", message);

/**
 * Reads the source code of a pipeline. Nothing is made before the caller asks for it.
 *
 * @param isRefreshed Whether the update empties a table first
 */
export async function readGraph(
  world: World,
  pipeline: Pipeline,
  isRefreshed: (name: string) => boolean,
  signal: AbortSignal,
): Promise<Graph> {
  const { spec } = pipeline;
  const [first = "/"] = sourcePaths(spec);
  const driver = openNotebookDriver(world, { notebookPath: first });
  const checking = openNotebookDriver(world, { notebookPath: first });
  const place = { catalog: textOr(spec.catalog, "main"), schema: textOr(spec.schema ?? spec.target, "default") };
  let python: PipelinePython | undefined;
  try {
    for (const { session } of [driver, checking])
      await session.sql(`USE ${backquoted(place.catalog)}.${backquoted(place.schema)}`, { signal });
    const cells = sourcePaths(spec).flatMap((path) => cellsAt(world, path));
    const configuration = isFields(spec.configuration) ? spec.configuration : {};
    const table = (name: string) => (name.includes(".") ? name : `${place.catalog}.${place.schema}.${name}`);
    const flows: Named[] = [];
    const around: Source = {
      session: driver.session,
      ...{ driver, checking, table, signal, views: new Map() },
      pipeline: { id: pipeline.id, progress: pipeline.progress },
      isRefreshed,
    };
    for (const { language, path, source } of cells) {
      if (language === "SQL") flows.push(...sqlFlows(around, replaced(source, configuration)));
      if (language !== "PYTHON") continue;
      python ??= await openPipelinePython(driver, path);
      const error = await python.load(path, source);
      if (error !== undefined) throw new GraphProblem("PythonException", `${path}: ${error}`);
    }
    if (python !== undefined) flows.push(...(await pythonFlows(python, around, flows)));
    if (flows.length === 0)
      throw new GraphProblem("com.databricks.pipelines.common.errors.DLTAnalysisException", NO_TABLES);
    return { flows: checkable(inOrder(flows)), close: async () => python?.close() };
  } catch (error) {
    await python?.close();
    const message = error instanceof Error ? error.message : String(error);
    const class_name = error instanceof GraphProblem ? error.className : "org.apache.spark.sql.AnalysisException";
    return { problem: { class_name, message } };
  }
}

const textOr = (value: unknown, fallback: string): string =>
  typeof value === "string" && value !== "" ? value : fallback;

/** The cells of a notebook, or a file as one cell, or those of everything in a folder. Cells in other languages are left out. */
function cellsAt(world: World, path: string): readonly Cell[] {
  const entry = world.findObject(path);
  if (entry === undefined) return [];
  if (entry.type === "DIRECTORY" || entry.type === "REPO") {
    return world.findBelow(entry.path).flatMap((each) => cellsOf(each));
  }
  return cellsOf(entry);
}

function cellsOf(entry: Entry): readonly Cell[] {
  const { path } = entry;
  if (entry.type === "FILE") {
    const language = /\.sql$/i.test(path) ? "SQL" : /\.py$/i.test(path) ? "PYTHON" : "";
    return language === "" ? [] : [{ path, language, source: entry.data.toString() }];
  }
  if (entry.type !== "NOTEBOOK") return [];
  const { language, cells } = entry.notebook;
  return cells.filter(({ source }) => magicOf(source) === undefined).map(({ source }) => ({ path, language, source }));
}

interface Source extends Making {
  readonly driver: Driver;
  /** Has a temporary view for each dataset that was checked. */
  readonly checking: Driver;
  /** The views that were made, by name. */
  readonly views: Map<string, Definition>;
  readonly table: (name: string) => string;
}

function sqlFlows(around: Source, source: string): readonly Named[] {
  return statementsOf(source, {}).flatMap((statement): readonly Named[] => {
    const definition = readDefinition(statement);
    if (definition === undefined) return [];
    if ("refused" in definition) throw analysis(definition.refused);
    const short = shortOf(definition.name);
    const { mentions, kind } = definition;
    const name = kind === "view" ? short : around.table(definition.name.replaceAll("`", ""));
    const check = () => resolve(around, short, checked(around, definition));
    if (kind === "view") {
      const make = async () => {
        // For Python code. Tables cannot depend on a temporary view, so their statements repeat its query.
        await around.driver.session.createView(short, definition.query, true);
        around.views.set(short, definition);
        return { rows: 0, dropped: 0, expectations: [] };
      };
      return [{ name, short, kind, mentions, check, make }];
    }
    return [{ name, short, kind, mentions, check, make: () => makeTable(around, name, definition) }];
  });
}

/** Resolves a query, and makes a view with its columns for the datasets that read it. */
async function resolve({ checking: { session }, signal }: Source, short: string, query: string): Promise<void> {
  const { rows } = await session.sql(`DESCRIBE QUERY ${query}`, { signal });
  const columns = rows.map(([name, type]) => `CAST(NULL AS ${String(type)}) AS ${backquoted(String(name))}`);
  await session.createView(short, `SELECT ${columns.join(", ")} WHERE false`, true);
}

/** The query of a dataset with its rules. It reads other datasets of the pipeline by their short names, for which there are views. */
function checked({ table }: Source, { query, expectations }: Definition): string {
  const [catalog = "", schema = ""] = table("t")
    .split(".")
    .map((part) => part.replace(/\W/g, "\\$&"));
  const local = query.replace(new RegExp(`(?<![\\w.\`])(\`?${catalog}\`?\\.)?\`?${schema}\`?\\.(?=[\\w\`])`, "gi"), "");
  const rules = expectations.map(({ condition }) => ` AND coalesce((${condition}), true)`).join("");
  return `SELECT * FROM (${local}) AS d WHERE true${rules}`;
}

async function pythonFlows(
  python: PipelinePython,
  around: Source,
  others: readonly Named[],
): Promise<readonly Named[]> {
  const { table } = around;
  const datasets = await python.datasets();
  const known = new Set([...others.map(({ short }) => short), ...datasets.map(({ name }) => name.toLowerCase())]);
  return datasets.map(({ name, kind, mentions, ...dataset }) => ({
    name: kind === "view" ? name : table(name),
    short: name.toLowerCase(),
    kind: kind === "view" ? "view" : "materialized view",
    python: true,
    mentions: wordsOf(mentions),
    async check() {
      // A function that reads a dataset of the pipeline can only be called once that dataset exists.
      if ([...wordsOf(mentions)].some((word) => word !== name.toLowerCase() && known.has(word))) return;
      const { error } = await python.check(name);
      if (error !== undefined) throw new Error(error);
    },
    async make() {
      if (kind !== "view") return makePythonTable(around, table(name), python, { name, kind, mentions, ...dataset });
      const made = await python.make(name, {});
      if ("error" in made) throw new Error(made.error);
      return made;
    },
  }));
}

const wordsOf = (texts: readonly string[]) => new Set(texts.flatMap((text) => text.toLowerCase().split(/[^\w]+/)));

/** SQL that reads a dataset of Python code, directly or not, is resolved only when it is made. */
function checkable(flows: readonly Named[]): readonly Flow[] {
  const later = new Set<string>();
  return flows.map((flow) => {
    const waits = [...flow.mentions].some((name) => name !== flow.short && later.has(name));
    if (waits || flow.python) later.add(flow.short);
    return waits ? { ...flow, check: async () => {} } : flow;
  });
}

const shortOf = (name: string): string => name.replaceAll("`", "").split(".").at(-1)?.toLowerCase() ?? "";

/** Flows sorted so that each follows those that it reads. */
function inOrder(flows: readonly Named[]): readonly Named[] {
  const byName = new Map(flows.map((flow) => [flow.short, flow]));
  if (byName.size < flows.length)
    throw analysis("[PIPELINE_DATASET_DEFINED_TWICE] A dataset is defined more than once.");
  const state = new Map<Named, "open" | "done">();
  const out: Named[] = [];
  const visit = (flow: Named) => {
    if (state.get(flow) === "done") return;
    if (state.get(flow) === "open") throw analysis(`[CYCLIC_DATASETS] Dataset ${flow.name} depends on itself.`);
    state.set(flow, "open");
    for (const name of flow.mentions) {
      const before = byName.get(name);
      if (before !== undefined && before !== flow) visit(before);
    }
    state.set(flow, "done");
    out.push(flow);
  };
  for (const flow of flows) visit(flow);
  return out;
}
