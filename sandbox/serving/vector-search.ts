import { fail, invalid } from "../failure.ts";
import { type App, type Fields, isFields, oneOf, optional, readJson, required } from "../http.ts";
import { pageOf } from "../paging.ts";
import type { Service } from "../service.ts";

import type { World } from "../world.ts";
import { queryIndex, scanIndex } from "./vector-search-query.ts";
import {
  type Endpoint,
  endpointView,
  type Index,
  indexFrom,
  indexSummary,
  indexView,
  notFound,
  rowFrom,
} from "./vector-search-record.ts";
import { articleIndex } from "./vector-search-seed.ts";

const ENDPOINTS = "/api/2.0/vector-search/endpoints";
const INDEXES = "/api/2.0/vector-search/indexes";
const PROVISION_MS = 6000;
const SYNC_MS = 3000;
const PAGE = 100;

interface Store {
  readonly endpoints: Map<string, Endpoint>;
  readonly indexes: Map<string, Index>;
}

/** Vector search: indexes over rows written directly or read from a table, searched by meaning and by keyword. */
export const vectorSearch: Service = (app, world) => {
  const store = world.kept("vector search", () => seeded(world), afterRestart);
  endpointRoutes(app, world, store);
  indexRoutes(app, world, store);
  rowRoutes(app, store);
};

function seeded(world: World): Store {
  const support = {
    name: "support",
    id: world.uuid(),
    type: "STANDARD",
    created: world.now(),
    creator: world.owner,
    state: "ONLINE",
  } as const;
  const articles = articleIndex(support.name, world.owner);
  return {
    endpoints: new Map([[support.name, { ...support }]]),
    indexes: new Map([[articles.name, articles]]),
  };
}

function afterRestart({ endpoints, indexes }: Store): void {
  for (const endpoint of endpoints.values()) endpoint.state = "ONLINE";
  for (const index of indexes.values()) {
    index.syncs = 0;
    if (!index.ready) index.message = "The workspace was restarted during the sync. Sync the index again.";
  }
}

function endpointRoutes(app: App, world: World, { endpoints, indexes }: Store): void {
  const find = (name: string) => endpoints.get(name) ?? notFound("endpoint", name);
  const view = (endpoint: Endpoint) => {
    const own = [...indexes.values()].filter((index) => index.endpoint === endpoint.name);
    return endpointView(endpoint, own.length);
  };
  app.get(ENDPOINTS, (c) => {
    const { items, next } = pageOf([...endpoints.values()], "endpoints", PAGE, optional(c.req.query(), "page_token"));
    return c.json({ endpoints: items.map(view), ...(next && { next_page_token: next }) });
  });
  app.post(ENDPOINTS, async (c) => {
    const body = await readJson(c);
    const name = required(body, "name");
    const type =
      oneOf(body, "endpoint_type", ["STANDARD", "STORAGE_OPTIMIZED"]) ??
      invalid("Missing required field: endpoint_type");
    if (endpoints.has(name)) fail(409, "RESOURCE_ALREADY_EXISTS", `Vector search endpoint ${name} already exists`);
    const endpoint: Endpoint = {
      name,
      id: world.uuid(),
      type,
      created: Date.now(),
      creator: world.user,
      state: "PROVISIONING",
    };
    endpoints.set(name, endpoint);
    world.after(PROVISION_MS, () => {
      endpoint.state = "ONLINE";
    });
    return c.json(view(endpoint));
  });
  app.get(`${ENDPOINTS}/:name`, (c) => c.json(view(find(c.req.param("name")))));
  app.delete(`${ENDPOINTS}/:name`, (c) => {
    const { name } = find(c.req.param("name"));
    const left = [...indexes.values()].filter(({ endpoint }) => endpoint === name);
    if (left.length > 0)
      fail(400, "BAD_REQUEST", `Endpoint ${name} cannot be deleted: it still has ${left.length} indexes.`);
    endpoints.delete(name);
    return c.json({});
  });
}

function indexRoutes(app: App, world: World, { endpoints, indexes }: Store): void {
  const find = (name: string) => indexes.get(name) ?? notFound("index", name);
  const sync = (index: Index) => {
    index.syncs = (index.syncs ?? 0) + 1;
    world.after(SYNC_MS, () => {
      readSource(world, index)
        .then(
          () => {
            index.ready = true;
            index.message = "Index is ready to be queried.";
          },
          (error: unknown) => {
            index.message = `Sync failed: ${error instanceof Error ? error.message : String(error)}`;
          },
        )
        .finally(() => {
          index.syncs = (index.syncs ?? 1) - 1;
        });
    });
  };

  app.get(INDEXES, (c) => {
    const name = required(c.req.query(), "endpoint_name");
    if (!endpoints.has(name)) notFound("endpoint", name);
    const own = [...indexes.values()].filter(({ endpoint }) => endpoint === name);
    const { items, next } = pageOf(own, "indexes", PAGE, optional(c.req.query(), "page_token"));
    const found = items.map((index) => indexSummary(index));
    return c.json({ vector_indexes: found, ...(next && { next_page_token: next }) });
  });
  app.post(INDEXES, async (c) => {
    const index = indexFrom(await readJson(c), world.user);
    if (!endpoints.has(index.endpoint)) notFound("endpoint", index.endpoint);
    if (index.type === "DELTA_SYNC" && endpoints.get(index.endpoint)?.type === "STANDARD") {
      await mustFeedChanges(world, String(index.spec.source_table));
    }
    if (indexes.has(index.name)) fail(409, "RESOURCE_ALREADY_EXISTS", `Vector index ${index.name} already exists`);
    indexes.set(index.name, index);
    if (index.type === "DELTA_SYNC") sync(index);
    else {
      index.ready = true;
      index.message = "Index is ready to be queried.";
    }
    return c.json(indexView(index));
  });
  app.get(`${INDEXES}/:name`, (c) => c.json(indexView(find(c.req.param("name")))));
  app.delete(`${INDEXES}/:name`, (c) => {
    indexes.delete(find(c.req.param("name")).name);
    return c.json({});
  });
  app.post(`${INDEXES}/:name/sync`, (c) => {
    const index = find(c.req.param("name"));
    if (index.type !== "DELTA_SYNC") invalid(`Index ${index.name} is not a Delta Sync index.`);
    if (index.spec.pipeline_type !== "TRIGGERED") invalid("Only an index with a TRIGGERED pipeline can be synced.");
    sync(index);
    return c.json({});
  });
}

const quotedName = (name: string): string =>
  name
    .split(".")
    .map((part) => `\`${part.replaceAll("`", "")}\``)
    .join(".");

/** Standard endpoints follow the changes of the source table, which must record them. The sync reports a missing table. */
async function mustFeedChanges(world: World, table: string): Promise<void> {
  const found = await world.runSql(`SHOW TBLPROPERTIES ${quotedName(table)}`).catch(() => undefined);
  if (found === undefined) return;
  if (found.rows.some(([key, value]) => key === "delta.enableChangeDataFeed" && value === "true")) return;
  invalid(
    `Change data feed must be enabled on the source table ${table}. Run ALTER TABLE ${table} SET TBLPROPERTIES (delta.enableChangeDataFeed = true).`,
  );
}

/** Replaces the rows of the index with those of its source table. */
async function readSource(world: World, index: Index): Promise<void> {
  const name = quotedName(String(index.spec.source_table));
  const { columns, rows } = await world.runSql(`SELECT * FROM ${name}`);
  const names = columns.map((column) => column.name);
  const wanted = Array.isArray(index.spec.columns_to_sync)
    ? new Set([index.primaryKey, index.source, index.vectorColumn, ...index.spec.columns_to_sync.map(String)])
    : new Set(names);
  index.columns = names.filter((column) => wanted.has(column));
  index.rows = new Map(
    rows.flatMap((row) => {
      const made = rowFrom(index, Object.fromEntries(names.map((column, at) => [column, row[at] ?? null])));
      return made ? [made] : [];
    }),
  );
}

function rowRoutes(app: App, { indexes }: Store): void {
  const find = (name: string) => indexes.get(name) ?? notFound("index", name);
  const direct = (name: string) => {
    const index = find(name);
    return index.type === "DIRECT_ACCESS"
      ? index
      : invalid(`Rows of the Delta Sync index ${name} come from its source table.`);
  };
  app.post(`${INDEXES}/:name/query`, async (c) => {
    const index = find(c.req.param("name"));
    return c.json(queryIndex(index, await readJson(c)));
  });
  app.post(`${INDEXES}/:name/scan`, async (c) => {
    const index = find(c.req.param("name"));
    return c.json(scanIndex(index, await readJson(c)));
  });
  app.post(`${INDEXES}/:name/upsert-data`, async (c) => {
    const index = direct(c.req.param("name"));
    const rows = rowsOf(required(await readJson(c), "inputs_json"));
    const failed: string[] = [];
    for (const values of rows) {
      const made = rowFrom(index, values);
      if (made) index.rows.set(...made);
      else failed.push(String(values[index.primaryKey] ?? ""));
    }
    return c.json(outcome(rows.length - failed.length, failed));
  });
  app.delete(`${INDEXES}/:name/delete-data`, (c) => {
    const index = direct(c.req.param("name"));
    const keys = c.req.queries("primary_keys") ?? invalid("Missing required field: primary_keys");
    const failed = keys.filter((key) => !index.rows.delete(key));
    return c.json(outcome(keys.length - failed.length, failed));
  });
}

function rowsOf(text: string): readonly Fields[] {
  try {
    const rows: unknown = JSON.parse(text);
    if (Array.isArray(rows) && rows.every(isFields)) return rows;
  } catch {}
  return invalid("Field 'inputs_json' must be a JSON array of rows.");
}

const outcome = (success: number, failed: readonly string[]): Fields => ({
  status: failed.length === 0 ? "SUCCESS" : success === 0 ? "FAILURE" : "PARTIAL_SUCCESS",
  result: { success_row_count: success, failed_primary_keys: failed },
});
