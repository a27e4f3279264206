import { recordOf } from "../../records.ts";
import { type BundleFile, BundleProblem } from "./files.ts";
import { withPresets } from "./presets.ts";
import { type Look, settled, valueAt } from "./references.ts";
import { type BundlePermission, resourcesIn, withNames } from "./resources.ts";
import { type BundleMode, readTarget, type TargetConfig } from "./target.ts";
import { type ConfigFields, recordIn } from "./values.ts";

/** Choices with which a bundle is read. */
export interface BundleChoice {
  /** Folder of the bundle in the workspace, beginning with `/Workspace`. */
  readonly root: string;
  readonly target?: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The caller's user name. */
  readonly user: string;
}

/** A bundle as one target of it is deployed. */
export interface Bundle {
  readonly name: string;
  readonly target: string;
  readonly mode: BundleMode;
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

/** The bundle that the files describe, for the chosen target. @throws {BundleProblem} */
export function assembleBundle(files: readonly BundleFile[], choice: BundleChoice): Bundle {
  if (files.length === 0) throw new BundleProblem("The bundle has no files.");
  const folders = foldersOf(files);
  const chosen = readTarget(files, choice);
  const { name, target, mode, config } = chosen;
  const user = userNamed(choice.user);
  const base = referableParts(chosen);
  const settings = { ...recordIn(config, "workspace"), current_user: user.fields };
  const deployed = deployedFolder(chosen, user.home, (path) => valueAt({ ...base, workspace: settings }, path));
  const presets = recordIn(config, "presets");
  const inPlace = presets.source_linked_deployment ?? mode === "development";
  const filesAt = inPlace === true ? choice.root : `${deployed}/files`;
  const workspace = { ...settings, root_path: deployed, file_path: filesAt, state_path: `${deployed}/state` };
  const look = (path: string) => (path.startsWith("resources.") ? undefined : valueAt({ ...base, workspace }, path));

  const { resources, permissions } = resourcesIn(config, look);
  const preset = {
    mode,
    prefix: String(presets.name_prefix ?? (mode === "development" ? `[dev ${user.shortName}] ` : "")),
    shortName: user.shortName,
    run_as: settled(config.run_as, look),
    deployed,
  };
  const changed = [...resources].map(([key, resource]) => [key, withPresets(key, resource, preset)] as const);
  return {
    name,
    target,
    mode,
    root: choice.root,
    deployed,
    files: filesAt,
    resources: withNames(new Map(changed)),
    permissions,
    folders,
  };
}

function userNamed(userName: string) {
  const shortName = (userName.split("@")[0] ?? "").replace(/[^A-Za-z0-9_]/g, "_");
  return {
    shortName,
    home: `/Workspace/Users/${userName}`,
    fields: { userName, short_name: shortName, domain_friendly_name: shortName },
  };
}

/** Everything that references can name, but for the workspace. */
const referableParts = ({ config, target, mode, variables }: TargetConfig): ConfigFields => ({
  ...config,
  bundle: { ...recordIn(config, "bundle"), target, mode },
  var: variables,
  variables: Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, { value }])),
});

function deployedFolder({ config, name, target }: TargetConfig, home: string, look: Look): string {
  const { root_path } = recordIn(config, "workspace");
  const given = typeof root_path === "string" ? String(settled(root_path, look)) : `${home}/.bundle/${name}/${target}`;
  const folder = given.replace(/^~/, home).replace(/^\/(?=Users|Shared)/, "/Workspace/");
  if (/^\/Workspace(?:\/(?!\.\.?(?:\/|$))[^/]+){2,}$/.test(folder)) return folder;
  throw new BundleProblem(
    `workspace.root_path must be a folder below /Workspace/Users or /Workspace/Shared: ${folder}`,
  );
}

/** The folder of the file that defines each resource. */
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
