/**
 * Runs statements through the SQL compiler of the embedded workspace, without a server.
 *
 *   npx tsx scripts/spark.ts "SELECT 1 + 1" …        prints the DuckDB SQL, the types and the rows
 *   npx tsx scripts/spark.ts oracle.json [--show N] [--only REGEX]
 *       compares with Apache Spark's answers: same, wrong, refused, or accepted where Spark fails
 */
import { readFileSync } from "node:fs";
import { sqlFailure } from "../sandbox/sql/engine/duckdb-errors.ts";
import { createLockedInstance } from "../sandbox/sql/engine/engine.ts";
import { compileTopQuery, createCompiler } from "../sandbox/sql/spark/analysis/compile.ts";
import { typeText } from "../sandbox/sql/spark/data-types.ts";
import { cellText } from "../sandbox/sql/spark/execution/cells.ts";
import { register } from "../sandbox/sql/spark/execution/natives.ts";
import { reader } from "../sandbox/sql/spark/execution/transfer.ts";
import { functions } from "../sandbox/sql/spark/functions/registry.ts";
import { parseStatement } from "../sandbox/sql/spark/syntax/statements/statement-parser.ts";
import { compare, type OracleCase } from "./spark/oracle.ts";

const args = process.argv.slice(2);
const option = (name: string) => {
  const at = args.indexOf(name);
  return at === -1 ? undefined : args[at + 1];
};

const instance = await createLockedInstance([]);
const connection = await instance.connect();
const known = new Set<string>();
const session = { catalog: "main", schema: "default", user: "ada@example.com" };

interface Answer {
  readonly sql: string;
  readonly names: readonly string[];
  readonly types: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

async function run(text: string): Promise<Answer> {
  const statement = parseStatement(text);
  if (statement.kind !== "query") throw new Error(`${statement.kind} is not a query`);
  const compiler = createCompiler({
    functions,
    catalog: { relation: () => undefined, routine: () => undefined },
    user: session.user,
    groups: () => ({ workspace: new Set(), account: new Set() }),
    currentCatalog: session.catalog,
    currentSchema: session.schema,
    parameters: new Map(),
    now: BigInt(Date.now()) * 1000n,
  });
  const { sql, columns } = compileTopQuery(statement.query, compiler);
  if (process.env.SHOW_SQL !== undefined) console.log(sql);
  register(connection, compiler.natives, known);
  const readers = columns.map(({ type }) => reader(type));
  const result = await connection.runAndReadAll(sql);
  const rows = result.getRows().map((row) =>
    row.map((value, index) => {
      const type = columns[index]?.type ?? { kind: "void" as const };
      return cellText(readers[index]?.(value) ?? null, type);
    }),
  );
  return { sql, names: columns.map(({ name }) => name), types: columns.map(({ type }) => typeText(type)), rows };
}

const [file = ""] = args;
if (!file.endsWith(".json")) {
  for (const text of args) {
    try {
      const { sql, names, types, rows } = await run(text);
      console.log(`${sql}\n${names.map((name, index) => `${name}: ${types[index]}`).join(", ")}`);
      for (const row of rows) console.log(JSON.stringify(row));
    } catch (error) {
      console.log(process.env.TRACE === undefined ? sqlFailure(error).message : error);
    }
  }
} else {
  const only = new RegExp(option("--only") ?? "", "i");
  const cases = (JSON.parse(readFileSync(file, "utf8")) as OracleCase[]).filter(({ sql }) => only.test(sql));
  const outcomes = new Map<string, string[]>();
  for (const one of cases) {
    const answer = await run(one.sql).catch((error: unknown) => sqlFailure(error).message);
    const { verdict, detail } = compare(one, answer);
    outcomes.set(verdict, [...(outcomes.get(verdict) ?? []), `${verdict}: ${one.sql}\n   ${detail}`]);
  }
  const shown = Number(option("--show") ?? 0);
  for (const [verdict, list] of outcomes)
    if (verdict !== "same") for (const one of list.slice(0, shown)) console.log(one);
  const counts = [...outcomes].map(([verdict, list]) => `${verdict} ${list.length}`).sort();
  console.log(`${cases.length} statements: ${counts.join(", ")}`);
}
instance.closeSync();
