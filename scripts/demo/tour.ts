import * as z from "zod";
import { must, type Session } from "./session.ts";

// A typical agent session: list, start, run code, wait, cancel, read, query, compare models.

const Clusters = z.object({
  clusters: z.array(z.object({ cluster_id: z.string(), cluster_name: z.string(), state: z.string() })),
});
const Cluster = z.object({ cluster_name: z.string(), state: z.string() });
const Command = z.object({
  status: z.string(),
  text: z.string().optional(),
  cluster_id: z.string(),
  context_id: z.string(),
  command_id: z.string(),
});
const Notebook = z.object({ path: z.string(), content: z.string() });
const Rows = z.object({
  statement_id: z.string(),
  state: z.string(),
  rows: z.array(z.array(z.string().nullable())),
  row_offset: z.number(),
  total_rows: z.number(),
  warehouse: z.object({ name: z.string() }).optional(),
});
const Experiments = z.object({ experiments: z.array(z.object({ experiment_id: z.string(), name: z.string() })) });
const Runs = z.object({ runs: z.array(z.looseObject({ run_id: z.string() })) });

const NOTEBOOK = "/Users/ana@example.com/etl/load_orders";

async function compute({ call, chapter }: Session): Promise<void> {
  chapter("Which clusters are there?");
  const { clusters } = await call("list_clusters", {}, Clusters, (output) =>
    output.clusters.map((one) => `${one.state.padEnd(11)} ${one.cluster_name}  ${one.cluster_id}`).join("\n"),
  );
  const idle = clusters.find((one) => one.cluster_name === "etl-nightly");
  const ready = clusters.find((one) => one.state === "RUNNING" && one !== idle);
  must(idle !== undefined && ready !== undefined, "a terminated and a running cluster");

  chapter("Start the one that is terminated, and watch it come up");
  const started = await call(
    "start_cluster",
    { cluster_id: idle?.cluster_id },
    Cluster,
    (one) => `${one.cluster_name} is ${one.state}`,
  );
  must(started.state === "RUNNING", "the cluster to be RUNNING");

  chapter("Python that remembers: two commands, one state");
  const python = (command: string, more = {}) => ({
    cluster_id: ready?.cluster_id,
    language: "python",
    command,
    ...more,
  });
  const said = (output: z.output<typeof Command>) => output.text ?? output.status;
  await call("execute_command", python("orders = [120, 80, 200]\nlen(orders)"), Command, said);
  const sum = await call("execute_command", python("sum(orders) / len(orders)"), Command, said);
  must(sum.text?.startsWith("133.3") === true, "the second command to see the first one's variable");

  chapter("A long command: wait a moment, look again, stop it");
  const slow = python("import time\nfor minute in range(10):\n    time.sleep(60)", { wait_seconds: 1 });
  const { cluster_id, context_id, command_id } = await call(
    "execute_command",
    slow,
    Command,
    (one) => `${one.status}: command ${one.command_id}`,
  );
  const ids = { cluster_id, context_id, command_id };
  const polled = await call("get_command_status", { ...ids, wait_seconds: 1 }, Command, (one) => one.status);
  must(polled.status === "Running", "the command to be running still");
  const stopped = await call("cancel_command", ids, z.object({ status: z.string() }), (one) => one.status);
  must(stopped.status === "Cancelled", "the command to be cancelled");
}

async function read({ call, chapter }: Session): Promise<void> {
  chapter("Read a notebook, as source and by cell");
  const source = await call(
    "read_file",
    { path: NOTEBOOK },
    Notebook,
    ({ content }) =>
      `${content.split("\n").slice(0, 6).join("\n")}\n… ${content.split("# COMMAND ----------").length} cells`,
  );
  must(source.content.startsWith("# Databricks notebook source"), "notebook source");
  const Cells = z.object({ total_cells: z.number(), version: z.string() });
  const cells = await call("read_notebook", { path: NOTEBOOK }, Cells, (one) => `${one.total_cells} cells`);
  must(cells.total_cells > 1, "the cells of a notebook");
}

async function query({ call, chapter }: Session): Promise<void> {
  chapter("SQL whose result is longer than a page");
  const statement = "SELECT * FROM samples.nyctaxi.trips WHERE fare_amount > :least ORDER BY tpep_pickup_datetime";
  const parameters = [{ name: "least", value: "3", type: "DOUBLE" }];
  const tell = (one: z.output<typeof Rows>) =>
    [
      `${one.state}${one.warehouse ? ` on ${one.warehouse.name}` : ""}: rows ${one.row_offset + 1}–${one.row_offset + one.rows.length} of ${one.total_rows}`,
      ...one.rows.slice(0, 2).map((row) => row.join(" | ")),
    ].join("\n");
  const first = await call("execute_sql_read_only", { statement, parameters, row_limit: 20_000 }, Rows, tell);
  const { statement_id, total_rows } = first;
  must(first.rows.length < total_rows, "a result longer than one page");
  const last = await call("poll_sql_result", { statement_id, row_offset: total_rows - 2, row_limit: 2 }, Rows, tell);
  must(last.rows.length === 2, "the last two rows, from the last chunk");

  chapter("A destructive statement requires confirmation");
  await call(
    "execute_sql",
    { statement: "DROP TABLE IF EXISTS main.ops.scratch" },
    z.object({ state: z.string() }),
    (one) => one.state,
  );
}

async function learn({ call, chapter }: Session): Promise<void> {
  chapter("Which model did best?");
  const { experiments } = await call("search_experiments", {}, Experiments, (output) =>
    output.experiments.map((one) => `${one.experiment_id}  ${one.name}`).join("\n"),
  );
  const churn = experiments.find((one) => one.name.endsWith("/churn"));
  must(churn !== undefined, "the churn experiment");
  const search = { experiment_ids: [churn?.experiment_id], filter: "attributes.status = 'FINISHED'", limit: 3 };
  const { runs } = await call("search_runs", { ...search, order_by: ["metrics.auc DESC"] }, Runs, (_, text) =>
    text.split("\n").slice(1, -1).join("\n"),
  );
  must(runs.length === 3, "three runs");
}

async function look({ client, chapter, say }: Session): Promise<void> {
  chapter("The same things have addresses");
  const { resources } = await client.listResources();
  const { resourceTemplates } = await client.listResourceTemplates();
  for (const { uriTemplate } of resourceTemplates) say(uriTemplate);
  say(`${resources.length} concrete ones, for instance:`);
  for (const uri of ["databricks://clusters", `databricks://workspace${NOTEBOOK.replace("@", "%40")}`]) {
    const { contents } = await client.readResource({ uri });
    const [content] = contents;
    must(content !== undefined && "text" in content && content.text.length > 100, `${uri} to read`);
    say(`${uri}  ${content?.mimeType}, ${content && "text" in content ? content.text.length : 0} characters`);
  }
  const ref = { type: "ref/resource" as const, uri: "databricks://clusters/{cluster_id}" };
  const { completion } = await client.complete({ ref, argument: { name: "cluster_id", value: "ana" } });
  must(completion.values.length > 0, "completion of a cluster id");
  say(`"ana" completes to ${completion.values.join(", ")}`);
}

/** The whole tour over one connected client. Throws if a step does not have the expected result. */
export async function tour(session: Session): Promise<void> {
  await compute(session);
  await read(session);
  await query(session);
  await learn(session);
  await look(session);
}
