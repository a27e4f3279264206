import type { Context, MiddlewareHandler } from "hono";
import { fail } from "../failure.ts";
import { type App, type Env, type Fields, isFields, objectsIn, readForm, readWorkspace } from "../http.ts";
import type { World } from "../world.ts";
import { accessObject, identified } from "./access-objects.ts";
import { ACCESS_RULES, type AccessRule, LIST_RULES } from "./access-rules.ts";
import { groupsOf, isAdmin } from "./directory.ts";
import { levels } from "./permission-levels.ts";
import { directEntries, type Entry, listsOf } from "./permissions.ts";

/** Highest level of an owner, above all that lists can give. */
const OWNER = Number.POSITIVE_INFINITY;
const NONE = -1;
/** Levels of objects in the workspace tree, which folders share. */
const TREE_LEVELS = ["CAN_READ", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"];
const TREE_TYPES: Readonly<Record<string, string>> = {
  DIRECTORY: "directories",
  FILE: "files",
  NOTEBOOK: "notebooks",
  REPO: "repos",
};

const rank = (all: readonly string[], level: string): number => (level === "IS_OWNER" ? OWNER : all.indexOf(level));

/** The highest rank that entries give to the caller, personally or through a group. */
function granted(world: World, entries: readonly Entry[], all: readonly string[]): number {
  const groups = groupsOf(world, world.user);
  const isOwn = ({ principal }: Entry) =>
    principal.user_name === world.user ||
    principal.service_principal_name === world.user ||
    // Everyone who can sign in is one of the users.
    principal.group_name === "users" ||
    groups.has(String(principal.group_name));
  return Math.max(NONE, ...entries.filter(isOwn).map(({ level }) => rank(all, level)));
}

const normal = (path: string): string => path.replace(/^\/Workspace(?=\/|$)/, "").replace(/\/+$/, "") || "/";

/** The caller's level at a path, which need not exist. Folders pass their permissions on. */
function treeRank(world: World, path: string): number {
  const parts = normal(path).split("/");
  let best = NONE;
  for (let length = 2; length <= parts.length; length++) {
    const at = parts.slice(0, length).join("/");
    const entry = world.findObject(at);
    const home = /^\/(?:Users|Repos)\/([^/]+)$/.exec(at)?.[1];
    if (home === world.user || at === "/Shared") return rank(TREE_LEVELS, "CAN_MANAGE");
    const type = entry === undefined ? undefined : TREE_TYPES[entry.type];
    const entries = entry === undefined ? undefined : listsOf(world).get(`/${type}/${entry.id}`);
    best = Math.max(best, granted(world, entries ?? [], TREE_LEVELS));
  }
  return best;
}

/** Whether a folder contains anything that the caller can read, which makes the folder itself visible. */
const hasVisible = (world: World, path: string): boolean =>
  /^\/(Users|Repos)?$/.test(normal(path)) ||
  world.findBelow(normal(path)).some((entry) => treeRank(world, entry.path) > NONE);

/** Objects with the permissions of their experiment: where they are read, and the field with its ID. */
const OF_EXPERIMENTS: ReadonlyMap<string, { readonly path: (id: string) => string; readonly field: string }> = new Map([
  ["ml-runs", { path: (id) => `runs/get?run_id=${id}`, field: "run.info.experiment_id" }],
  ["logged-models", { path: (id) => `logged-models/${id}`, field: "model.info.experiment_id" }],
  [
    "experiment-names",
    { path: (id) => `experiments/get-by-name?experiment_name=${id}`, field: "experiment.experiment_id" },
  ],
]);

/** The refusal that a request without enough permission gets, or undefined. Objects that do not exist are not refused here. */
async function refusal(
  app: App,
  world: World,
  { type, level }: Pick<AccessRule, "type" | "level">,
  id: string,
): Promise<string | undefined> {
  if (type === "tree") {
    const overwrites = level !== "CAN_EDIT" || world.findObject(normal(id)) !== undefined;
    const needed = overwrites ? level : "CAN_MANAGE";
    const enough = treeRank(world, id) >= rank(TREE_LEVELS, needed) || (level === "CAN_READ" && hasVisible(world, id));
    if (enough || (level === "CAN_READ" && world.findObject(normal(id)) === undefined)) return undefined;
    return `User ${world.user} does not have ${needed} permissions on ${id}.`;
  }
  if (type === "runs") {
    const run = await readWorkspace(app, world, `/api/2.2/jobs/runs/get?run_id=${encodeURIComponent(id)}`);
    if (run === undefined || run.creator_user_name === world.user) return undefined;
    return refusal(app, world, { type: "jobs", level }, String(run.job_id));
  }
  const ofExperiment = OF_EXPERIMENTS.get(type);
  if (ofExperiment !== undefined) {
    const found = await readWorkspace(app, world, `/api/2.0/mlflow/${ofExperiment.path(encodeURIComponent(id))}`);
    const experiment = found === undefined ? undefined : fieldAt(found, ofExperiment.field);
    return experiment === undefined ? undefined : refusal(app, world, { type: "experiments", level }, experiment);
  }
  const all = levels.get(type)?.levels ?? [];
  const object = await accessObject(app, world, type, id).catch(() => undefined);
  if (object === undefined) return undefined;
  const own = granted(world, directEntries(world, type, id, object), all);
  const inherited = object.folder === undefined ? NONE : treeRank(world, object.folder);
  // Objects in folders have the folders' levels. Only the lowest is sometimes called CAN_VIEW.
  if (Math.max(own, inherited) >= rank(all, level)) return undefined;
  return `User ${world.user} does not have ${level} permissions on ${levels.get(type)?.type} ${id}.`;
}

/** The text of a field, or of one inside others: `info.experiment_id`. */
function fieldAt(object: Fields, path: string): string | undefined {
  const value = path.split(".").reduce<unknown>((at, name) => (isFields(at) ? at[name] : undefined), object);
  return value === undefined ? undefined : String(value);
}

async function idOf(c: Context<Env>, { id, path }: AccessRule): Promise<string | undefined> {
  if (id === "path") {
    const found = path.exec(c.req.path)?.[1];
    return found === undefined ? undefined : decodeURIComponent(found);
  }
  const value = "query" in id ? c.req.query(id.query) : (await readForm(c))[id.body];
  return value === undefined || value === "" ? undefined : String(value);
}

/** The type and ID of a request to the API of permissions, with the level that it needs. */
function permissionsRule(
  c: Context<Env>,
): { readonly type: string; readonly id: string; readonly level: string } | undefined {
  const [, type = "", id = ""] = /^\/api\/2\.0\/permissions\/([^/]+)\/([^/]+)/.exec(c.req.path) ?? [];
  const all = levels.get(type)?.levels;
  if (all === undefined) return undefined;
  const level = c.req.method === "GET" ? all[0] : all.includes("CAN_MANAGE") ? "CAN_MANAGE" : "IS_OWNER";
  return { type, id: decodeURIComponent(id), level: level ?? "" };
}

/** Binds callers who are not administrators to the access control lists of workspace objects. */
export function restrictObjects(app: App, world: World): MiddlewareHandler<Env> {
  const check = async (rule: Pick<AccessRule, "type" | "level">, id: string) => {
    const message = await refusal(app, world, rule, id);
    if (message !== undefined) fail(403, "PERMISSION_DENIED", message);
  };
  const checkTree = (type: string, level: string, id: string) => {
    const entry = Object.values(TREE_TYPES).includes(type) ? world.findObjectById(Number(id)) : undefined;
    return entry === undefined ? check({ type, level }, id) : check({ type: "tree", level }, entry.path);
  };
  return async (c, next) => {
    // Services ask each other on behalf of a caller whose request was already checked.
    if (c.env?.actor !== undefined || isAdmin(world)) return next();
    const permission = permissionsRule(c);
    if (permission !== undefined) await checkTree(permission.type, permission.level, permission.id);
    const rule = ACCESS_RULES.find(({ method, path }) => method === c.req.method && path.test(c.req.path));
    const id = rule === undefined ? undefined : await idOf(c, rule);
    if (rule !== undefined && id !== undefined)
      await check(
        rule,
        rule.type === "tree" ? `/${id.replace(/^\//, "")}` : await identified(app, world, rule.type, id),
      );
    await next();
    const listed = LIST_RULES.find(({ method, path }) => method === c.req.method && path.test(c.req.path));
    if (listed === undefined || c.res.status !== 200) return;
    const body: unknown = await c.res.clone().json();
    if (!isFields(body)) return;
    const visible: unknown[] = [];
    const known = new Map<string, boolean>();
    for (const item of objectsIn(body, listed.field)) {
      const id = fieldAt(item, listed.id) ?? "";
      const shown =
        known.get(id) ??
        (await refusal(app, world, listed, await identified(app, world, listed.type, id))) === undefined;
      known.set(id, shown);
      if (shown) visible.push(item);
    }
    const { [listed.field]: _, ...rest } = body;
    c.res = c.json(visible.length > 0 ? { ...rest, [listed.field]: visible } : rest);
  };
}
