import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import type { Bundle } from "./config.ts";
import { BUNDLE_KINDS, kindOf } from "./kinds.ts";
import { withPaths } from "./paths.ts";
import { type BundleState, readState } from "./state.ts";
import { type ConfigFields, recordIn, referencesIn } from "./values.ts";

/** Change of one resource by a deployment. */
export interface BundleAction {
  /** `jobs.nightly` */
  readonly key: string;
  readonly action: "create" | "update" | "recreate" | "delete" | "unchanged";
  /** The ID of the object that exists. */
  readonly id?: string | undefined;
  /** Fields that change. */
  readonly fields: readonly string[];
  readonly config: ConfigFields;
}

/** Changes of a deployment, in the order in which they are made. */
export interface BundlePlan {
  readonly actions: readonly BundleAction[];
  readonly state: BundleState;
  /** Resources whose permissions are set, and those permissions. */
  readonly permissions: ReadonlyMap<string, readonly unknown[]>;
}

const KINDS = Object.keys(BUNDLE_KINDS);
const rank = (key: string): number => KINDS.indexOf(key.split(".")[0] ?? "");
const stateKey = (key: string): string => `resources.${key}`;
const PERMISSIONS = ".permissions";

/** The keys that must exist before a resource: those whose ID it has. */
const needs = (config: ConfigFields): readonly string[] =>
  referencesIn(config).map((path) => path.split(".").slice(1, 3).join("."));

/** Compares the bundle with what is deployed. @throws {BundleProblem} */
export async function planDeployment(client: Client, bundle: Bundle): Promise<BundlePlan> {
  const [state, resources] = await Promise.all([readState(client, bundle), withPaths(client, bundle)]);
  const wanted = await Promise.all(
    inOrder(resources).map(async ([key, config]): Promise<BundleAction> => {
      const { __id__: id, state: before } = state.state[stateKey(key)] ?? {};
      const kind = kindOf(key);
      if (id === undefined || kind === undefined) return { key, action: "create", fields: [], config };
      if (!(await exists(() => kind.read(client, id)))) return { key, action: "create", fields: [], config };
      const fields = changedFields(before ?? {}, withIds(config, state));
      const action =
        fields.length === 0 ? "unchanged" : fields.some((one) => kind.fixed.includes(one)) ? "recreate" : "update";
      return { key, action, id, fields, config };
    }),
  );
  const known = Object.keys(state.state).map((key) => key.replace(/^resources\./, ""));
  const strange = known.filter((key) => !key.includes(PERMISSIONS) && kindOf(key) !== undefined && !resources.has(key));
  const gone = strange
    .sort((a, b) => rank(b) - rank(a))
    .map(
      (key): BundleAction => ({ key, action: "delete", id: idIn(state, key), fields: [], config: stateOf(state, key) }),
    );
  const permissions = new Map(
    [...bundle.permissions].filter(([key, list]) => {
      const before = stateOf(state, `${key}${PERMISSIONS}`);
      return JSON.stringify(before.permissions) !== JSON.stringify(list);
    }),
  );
  return { actions: [...gone, ...wanted], state, permissions };
}

/** Everything that is deployed, as deletions in the order in which they work. */
export async function planDestruction(client: Client, bundle: Bundle): Promise<BundlePlan> {
  const state = await readState(client, bundle);
  const keys = Object.keys(state.state)
    .map((key) => key.replace(/^resources\./, ""))
    .filter((key) => !key.includes(PERMISSIONS));
  const actions = keys
    .sort((a, b) => rank(b) - rank(a))
    .map(
      (key): BundleAction => ({ key, action: "delete", id: idIn(state, key), fields: [], config: stateOf(state, key) }),
    );
  return { actions, state, permissions: new Map() };
}

const idIn = (state: BundleState, key: string): string | undefined => state.state[stateKey(key)]?.__id__;
const stateOf = (state: BundleState, key: string): ConfigFields => state.state[stateKey(key)]?.state ?? {};

/** Resources so that each comes after those whose IDs it has. */
function inOrder(resources: ReadonlyMap<string, ConfigFields>): readonly (readonly [string, ConfigFields])[] {
  const done = new Map<string, ConfigFields>();
  const visit = (key: string, trail: readonly string[]) => {
    const config = resources.get(key);
    if (config === undefined || done.has(key) || trail.includes(key)) return;
    for (const other of needs(config)) visit(other, [...trail, key]);
    done.set(key, config);
  };
  for (const key of [...resources.keys()].sort((a, b) => rank(a) - rank(b))) visit(key, []);
  return [...done];
}

async function exists(read: () => Promise<unknown>): Promise<boolean> {
  try {
    await read();
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.kind === "not-found") return false;
    throw error;
  }
}

/** A configuration with the IDs of what is deployed. References to what does not exist yet stay. */
export function withIds(config: ConfigFields, state: BundleState): ConfigFields {
  const text = JSON.stringify(config).replace(/\$\{resources\.([\w-]+\.[\w-]+)\.id\}/g, (reference, key: string) => {
    const id = idIn(state, key);
    return id === undefined ? reference : JSON.stringify(id).slice(1, -1);
  });
  return recordIn({ config: JSON.parse(text) }, "config");
}

const fingerprint = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === "object" && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : typeof one === "number"
        ? String(one)
        : one,
  );

/** Fields that the bundle gives another value than what was deployed, and those it no longer has. */
function changedFields(before: ConfigFields, after: ConfigFields): readonly string[] {
  const names = new Set([...Object.keys(after), ...Object.keys(before).filter((name) => !WRITTEN_BY_CLI.has(name))]);
  return [...names].filter((name) => fingerprint(before[name]) !== fingerprint(after[name])).sort();
}

/** Fields that the CLI adds to the state and no bundle has. */
const WRITTEN_BY_CLI: ReadonlySet<string> = new Set([
  "deployment",
  "edit_mode",
  "queue",
  "etag",
  "published",
  "channel",
  "edition",
]);
