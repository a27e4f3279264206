import * as z from "zod";
import { updatePermissions } from "../admin/permissions.ts";
import type { Client } from "../http/client.ts";
import { ApiError, absentAsUndefined } from "../http/errors.ts";
import {
  baseName,
  exportObject,
  importObject,
  isFolder,
  LANGUAGES,
  listObjects,
  makeDirectory,
  parentOf,
} from "../workspace/workspace.ts";
import type { Bundle } from "./config.ts";
import { BundleProblem } from "./files.ts";
import { kindOf } from "./kinds.ts";
import { type BundlePlan, withIds } from "./plan.ts";
import { type BundleState, writeState } from "./state.ts";

/** A step of a plan failed, such as `create jobs.nightly`. The state keeps the steps before it. */
export class BundleFailure extends Error {
  readonly step: string;
  readonly reason: ApiError;
  readonly done: readonly string[];
  constructor(step: string, reason: ApiError, done: readonly string[]) {
    super(`${step} failed`);
    this.step = step;
    this.reason = reason;
    this.done = done;
  }
}

/**
 * Carries out a plan and returns its steps: `update pipelines.daily`, `create jobs.nightly (id 71)`. The state is written after each change, so that a failure loses nothing.
 * @throws {BundleFailure} if a change is refused
 */
export async function carryOut(client: Client, bundle: Bundle, plan: BundlePlan): Promise<readonly string[]> {
  let { state } = plan;
  const done: string[] = [];
  const made: string[] = [];
  const record = async (entries: BundleState["state"]) => {
    state = await writeState(client, bundle, { ...state, state: entries });
  };
  const step = async (name: string, work: () => Promise<string | undefined>) => {
    const id = await work().catch((error: unknown) => {
      throw error instanceof ApiError ? new BundleFailure(name, error, done) : error;
    });
    done.push(name);
    made.push(id === undefined ? name : `${name} (id ${id})`);
  };
  for (const action of plan.actions) {
    const kind = kindOf(action.key);
    if (action.action === "unchanged" || kind === undefined) continue;
    const key = `resources.${action.key}`;
    await step(`${action.action} ${action.key}`, async () => {
      if (action.id !== undefined && (action.action === "delete" || action.action === "recreate")) {
        await absentAsUndefined(kind.remove(client, action.id));
        const others = Object.entries(state.state).filter(([name]) => !`${name}.`.startsWith(`${key}.`));
        await record(Object.fromEntries(others));
      }
      if (action.action === "delete") return undefined;
      const config = withIds(action.config, state);
      const isUpdate = action.action === "update" && action.id !== undefined;
      const id = isUpdate
        ? await kind.update(client, action.id, config).then(() => action.id)
        : await kind.create(client, config);
      await record({ ...state.state, [key]: { __id__: id ?? "", state: config } });
      return isUpdate ? undefined : id;
    });
  }
  for (const [of, permissions] of plan.permissions) {
    const object_id = state.state[`resources.${of}`]?.__id__;
    const object_type = kindOf(of)?.permissions;
    if (object_id === undefined || object_type === undefined) continue;
    await step(`permissions of ${of}`, async () => {
      const granted = permissions.map(({ level, ...principal }) => ({ ...principal, permission_level: level }));
      await updatePermissions(client, { object_type, object_id }, granted);
      await record({
        ...state.state,
        [`resources.${of}.permissions`]: { __id__: `/${object_type}/${object_id}`, state: { permissions } },
      });
      return undefined;
    });
  }
  return made;
}

const MAX_FILES = 500;
const SKIPPED = /(?:^|\/)(?:\.git|\.databricks|\.bundle|__pycache__|node_modules|\.venv)$/;

const notebookLanguage = z.enum(LANGUAGES);

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
      if (files.length > MAX_FILES) {
        throw new BundleProblem(`The bundle has more than ${MAX_FILES} files: deploy it with the Databricks CLI.`);
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
      ...(notebook && { language: notebookLanguage.parse(language ?? "PYTHON") }),
    });
  }
  return files.length;
}
