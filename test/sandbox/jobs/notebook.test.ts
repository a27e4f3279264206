import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSession, results } from "./session.ts";

const HOME = "/Users/ana@example.com";
/** How the older form of a parameter is written. */
const braces = (name: string) => `\${${name}}`;
const SLOW = { timeout: 90_000 };

let session: Awaited<ReturnType<typeof openSession>>;
beforeAll(async () => {
  session = await openSession();
});
afterAll(() => session.close());

const source = (...cells: string[]) =>
  `# Databricks notebook source\n${cells
    .map((cell) => (cell.startsWith("%") ? cell.replace(/^/gm, "# MAGIC ") : cell))
    .join("\n\n# COMMAND ----------\n\n")}`;

const task = (task_key: string, name: string, base_parameters: object = {}) => ({
  task_key,
  notebook_task: { notebook_path: `${HOME}/${name}`, base_parameters },
});

/** Runs a notebook and returns the output of each cell, then the error of the run. */
async function cellsOf(name: string, parameters: object = {}) {
  const run = await session.submit(task("only", name, parameters));
  const only = run.tasks?.[0];
  const { views } = await session.get("runs/export", { run_id: String(only?.run_id) });
  const model = /MODEL = '([^']+)'/.exec(views?.[0]?.content ?? "")?.[1] ?? "";
  const { commands } = JSON.parse(decodeURIComponent(Buffer.from(model, "base64").toString()));
  const outputs: unknown[] = commands.map(({ results }: { results: { data: string } | null }) => results?.data);
  return { outputs, output: await session.output(only), results: results(run) };
}

describe("cells", SLOW, () => {
  test("spark, SQL with widgets, %run with arguments, %fs, %md, _sqldf", async () => {
    await session.write(
      `${HOME}/shared`,
      source('dbutils.widgets.text("rate", "1")\nrate = int(dbutils.widgets.get("rate"))'),
    );
    await session.write(
      `${HOME}/all`,
      source(
        "%md\n# A title",
        '%run ./shared $rate="3"',
        'dbutils.widgets.text("month", "2026-01")\nspark.range(4).withColumn("month", __import__("pyspark").sql.functions.lit("2026-01")).createOrReplaceTempView("sales")',
        "%sql\nSELECT count(*) AS n FROM sales WHERE month = :month;",
        `%sql\nSELECT count(*) AS n FROM sales WHERE month = '${braces("month")}'`,
        "%sql\nCREATE WIDGET TEXT least DEFAULT '2';\nSELECT id FROM sales WHERE id >= CAST(:least AS INT) ORDER BY id",
        'print([row.id for row in _sqldf.collect()], rate, dbutils.widgets.get("least"))',
        "%fs ls dbfs:/tmp/cells-none",
      ),
    );
    const { outputs, output } = await cellsOf("all", { month: "2026-01" });
    expect(outputs).toEqual([undefined, undefined, undefined, "n\n4", "n\n4", "id\n2\n3", "[2, 3] 3 2", undefined]);
    expect(output.error).toContain("No such file or directory: dbfs:/tmp/cells-none");
  });

  test("a notebook in SQL uses its widgets, and a parameter of the job wins over a default", async () => {
    const cells = ["CREATE WIDGET TEXT who DEFAULT 'nobody'", `SELECT :who AS who, "${braces("who")}" AS same`];
    const text = `-- Databricks notebook source\n${cells.join("\n\n-- COMMAND ----------\n\n")}`;
    await session.write(`${HOME}/sql`, text, "SOURCE", "SQL");
    expect((await cellsOf("sql", { who: "it's ana" })).outputs).toEqual([undefined, "who | same\nit's ana | it's ana"]);
    expect((await cellsOf("sql")).outputs).toEqual([undefined, "who | same\nnobody | nobody"]);
  });

  test("a notebook that catches its own exit continues", async () => {
    const exit = 'try:\n    dbutils.notebook.exit("early")\nexcept Exception:\n    print("caught")';
    await session.write(`${HOME}/catches`, source(exit, 'dbutils.notebook.exit("late")'));
    const { outputs, output } = await cellsOf("catches");
    expect(outputs).toEqual(["caught", "Notebook exited: late"]);
    expect(output.notebook_output?.result).toBe("late");
  });

  test("%pip installs wheels of the workspace, and fails with the reason", async () => {
    await session.write(`${HOME}/pip`, source("%pip install not-a-library!", "print(1)"));
    const { output } = await cellsOf("pip");
    expect(output.error).toContain("ERROR: Invalid requirement: 'not-a-library!'");
  });
});

test("with two sleeping and two busy runs active, another run starts at once and ends first", SLOW, async () => {
  await session.write(`${HOME}/sleeps`, "import time\ntime.sleep(60)");
  await session.write(`${HOME}/busy`, "while True:\n    pass");
  await session.write(`${HOME}/quick`, "dbutils.notebook.exit(spark.range(5).count())");
  const long = ["sleeps", "sleeps", "busy", "busy"].map((name, at) => task(`t${at}`, name));
  const { run_id } = await session.post("runs/submit", { tasks: long });
  const running = async () => (await session.run(run_id)).tasks?.map(({ state }) => state?.life_cycle_state);
  await expect.poll(running, { timeout: 60_000 }).toEqual(["RUNNING", "RUNNING", "RUNNING", "RUNNING"]);
  const quick = await session.submit(task("quick", "quick"));
  expect((await session.output(quick.tasks?.[0])).notebook_output?.result).toBe("5");
  expect(await running()).toEqual(["RUNNING", "RUNNING", "RUNNING", "RUNNING"]);
  await session.post("runs/cancel", { run_id });
  expect((await session.ended(run_id)).state?.result_state).toBe("CANCELED");
});
