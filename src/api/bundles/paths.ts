import { isRecord, recordOf } from "../../records.ts";
import type { Client } from "../http/client.ts";
import { exportText, findObject } from "../workspace/workspace.ts";
import type { Bundle } from "./config.ts";
import { BundleProblem } from "./files.ts";
import type { ConfigFields } from "./values.ts";

/** Fields of tasks with a path in the bundle; the path of a notebook has no extension. */
const PATHS: readonly (readonly [holder: string, field: string, notebook: boolean])[] = [
  ["notebook_task", "notebook_path", true],
  ["spark_python_task", "python_file", false],
  ["file", "path", false],
  ["dbt_task", "project_directory", false],
  ["notebook", "path", true],
];

const isRelative = (path: string): boolean => !/^(?:\/|\w+:|\{\{|\$\{)/.test(path);
const NOTEBOOK = /\.(?:py|sql|scala|r|ipynb)$/i;

/** The path of a file of the bundle, from the folder of the file that names it. */
function joined(folder: string, relative: string): string {
  const parts = folder.split("/");
  for (const part of relative.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

/**
 * The resources with the paths of files as the workspace knows them, each looked up in the bundle.
 * @throws {BundleProblem} if a file is missing
 */
export async function withPaths(client: Client, bundle: Bundle): Promise<ReadonlyMap<string, ConfigFields>> {
  const seen = new Map<string, Promise<string>>();
  const place = (key: string, relative: string, notebook: boolean): Promise<string> => {
    const source = joined(bundle.folders.get(key) ?? bundle.root, relative);
    if (!source.startsWith(`${bundle.root}/`))
      throw new BundleProblem(`${key} refers to ${relative} outside the bundle.`);
    const known = seen.get(source) ?? findSource(client, key, source, notebook);
    seen.set(source, known);
    return known.then((found) => `${bundle.files}${found.slice(bundle.root.length)}`);
  };
  const translate = async (key: string, value: unknown): Promise<unknown> => {
    if (Array.isArray(value)) return Promise.all(value.map((item) => translate(key, item)));
    if (!isRecord(value)) return value;
    // Tasks of a job in Git have paths in its repository.
    if (isRecord(value.git_source)) return value;
    const entries = await Promise.all(
      Object.entries(value).map(async ([name, item]) => {
        const [, field, notebook] = PATHS.find(([holder]) => holder === name) ?? [];
        const path = field !== undefined && isRecord(item) ? item[field] : undefined;
        if (field === undefined || !isRecord(item) || typeof path !== "string" || !isRelative(path)) {
          return [name, await translate(key, item)] as const;
        }
        return [name, { ...item, [field]: await place(key, path, notebook === true) }] as const;
      }),
    );
    return Object.fromEntries(entries);
  };
  const done = await Promise.allSettled(
    [...bundle.resources].map(async ([key, resource]) => {
      const { file_path, ...fields } = resource;
      const config = recordOf(await translate(key, fields));
      if (typeof file_path !== "string" || !key.startsWith("dashboards.")) return [key, config] as const;
      const path = await findSource(client, key, joined(bundle.folders.get(key) ?? bundle.root, file_path), false);
      const format = path.endsWith(".lvdash.json") ? "AUTO" : "SOURCE";
      return [key, { ...config, serialized_dashboard: await exportText(client, { path, format }) }] as const;
    }),
  );
  // The first problem of the bundle, and not the one that was found first.
  return new Map(
    done.map((one) => {
      if (one.status === "rejected") throw one.reason;
      return one.value;
    }),
  );
}

/** The object that a path of the bundle means: notebooks may be stored with or without their extension. */
async function findSource(client: Client, key: string, path: string, notebook: boolean): Promise<string> {
  for (const candidate of notebook && NOTEBOOK.test(path) ? [path.replace(NOTEBOOK, ""), path] : [path]) {
    if (await findObject(client, { path: candidate })) return candidate;
  }
  throw new BundleProblem(`${key} refers to ${path}, which does not exist.`);
}
