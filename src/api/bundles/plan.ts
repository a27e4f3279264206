import { recordOf, withSortedKeys } from "../../records.ts";
import type { Client } from "../http/client.ts";
import type { Bundle } from "./config.ts";
import { BundleProblem } from "./files.ts";
import { BUNDLE_KINDS, type CurrentObject, kindOf, readCurrent } from "./kinds.ts";
import { withPaths } from "./paths.ts";
import { referencesIn, replaceReferences } from "./references.ts";
import type { BundlePermission } from "./resources.ts";
import { type BundleState, readState } from "./state.ts";
import type { ConfigFields } from "./values.ts";

/** Change of one resource by a deployment. */
export interface BundleAction {
  /** `jobs.nightly` */
  readonly key: string;
  readonly action: "create" | "update" | "recreate" | "delete" | "unchanged";
  /** The ID of the object that exists. */
  readonly id?: string | undefined;
  /** That object, which may have another name than in the bundle or its state. */
  readonly current?: CurrentObject | undefined;
  /** Fields that change. */
  readonly fields: readonly string[];
  readonly config: ConfigFields;
}

/** Changes of a deployment, in the order in which they are made. */
export interface BundlePlan {
  readonly actions: readonly BundleAction[];
  readonly state: BundleState;
  /** Resources whose permissions are set, and those permissions. */
  readonly permissions: ReadonlyMap<string, readonly BundlePermission[]>;
}

const KINDS = Object.keys(BUNDLE_KINDS);
const rank = (key: string): number => KINDS.indexOf(key.split(".")[0] ?? "");

/** The keys that must exist before a resource: those whose ID it has. */
const needs = (config: ConfigFields): readonly string[] =>
  referencesIn(config).map((path) => path.split(".").slice(1, 3).join("."));

/** Compares the bundle with what is deployed. @throws {BundleProblem} */
export async function planDeployment(client: Client, bundle: Bundle): Promise<BundlePlan> {
  const [state, resources] = await Promise.all([readState(client, bundle), withPaths(client, bundle)]);
  const wanted = await Promise.all(
    inOrder(resources).map(async ([key, config]): Promise<BundleAction> => {
      const id = idIn(state, key);
      const current = id === undefined ? undefined : await readCurrent(client, key, id);
      if (!current) return { key, action: "create", fields: [], config };
      const fields = changedFields(stateOf(state, key), withIds(config, state));
      const fixed = kindOf(key)?.fixed ?? [];
      const action =
        fields.length === 0 ? "unchanged" : fields.some((one) => fixed.includes(one)) ? "recreate" : "update";
      return { key, action, id, current, fields, config };
    }),
  );
  const unwanted = deletions(state).filter(({ key }) => kindOf(key) !== undefined && !resources.has(key));
  const gone = await lookedUp(client, unwanted);
  const permissions = new Map(
    [...bundle.permissions].filter(([key, list]) => {
      const before = stateOf(state, `${key}.permissions`);
      return fingerprint(before.permissions) !== fingerprint(list);
    }),
  );
  return { actions: [...gone, ...wanted], state, permissions };
}

/** Everything that is deployed, as deletions in the order in which they work. @throws {BundleProblem} */
export async function planDestruction(client: Client, bundle: Bundle): Promise<BundlePlan> {
  const state = await readState(client, bundle);
  if (state.serial === 0) {
    throw new BundleProblem(`The bundle is not deployed for this target: ${bundle.deployed} has no state.`);
  }
  const actions = deletions(state);
  const strange = actions.find(({ key }) => kindOf(key) === undefined);
  if (strange === undefined) return { actions: await lookedUp(client, actions), state, permissions: new Map() };
  throw new BundleProblem(
    `${strange.key} needs the Databricks CLI: destroy this bundle with databricks bundle destroy.`,
  );
}

/** Deletions with what they delete. */
const lookedUp = (client: Client, actions: readonly BundleAction[]): Promise<readonly BundleAction[]> =>
  Promise.all(actions.map(async (one) => ({ ...one, current: await currentOf(client, one) })));

const currentOf = async (client: Client, { key, id = "" }: BundleAction): Promise<CurrentObject | undefined> =>
  kindOf(key)?.described === undefined ? { name: id, config: {} } : readCurrent(client, key, id);

/** Deletions of all that is deployed, in the order in which they work. Permissions and grants go with their resource. */
const deletions = (state: BundleState): readonly BundleAction[] =>
  Object.keys(state.state)
    .map((key) => key.replace(/^resources\./, ""))
    .filter((key) => key.split(".").length === 2)
    .sort((a, b) => rank(b) - rank(a))
    .map((key) => ({ key, action: "delete", id: idIn(state, key), fields: [], config: stateOf(state, key) }));

const idIn = (state: BundleState, key: string): string | undefined => state.state[`resources.${key}`]?.__id__;
const stateOf = (state: BundleState, key: string): ConfigFields => state.state[`resources.${key}`]?.state ?? {};

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

/** A configuration with the IDs of what is deployed. References to what does not exist yet stay. */
export function withIds(config: ConfigFields, state: BundleState): ConfigFields {
  const idAt = (path: string) => {
    const key = /^resources\.([\w-]+\.[\w-]+)\.id$/.exec(path)?.[1];
    return key === undefined ? undefined : idIn(state, key);
  };
  return recordOf(replaceReferences(config, idAt));
}

const fingerprint = (value: unknown): string =>
  JSON.stringify(value, (key, one: unknown) => (typeof one === "number" ? String(one) : withSortedKeys(key, one)));

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
