import type { Fields } from "../../http.ts";
import type { World } from "../../world.ts";
import { type Pipeline, record, type UpdateState } from "./record.ts";

const HOUR = 3_600_000;

/** A working pipeline, and one that fails because its catalog no longer exists. */
export function seedPipelines(world: World): readonly Pipeline[] {
  const home = `/Workspace/Users/${world.user}`;
  const orders = pipeline(world, "e0f01758-cc61-11eb-b8bc-0242ac130003", "COMPLETED", {
    name: "orders",
    catalog: "main",
    schema: "default",
    serverless: true,
    continuous: false,
    channel: "CURRENT",
    configuration: { "orders.source": "main.sales.orders" },
    libraries: [{ notebook: { path: "/Workspace/Shared/pipelines/daily_orders" } }],
  });
  const returns = pipeline(world, "5b7d9a20-cc61-11eb-b8bc-0242ac130003", "FAILED", {
    name: "returns-import",
    catalog: "archive_2024",
    schema: "returns",
    serverless: true,
    continuous: false,
    libraries: [{ notebook: { path: `${home}/etl/stream_events` } }],
  });
  return [orders, returns];
}

function pipeline(world: World, id: string, last: UpdateState, spec: Fields): Pipeline {
  const created = world.now() - 9 * HOUR;
  const update = { id: world.uuid(), created, request: {}, state: last, cancel: () => {} };
  const state = last === "FAILED" ? "FAILED" : "IDLE";
  const made: Pipeline = {
    id,
    creator: world.owner,
    spec,
    state,
    modified: created - 24 * HOUR,
    updates: [update],
    events: [],
    progress: new Map(),
  };
  const at = created + 90_000;
  const message = `Update ${update.id.slice(0, 6)} is ${last}.`;
  if (last === "FAILED") {
    const cause = {
      class_name: "org.apache.spark.sql.catalyst.analysis.NoSuchCatalogException",
      message: `[NO_SUCH_CATALOG_EXCEPTION] Catalog '${String(spec.catalog)}' was not found.`,
      stack: [],
    };
    const error = { fatal: true, exceptions: [cause] };
    record(world, made, { level: "ERROR", type: "update_progress", message, update: update.id, error, at });
  } else record(world, made, { type: "update_progress", message, update: update.id, at });
  return made;
}
