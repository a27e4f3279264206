import * as z from "zod";
import { isRecord } from "../../records.ts";
import { type BundleFile, BundleProblem } from "./files.ts";
import { BUNDLE_KINDS } from "./kinds.ts";
import {
  type ConfigFields,
  mergeConfig,
  recordIn,
  recordOf,
  referencesIn,
  replaceReferences,
  valueAt,
} from "./values.ts";

/** Choices with which a bundle is read. */
export interface BundleChoice {
  /** Folder of the bundle in the workspace, beginning with `/Workspace`. */
  readonly root: string;
  readonly target?: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The caller's user name. */
  readonly user: string;
}

const permission = z.looseObject({
  level: z.string(),
  user_name: z.string().optional(),
  group_name: z.string().optional(),
  service_principal_name: z.string().optional(),
});
/** A permission of one principal, as bundles write it. */
export type BundlePermission = z.output<typeof permission>;

/** A bundle as one target of it is deployed. */
export interface Bundle {
  readonly name: string;
  readonly target: string;
  readonly mode: "development" | "production" | undefined;
  readonly root: string;
  /** Folder in the workspace with the state and, unless they are used in place, the files. */
  readonly deployed: string;
  /** Folder that paths refer to: the bundle itself, or its copy. */
  readonly files: string;
  /** Resources by key, such as `jobs.nightly`, with references to IDs still in place. */
  readonly resources: ReadonlyMap<string, ConfigFields>;
  /** Permissions by the key of their resource. */
  readonly permissions: ReadonlyMap<string, readonly BundlePermission[]>;
  /** Folder of the file that each resource comes from. */
  readonly folders: ReadonlyMap<string, string>;
}

/** Parts of a bundle that only the CLI deploys. */
const ONLY_CLI = ["artifacts", "python", "scripts", "experimental"];
/** Parts that a target replaces or adds to. */
const BY_TARGET = ["bundle", "workspace", "variables", "resources", "presets", "permissions", "run_as", "sync"];

/** The bundle that the files describe, for the chosen target. @throws {BundleProblem} */
export function assembleBundle(files: readonly BundleFile[], choice: BundleChoice): Bundle {
  const [main] = files;
  if (!main) throw new BundleProblem("The bundle has no files.");
  const folders = foldersOf(files);
  const whole = files.reduce<unknown>((merged, { config }) => mergeConfig(merged, config), {});
  if (!isRecord(whole)) throw new BundleProblem("The bundle is not a map.");
  for (const part of ONLY_CLI) {
    if (hasContent(whole[part])) {
      throw new BundleProblem(`${part} needs the Databricks CLI: deploy this bundle with databricks bundle deploy.`);
    }
  }
  const [target, overrides] = targetOf(whole, choice.target);
  const parts = Object.fromEntries(BY_TARGET.flatMap((part) => (part in overrides ? [[part, overrides[part]]] : [])));
  const { variables: ofTarget, ...others } = parts;
  const config = recordOf(mergeConfig(whole, others));
  const bundle = recordIn(config, "bundle");
  const name = typeof bundle.name === "string" && bundle.name !== "" ? bundle.name : undefined;
  if (name === undefined) throw new BundleProblem("bundle.name is missing.");
  const mode = modeOf(overrides.mode ?? bundle.mode);

  const home = `/Workspace/Users/${choice.user}`;
  const shortName = (choice.user.split("@")[0] ?? "").replace(/[^A-Za-z0-9_]/g, "_");
  const variables = variablesOf(recordIn(config, "variables"), recordOf(ofTarget), choice.variables);
  const current_user = { userName: choice.user, short_name: shortName, domain_friendly_name: shortName };
  const base = {
    ...config,
    bundle: { ...bundle, target, mode },
    var: variables,
    variables: Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, { value }])),
  };
  const settings = recordIn(config, "workspace");
  const known = (path: string) => valueAt({ ...base, workspace: { ...settings, current_user } }, path);
  const given = typeof settings.root_path === "string" ? String(settled(settings.root_path, known)) : undefined;
  const deployed = (given ?? `${home}/.bundle/${name}/${target}`)
    .replace(/^~/, home)
    .replace(/^\/(?=Users|Shared)/, "/Workspace/");
  if (!/^\/Workspace(?:\/(?!\.\.?(?:\/|$))[^/]+){2,}$/.test(deployed)) {
    throw new BundleProblem(
      `workspace.root_path must be a folder below /Workspace/Users or /Workspace/Shared: ${deployed}`,
    );
  }
  const presets = recordIn(config, "presets");
  const inPlace = presets.source_linked_deployment ?? mode === "development";
  const filesAt = inPlace === true ? choice.root : `${deployed}/files`;
  const workspace = {
    ...settings,
    current_user,
    root_path: deployed,
    file_path: filesAt,
    state_path: `${deployed}/state`,
  };
  const look = (path: string) => (path.startsWith("resources.") ? undefined : valueAt({ ...base, workspace }, path));

  const resources = new Map<string, ConfigFields>();
  const permissions = new Map<string, readonly BundlePermission[]>();
  for (const [kind, all] of Object.entries(recordIn(config, "resources"))) {
    if (!(kind in BUNDLE_KINDS)) {
      throw new BundleProblem(
        `resources.${kind} needs the Databricks CLI: deploy this bundle with databricks bundle deploy.`,
      );
    }
    for (const [id, value] of Object.entries(recordOf(all))) {
      const key = `${kind}.${id}`;
      const resource = recordOf(settled(value, look));
      const unknown = referencesIn(resource).filter((path) => !path.startsWith("resources."));
      if (unknown.length > 0) throw new BundleProblem(`${key} refers to \${${unknown[0]}}, which has no value.`);
      const { permissions: own, grants, lifecycle: _, ...fields } = resource;
      if (hasContent(grants))
        throw new BundleProblem(`${key} has grants, which this server does not deploy: use update_grants.`);
      resources.set(key, fields);
      const common = settled(config.permissions, look);
      const list = [...permissionsIn(own, key), ...permissionsIn(common, "The bundle")];
      if (list.length > 0 && BUNDLE_KINDS[kind]?.permissions !== undefined) permissions.set(key, list);
    }
  }
  const run_as = settled(config.run_as, look);
  const prefix = presets.name_prefix ?? (mode === "development" ? `[dev ${shortName}] ` : "");
  for (const [key, resource] of resources) {
    resources.set(key, withPresets(key, resource, { mode, prefix: String(prefix), shortName, run_as, deployed }));
  }
  // Names that the presets change are known only now. IDs are known once the objects exist.
  const ofResource = (path: string) => {
    const [, kind, id, ...field] = path.split(".");
    return field[0] === "id" ? undefined : valueAt(resources.get(`${kind}.${id}`), field.join("."));
  };
  for (const [key, resource] of resources) {
    const ready = recordOf(settled(resource, (path) => (path.startsWith("resources.") ? ofResource(path) : undefined)));
    for (const path of referencesIn(ready)) {
      const [, kind, id, field, ...rest] = path.split(".");
      if (!resources.has(`${kind}.${id}`) || field !== "id" || rest.length > 0) {
        throw new BundleProblem(`${key} refers to \${${path}}, which the bundle does not define.`);
      }
    }
    resources.set(key, ready);
  }
  return { name, target, mode, root: choice.root, deployed, files: filesAt, resources, permissions, folders };
}

const hasContent = (value: unknown): boolean =>
  value !== undefined && value !== null && (typeof value !== "object" || Object.keys(value).length > 0);

function permissionsIn(list: unknown, owner: string): readonly BundlePermission[] {
  const { success, data } = z.array(permission).safeParse(list ?? []);
  if (success) return data;
  throw new BundleProblem(`${owner} has permissions that are not a list of a level and a principal each.`);
}

function foldersOf(files: readonly BundleFile[]): ReadonlyMap<string, string> {
  const folders = new Map<string, string>();
  for (const { path, config } of files) {
    for (const [kind, all] of Object.entries(recordIn(config, "resources"))) {
      for (const id of Object.keys(recordOf(all))) {
        const key = `${kind}.${id}`;
        if (folders.has(key)) throw new BundleProblem(`${key} is defined twice, the second time in ${path}.`);
        folders.set(key, path.slice(0, path.lastIndexOf("/")));
      }
    }
  }
  return folders;
}

/** The chosen target, or the default one, or the only one. */
function targetOf(config: ConfigFields, wanted: string | undefined): [name: string, target: ConfigFields] {
  const targets = Object.entries(recordIn(config, "targets"));
  const list = targets.map(([name]) => name).join(", ");
  if (wanted !== undefined) {
    const found = targets.find(([name]) => name === wanted);
    if (!found) throw new BundleProblem(`The bundle has no target ${wanted}. It has: ${list || "none"}.`);
    return [wanted, recordOf(found[1])];
  }
  if (targets.length === 0) return ["default", {}];
  const preferred = targets.filter(([, target]) => recordOf(target).default === true);
  const [one] = preferred.length > 0 ? preferred : targets;
  if (!one || preferred.length > 1 || (preferred.length === 0 && targets.length > 1)) {
    throw new BundleProblem(`The bundle has several targets; choose one of: ${list}.`);
  }
  return [one[0], recordOf(one[1])];
}

function modeOf(mode: unknown): Bundle["mode"] {
  if (mode === undefined || mode === null) return undefined;
  if (mode === "development" || mode === "production") return mode;
  throw new BundleProblem(`mode must be development or production, not ${String(mode)}.`);
}

/** The value of each variable: as given, else of the target, else its default. */
function variablesOf(declared: ConfigFields, ofTarget: ConfigFields, given: ConfigFields): ConfigFields {
  for (const name of [...Object.keys(ofTarget), ...Object.keys(given)]) {
    if (!(name in declared)) throw new BundleProblem(`The bundle declares no variable ${name}.`);
  }
  return Object.fromEntries(
    Object.entries(declared).map(([name, declaration]) => {
      const { default: fallback, lookup } = recordOf(declaration);
      const override = ofTarget[name];
      const value =
        given[name] ?? (isRecord(override) && "default" in override ? override.default : override) ?? fallback;
      if (value !== undefined) return [name, value];
      const why = lookup === undefined ? "has no value" : "looks up an object, which needs the Databricks CLI";
      throw new BundleProblem(`Variable ${name} ${why}: give it in variables.`);
    }),
  );
}

/** A value with its references replaced, also those in what they refer to. */
function settled(value: unknown, look: (path: string) => unknown): unknown {
  let current = value;
  for (let depth = 0; depth < 10; depth++) {
    const next = replaceReferences(current, look);
    if (JSON.stringify(next) === JSON.stringify(current)) return next;
    current = next;
  }
  throw new BundleProblem("References form a circle.");
}

interface Presets {
  readonly mode: Bundle["mode"];
  readonly prefix: string;
  readonly shortName: string;
  readonly run_as: unknown;
  readonly deployed: string;
}

/** Names, schedules and tags as the target's mode wants them. */
function withPresets(
  key: string,
  resource: ConfigFields,
  { mode, prefix, shortName, run_as, deployed }: Presets,
): ConfigFields {
  const kind = key.split(".")[0];
  const development = mode === "development";
  // As the CLI writes it, so that neither finds a change after the other. The pages of the workspace show it.
  const managed = { deployment: { kind: "BUNDLE", metadata_file_path: `${deployed}/state/metadata.json` } };
  const tags = development && { tags: { dev: shortName, ...recordIn(resource, "tags") } };
  const named = (field: string) =>
    typeof resource[field] === "string" ? { [field]: `${prefix}${resource[field]}` } : {};
  switch (kind) {
    case "jobs": {
      const paused = (field: string) =>
        development && isRecord(resource[field]) && resource[field].pause_status === undefined
          ? { [field]: { ...resource[field], pause_status: "PAUSED" } }
          : {};
      return {
        max_concurrent_runs: development ? 4 : 1,
        queue: { enabled: true },
        ...managed,
        edit_mode: "UI_LOCKED",
        format: "MULTI_TASK",
        ...resource,
        ...named("name"),
        ...paused("schedule"),
        ...paused("trigger"),
        ...paused("continuous"),
        ...tags,
        ...(isRecord(run_as) && resource.run_as === undefined && { run_as }),
      };
    }
    case "pipelines":
      return {
        channel: "CURRENT",
        edition: "ADVANCED",
        ...managed,
        ...resource,
        ...named("name"),
        ...tags,
        ...(development && { development: true }),
      };
    case "clusters":
      return { ...resource, ...named("cluster_name") };
    case "dashboards":
      return { ...resource, ...named("display_name") };
    case "experiments": {
      const name = String(resource.name ?? "");
      const at = name.lastIndexOf("/") + 1;
      return { ...resource, name: `${name.slice(0, at)}${prefix}${name.slice(at)}` };
    }
    case "schemas":
      return development ? { ...resource, name: `dev_${shortName}_${String(resource.name)}` } : resource;
    case "sql_warehouses":
      return { ...resource, ...named("name") };
    default:
      return resource;
  }
}
