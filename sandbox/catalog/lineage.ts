import { NIGHTLY_LOAD, nightBefore } from "../data/nights.ts";
import { type App, required } from "../http.ts";
import { WORKSPACE_ID } from "../world.ts";
import type { Metastore } from "./metastore.ts";
import { NIGHTLY_COLUMNS, tableOfColumn } from "./nightly-lineage.ts";
import { pipelineOf, type Relation, relation } from "./relations.ts";
import { seenLineage } from "./seen-lineage.ts";

const ETL = { workspace_id: Number(WORKSPACE_ID), job_id: 620114587321 };

/** Time from the start of the job to the load of the orders. */
const LOAD_MS = 372_000;
const timestamp = (ms: number) => `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")}.0`;

const unique = (names: readonly string[]) => [...new Set(names)];

/** Lineage of one hop: that of the nightly job, and of the statements that ran here. */
export function lineage(app: App, metastore: Metastore): void {
  const seen = () => seenLineage(metastore.world);
  const nightly = NIGHTLY_COLUMNS.map(([source, target]) => [tableOfColumn(source), tableOfColumn(target)] as const);
  const tables = (): readonly (readonly [string, string])[] => [
    ...nightly,
    ...seen().flatMap(({ sources, target }) => sources.map((source) => [source, target] as const)),
  ];
  const columnPairs = (): readonly (readonly [string, string])[] => [
    ...NIGHTLY_COLUMNS,
    ...seen().flatMap(({ columns }) => columns.map(({ source, target }) => [source, target.toLowerCase()] as const)),
  ];
  app.get("/api/2.0/lineage-tracking/table-lineage", async (c) => {
    const own = await relation(metastore, required(c.req.query(), "table_name"));
    const { fullName } = own;
    // Statements that ran here do not belong to a job.
    const byJob = (name: string) =>
      nightly.some(([source, target]) =>
        source === fullName ? target === name : target === fullName && source === name,
      );
    const withEntities = c.req.query("include_entity_lineage") === "true";
    /** @param made The one of the two that is computed from the other */
    const neighbours = async (names: readonly string[], made: (neighbour: Relation) => Relation) =>
      (await present(metastore, unique(names))).map((table) => ({
        tableInfo: {
          name: table.name,
          catalog_name: table.catalog,
          schema_name: table.schema,
          table_type: typeOf(table),
          lineage_timestamp: timestamp(nightBefore(metastore.world.now(), NIGHTLY_LOAD, 0) + LOAD_MS),
        },
        ...(withEntities && byJob(table.fullName) && { jobInfos: [ETL] }),
        ...(withEntities && pipelineInfos(made(table))),
      }));
    const from = tables()
      .filter(([, target]) => target === fullName)
      .map(([source]) => source);
    const to = tables()
      .filter(([source]) => source === fullName)
      .map(([, target]) => target);
    return c.json({
      upstreams: await neighbours(from, () => own),
      downstreams: await neighbours(to, (neighbour) => neighbour),
    });
  });

  app.get("/api/2.0/lineage-tracking/column-lineage", async (c) => {
    const { fullName } = await relation(metastore, required(c.req.query(), "table_name"));
    const column = `${fullName}.${required(c.req.query(), "column_name").toLowerCase()}`;
    const columns = async (names: readonly string[]) => {
      const tables = new Map(
        (await present(metastore, unique(names.map(tableOfColumn)))).map((one) => [one.fullName, one]),
      );
      return names.flatMap((name) => {
        const table = tables.get(tableOfColumn(name));
        if (table === undefined) return [];
        return {
          name: name.slice(name.lastIndexOf(".") + 1),
          catalog_name: table.catalog,
          schema_name: table.schema,
          table_name: table.name,
          table_type: typeOf(table),
        };
      });
    };
    return c.json({
      upstream_cols: await columns(
        columnPairs()
          .filter(([, target]) => target === column)
          .map(([source]) => source),
      ),
      downstream_cols: await columns(
        columnPairs()
          .filter(([source]) => source === column)
          .map(([, target]) => target),
      ),
    });
  });
}

/** Tables that a pipeline makes have the type that they have in the catalog. */
const typeOf = ({ type, isView }: Relation): string =>
  type === "STREAMING_TABLE" || type === "MATERIALIZED_VIEW" ? type : isView ? "VIEW" : "TABLE";

function pipelineInfos(made: Relation) {
  const pipeline_id = pipelineOf(made);
  return pipeline_id === undefined ? {} : { pipelineInfos: [{ workspace_id: Number(WORKSPACE_ID), pipeline_id }] };
}

/** The tables that still exist. */
async function present(metastore: Metastore, names: readonly string[]): Promise<readonly Relation[]> {
  const found = await Promise.all(
    names.map((name) =>
      relation(metastore, name).then(
        (table) => [table],
        () => [],
      ),
    ),
  );
  return found.flat();
}
