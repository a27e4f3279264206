import { fail, invalid } from "../failure.ts";
import { type App, type Fields, flag, integer, isFields, oneOf, optional, readJson, required } from "../http.ts";
import { pageOf } from "../paging.ts";
import type { World } from "../world.ts";

export type WarehouseState = "STARTING" | "RUNNING" | "STOPPING" | "STOPPED" | "DELETED";

interface Settings {
  name: string;
  cluster_size: string;
  min_num_clusters: number;
  max_num_clusters: number;
  auto_stop_mins: number;
  warehouse_type: string;
  enable_serverless_compute: boolean;
  enable_photon: boolean;
  spot_instance_policy: string;
  tags: Fields;
}

export interface Warehouse {
  readonly id: string;
  readonly creator: string;
  state: WarehouseState;
  settings: Settings;
  /** Ends the current change of state. */
  cancelChange: () => void;
  /** Called at every change of state. */
  readonly watchers: Set<() => void>;
}

/** The interface of warehouses for statements. */
export interface Warehouses {
  /** Throws for an id that is not that of a warehouse. */
  check(id: string): void;
  /** Starts a stopped warehouse. Resolves with true once it is running, and with false if it stops or the signal aborts. */
  running(id: string, signal: AbortSignal): Promise<boolean>;
  /** Calls back each time this warehouse stops running. Returns a function that removes the listener. */
  onStop(id: string, callback: () => void): () => void;
}

const START_MS = 2000;
const STOP_MS = 1000;
const SIZES = [
  "2X-Small",
  "X-Small",
  "Small",
  "Medium",
  "Large",
  "X-Large",
  "2X-Large",
  "3X-Large",
  "4X-Large",
  "5X-Large",
] as const;
const PATH = "/api/2.0/sql/warehouses";

/** Changes that a restart interrupted have ended. */
function afterRestart(warehouses: Map<string, Warehouse>): void {
  for (const warehouse of warehouses.values()) {
    const { state } = warehouse;
    Object.assign(warehouse, { cancelChange: () => {}, watchers: new Set<() => void>() });
    if (state === "STARTING") warehouse.state = "RUNNING";
    if (state === "STOPPING") warehouse.state = "STOPPED";
  }
}

export function createWarehouses(app: App, world: World): Warehouses {
  const warehouses = world.kept("warehouses", () => new Map<string, Warehouse>(), afterRestart);
  const add = (id: string, state: WarehouseState, settings: Settings): Warehouse => {
    const warehouse = {
      id,
      creator: world.user,
      state,
      settings,
      cancelChange: () => {},
      watchers: new Set<() => void>(),
    };
    warehouses.set(id, warehouse);
    return warehouse;
  };
  if (world.isNew) {
    add(
      "7e083095329f3ca5",
      "RUNNING",
      settingsFrom({ name: "Shared", cluster_size: "Small", max_num_clusters: 2, auto_stop_mins: 10 }),
    );
    add(
      "a1b2c3d4e5f60718",
      "STOPPED",
      settingsFrom({ name: "Night", cluster_size: "2X-Small", auto_stop_mins: 10, enable_serverless_compute: false }),
    );
  }

  const find = (id: string): Warehouse => {
    if (!/^[0-9a-f]{16}$/.test(id)) return invalid(`${id} is not a valid endpoint id.`);
    return warehouses.get(id) ?? fail(404, "RESOURCE_DOES_NOT_EXIST", `SQL warehouse ${id} does not exist.`);
  };
  const enter = (warehouse: Warehouse, state: WarehouseState) => {
    warehouse.state = state;
    for (const watcher of [...warehouse.watchers]) watcher();
  };
  const change = (warehouse: Warehouse, during: WarehouseState, after: WarehouseState, ms: number) => {
    warehouse.cancelChange();
    enter(warehouse, during);
    warehouse.cancelChange = world.after(ms, () => enter(warehouse, after));
  };
  const start = (warehouse: Warehouse) => {
    if (warehouse.state === "STOPPED" || warehouse.state === "STOPPING")
      change(warehouse, "STARTING", "RUNNING", START_MS);
  };
  const stop = (warehouse: Warehouse) => {
    if (warehouse.state === "RUNNING" || warehouse.state === "STARTING")
      change(warehouse, "STOPPING", "STOPPED", STOP_MS);
  };
  const nameIsFree = (name: string, but?: Warehouse) => {
    for (const other of warehouses.values()) {
      if (other !== but && other.settings.name === name) invalid(`SQL warehouse with name \`${name}\` already exists`);
    }
  };

  app.get(PATH, (c) => {
    const size = integer(c.req.query(), "page_size") ?? 1000;
    if (size < 1) invalid("Field 'page_size' must be at least 1.");
    const { items, next } = pageOf([...warehouses.values()], "warehouses", size, optional(c.req.query(), "page_token"));
    return c.json({
      warehouses: items.map((warehouse) => view(warehouse, world)),
      ...(next && { next_page_token: next }),
    });
  });
  app.post(PATH, async (c) => {
    const settings = settingsFrom(await readJson(c));
    nameIsFree(settings.name);
    const warehouse = add(world.hexId(16), "STOPPED", settings);
    start(warehouse);
    return c.json({ id: warehouse.id });
  });
  app.get(`${PATH}/:id`, (c) => c.json(view(find(c.req.param("id")), world)));
  app.post(`${PATH}/:id/edit`, async (c) => {
    const warehouse = find(c.req.param("id"));
    const settings = settingsFrom({ ...warehouse.settings, ...(await readJson(c)) });
    nameIsFree(settings.name, warehouse);
    warehouse.settings = settings;
    return c.json({});
  });
  app.post(`${PATH}/:id/start`, (c) => {
    start(find(c.req.param("id")));
    return c.json({});
  });
  app.post(`${PATH}/:id/stop`, (c) => {
    stop(find(c.req.param("id")));
    return c.json({});
  });
  app.delete(`${PATH}/:id`, (c) => {
    const warehouse = find(c.req.param("id"));
    warehouse.cancelChange();
    warehouses.delete(warehouse.id);
    enter(warehouse, "DELETED");
    return c.json({});
  });

  return {
    check: (id) => void find(id),
    running(id, signal) {
      const warehouse = find(id);
      start(warehouse);
      return new Promise((resolve) => {
        const look = () => {
          if (warehouse.state === "STARTING" && !signal.aborted) return;
          warehouse.watchers.delete(look);
          signal.removeEventListener("abort", look);
          resolve(warehouse.state === "RUNNING" && !signal.aborted);
        };
        warehouse.watchers.add(look);
        signal.addEventListener("abort", look);
        look();
      });
    },
    onStop(id, callback) {
      const warehouse = find(id);
      const look = () => {
        if (warehouse.state !== "RUNNING") callback();
      };
      warehouse.watchers.add(look);
      return () => void warehouse.watchers.delete(look);
    },
  };
}

/** The settings of a new or edited warehouse with defaults. */
function settingsFrom(fields: Fields): Settings {
  const name = required(fields, "name");
  if (name.length >= 100) invalid("Field 'name' must be shorter than 100 characters.");
  const min = integer(fields, "min_num_clusters") ?? 1;
  const max = integer(fields, "max_num_clusters") ?? min;
  if (min < 1 || min > 30 || min > max)
    invalid("Field 'min_num_clusters' must be from 1 to the smaller of max_num_clusters and 30.");
  if (max > 40) invalid("Field 'max_num_clusters' must be at most 40.");
  const type = oneOf(fields, "warehouse_type", ["PRO", "CLASSIC", "TYPE_UNSPECIFIED"]) ?? "PRO";
  const serverless = flag(fields, "enable_serverless_compute") ?? type === "PRO";
  if (serverless && type !== "PRO") invalid("Serverless compute is available for warehouses of type PRO only.");
  const stopAfter = integer(fields, "auto_stop_mins") ?? 120;
  const least = serverless ? 1 : 10;
  if (stopAfter !== 0 && stopAfter < least) invalid(`Field 'auto_stop_mins' must be 0 (never) or at least ${least}.`);
  return {
    name,
    cluster_size: oneOf(fields, "cluster_size", SIZES) ?? invalid("Missing required field: cluster_size"),
    min_num_clusters: min,
    max_num_clusters: max,
    auto_stop_mins: stopAfter,
    warehouse_type: type,
    enable_serverless_compute: serverless,
    enable_photon: flag(fields, "enable_photon") ?? true,
    spot_instance_policy: optional(fields, "spot_instance_policy") ?? "COST_OPTIMIZED",
    tags: isFields(fields.tags) ? fields.tags : {},
  };
}

function view(warehouse: Warehouse, world: World): object {
  const running = warehouse.state === "RUNNING";
  const hostname = new URL(world.origin).host;
  const path = `/sql/1.0/warehouses/${warehouse.id}`;
  return {
    id: warehouse.id,
    ...warehouse.settings,
    state: warehouse.state,
    num_clusters: running ? warehouse.settings.min_num_clusters : 0,
    num_active_sessions: 0,
    creator_name: warehouse.creator,
    channel: { name: "CHANNEL_NAME_CURRENT" },
    ...(running ? { health: { status: "HEALTHY" } } : {}),
    jdbc_url: `jdbc:spark://${hostname}/default;transportMode=http;ssl=1;AuthMech=3;httpPath=${path};`,
    odbc_params: { hostname, path, port: 443, protocol: "https" },
  };
}
