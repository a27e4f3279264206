import { type App, flag, optional, readJson, required } from "../http.ts";
import { storageOf } from "../sql/spark/metastore/objects.ts";
import { auditOf, type Entry } from "./ledger.ts";
import { applyChanges, type Metastore, mine, mustManage } from "./metastore.ts";
import { pageOf } from "./page.ts";
import {
  chainOfRelation,
  checksOf,
  columnsOf,
  constraintsOf,
  dropStatement,
  pipelineOf,
  type Relation,
  relation,
  relationsOf,
  seenBy,
} from "./relations.ts";

const PATH = "/api/2.1/unity-catalog/tables";

export function tables(app: App, metastore: Metastore): void {
  const { ledger } = metastore;
  const entryOf = ({ fullName, oid }: Relation) => ledger.of("table", fullName, oid);
  const typeOf = ({ type }: Relation) => type;

  const view = (table: Relation) => {
    const entry = entryOf(table);
    return {
      name: table.name,
      catalog_name: table.catalog,
      schema_name: table.schema,
      full_name: table.fullName,
      table_id: entry.id,
      table_type: typeOf(table),
      ...(table.isView ? { view_definition: table.definition } : { data_source_format: "DELTA" }),
      ...(table.stored?.kind === "table" && { storage_location: storageOf(table.stored) }),
      ...(table.stored?.kind === "table" && table.stored.rowFilter !== undefined
        ? {
            row_filter: {
              function_name: table.stored.rowFilter.function.join("."),
              input_column_names: table.stored.rowFilter.on,
            },
          }
        : {}),
      ...(table.comment === undefined ? {} : { comment: table.comment }),
      ...(pipelineOf(table) !== undefined && { pipeline_id: pipelineOf(table) }),
      ...auditOf(entry),
      ...timesOf(table, entry),
    };
  };

  app.get(PATH, async (c) => {
    const query = c.req.query();
    const inside = await metastore.schema(`${required(query, "catalog_name")}.${required(query, "schema_name")}`);
    const found = (await relationsOf(metastore, inside)).filter(seenBy(metastore, inside.oid));
    const bare = flag(query, "omit_columns") === true;
    const listed = found.map((table) => ({ ...view(table), ...(bare ? {} : { columns: columnsOf(table) }) }));
    return c.json(pageOf("tables", listed, query));
  });

  app.get("/api/2.1/unity-catalog/table-summaries", async (c) => {
    const query = c.req.query();
    const catalog = await metastore.catalog(required(query, "catalog_name"));
    const inSchema = like(optional(query, "schema_name_pattern"));
    const named = like(optional(query, "table_name_pattern"));
    const schemas = (await metastore.schemas(catalog)).filter(({ name }) => inSchema(name));
    const found = await Promise.all(
      schemas.map(async ({ name, oid }) =>
        (await relationsOf(metastore, { catalog, schema: name })).filter(seenBy(metastore, oid)),
      ),
    );
    const rows = found
      .flat()
      .filter(({ name }) => named(name))
      .map((table) => ({ full_name: table.fullName, table_type: typeOf(table) }));
    return c.json(pageOf("tables", rows, query));
  });

  app.get(`${PATH}/:name`, async (c) => {
    const table = await relation(metastore, c.req.param("name"));
    const [columns, constraints] = [columnsOf(table), constraintsOf(table)];
    return c.json({
      ...view(table),
      columns,
      properties: { ...table.properties, ...checksOf(table) },
      ...(constraints.length > 0 && { table_constraints: constraints }),
    });
  });

  app.get(`${PATH}/:name/exists`, async (c) => {
    const [catalog, schema, name] = c.req.param("name").toLowerCase().split(".");
    const inside = await metastore.schema(`${catalog}.${schema}`);
    return c.json({ table_exists: (await relationsOf(metastore, inside)).some((table) => table.name === name) });
  });

  app.patch(`${PATH}/:name`, async (c) => {
    const table = await relation(metastore, c.req.param("name"));
    const entry = mine(entryOf(table));
    const { oid } = await metastore.schema(`${table.catalog}.${table.schema}`);
    mustManage(metastore, chainOfRelation(metastore, table, oid));
    applyChanges(metastore, entry, { owner: required(await readJson(c), "owner") });
    return c.json({});
  });

  app.delete(`${PATH}/:name`, async (c) => {
    const table = await relation(metastore, c.req.param("name"));
    mine(entryOf(table));
    await metastore.sql(dropStatement(table));
    return c.json({});
  });
}

/** Case-insensitive SQL LIKE: `%` matches any text, `_` one character. Takes at most pattern × name steps. */
function like(pattern: string | undefined): (name: string) => boolean {
  if (pattern === undefined) return () => true;
  const wanted = pattern.toLowerCase();
  return (name) => {
    let at = 0;
    // After the last `%`: the position in the pattern, and the position in the name that was last tried.
    let resume = -1;
    let tried = 0;
    for (let i = 0; i < name.length; ) {
      if (wanted[at] === "%") {
        resume = ++at;
        tried = i;
      } else if (at < wanted.length && (wanted[at] === "_" || wanted[at] === name[i]?.toLowerCase())) {
        at++;
        i++;
      } else if (resume === -1) return false;
      else {
        at = resume;
        i = ++tried;
      }
    }
    return /^%*$/.test(wanted.slice(at));
  };
}

/** When the object was made and last changed. Its entry may be as old as the first request for it. */
function timesOf({ stored }: Relation, { createdAt, updatedAt }: Entry) {
  if (stored === undefined) return {};
  const written = (stored.kind === "table" ? stored.versions.at(-1)?.at : undefined) ?? stored.createdAt;
  return { created_at: stored.createdAt, updated_at: updatedAt > createdAt ? Math.max(updatedAt, written) : written };
}
