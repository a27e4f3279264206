import * as z from "zod";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { path } from "../http/path.ts";
import {
  baseName,
  exportObject,
  importObject,
  isFolder,
  listObjects,
  makeDirectory,
  parentOf,
} from "../workspace/workspace.ts";
import type { Bundle } from "./config.ts";
import { BundleProblem } from "./files.ts";
import { kindOf } from "./kinds.ts";
import { type BundleAction, type BundlePlan, withIds } from "./plan.ts";
import { type BundleState, writeState } from "./state.ts";

/** One resource whose change failed: what was done before is kept in the state. */
export class BundleFailure extends Error {
  readonly key: string;
  readonly action: BundleAction["action"];
  readonly reason: ApiError;
  readonly done: readonly string[];
  constructor({ key, action }: BundleAction, reason: ApiError, done: readonly string[]) {
    super(`${action} ${key} failed`);
    this.key = key;
    this.action = action;
    this.reason = reason;
    this.done = done;
  }
}

/**
 * Carries out a plan and returns the keys of what it changed. The state is written after each change, so that a failure
 * loses nothing.
 * @throws {BundleFailure} if a change is refused
 */
export async function carryOut(client: Client, bundle: Bundle, plan: BundlePlan): Promise<readonly string[]> {
  let { state } = plan;
  const done: string[] = [];
  const record = async (entries: BundleState["state"]) => {
    state = await writeState(client, bundle, { ...state, state: entries });
  };
  for (const action of plan.actions) {
    const kind = kindOf(action.key);
    if (action.action === "unchanged" || kind === undefined) continue;
    const key = `resources.${action.key}`;
    try {
      if (action.id !== undefined && (action.action === "delete" || action.action === "recreate")) {
        await unlessGone(kind.remove(client, action.id));
        const { [key]: _, [`${key}.permissions`]: __, ...rest } = state.state;
        await record(rest);
      }
      if (action.action !== "delete") {
        const config = withIds(action.config, state);
        const id =
          action.action === "update" && action.id !== undefined
            ? await kind.update(client, action.id, config).then(() => action.id)
            : await kind.create(client, config);
        await record({ ...state.state, [key]: { __id__: id ?? "", state: config } });
      }
    } catch (error) {
      if (error instanceof ApiError) throw new BundleFailure(action, error, done);
      throw error;
    }
    done.push(`${action.action} ${action.key}`);
  }
  for (const [of, permissions] of plan.permissions) {
    const id = state.state[`resources.${of}`]?.__id__;
    const type = kindOf(of)?.permissions;
    if (id === undefined || type === undefined) continue;
    await grantPermissions(client, { type, id, permissions });
    await record({
      ...state.state,
      [`resources.${of}.permissions`]: { __id__: `/${type}/${id}`, state: { permissions } },
    });
    done.push(`permissions of ${of}`);
  }
  return done;
}

const unlessGone = (request: Promise<unknown>): Promise<unknown> =>
  request.catch((error: unknown) => {
    if (error instanceof ApiError && error.kind === "not-found") return undefined;
    throw error;
  });

/** Grants permissions on an object; those that others have stay. `PATCH /api/2.0/permissions/{type}/{id}` */
function grantPermissions(
  client: Client,
  { type, id, permissions }: { type: string; id: string; permissions: readonly unknown[] },
): Promise<unknown> {
  const entries = z
    .array(
      z.looseObject({
        level: z.string(),
        user_name: z.string().optional(),
        group_name: z.string().optional(),
        service_principal_name: z.string().optional(),
      }),
    )
    .parse(permissions);
  const access_control_list = entries.map(({ level, ...principal }) => ({ ...principal, permission_level: level }));
  return client.patch("permissions.update", path`/api/2.0/permissions/${type}/${id}`, z.looseObject({}), {
    body: { access_control_list },
  });
}

const MOST_FILES = 500;
const SKIPPED = /(?:^|\/)(?:\.git|\.databricks|\.bundle|__pycache__|node_modules|\.venv)$/;

/** Copies the files of a bundle to where it is deployed. @throws {BundleProblem} if there are more than 500 */
export async function copyFiles(client: Client, bundle: Bundle): Promise<number> {
  const waiting = [bundle.root];
  const files: { path: string; notebook: boolean; language: string | null | undefined }[] = [];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const object of await listObjects(client, { path: folder })) {
      // The platform may leave out /Workspace.
      const path = `${folder}/${baseName(object.path)}`;
      if (SKIPPED.test(path)) continue;
      if (isFolder(object)) waiting.push(path);
      else files.push({ path, notebook: object.object_type === "NOTEBOOK", language: object.language });
      if (files.length > MOST_FILES) {
        throw new BundleProblem(`The bundle has more than ${MOST_FILES} files: deploy it with the Databricks CLI.`);
      }
    }
  }
  const made = new Set<string>();
  for (const { path, notebook, language } of files) {
    const target = `${bundle.files}${path.slice(bundle.root.length)}`;
    const folder = parentOf(target);
    if (!made.has(folder)) await makeDirectory(client, { path: folder });
    made.add(folder);
    const content = await exportObject(client, { path, format: "SOURCE" });
    await importObject(client, {
      path: target,
      format: notebook ? "SOURCE" : "RAW",
      content,
      overwrite: true,
      ...(notebook && { language: LANGUAGES.parse(language ?? "PYTHON") }),
    });
  }
  return files.length;
}

const LANGUAGES = z.enum(["PYTHON", "SQL", "SCALA", "R"]);
