import { isRecord } from "../../records.ts";
import type { Client } from "../http/client.ts";
import { baseName, exportText, findObject, isFolder, listObjects } from "../workspace/workspace.ts";
import type { ConfigFields } from "./values.ts";

/** A file of a bundle, and its content. */
export interface BundleFile {
  readonly path: string;
  readonly config: ConfigFields;
}

/** A problem of a bundle, for its author. */
export class BundleProblem extends Error {}

const NAMES = ["databricks.yml", "databricks.yaml", "bundle.yml", "bundle.yaml"];
/** Folders that a pattern with `**` opens at most. */
const FOLDERS = 100;

/** The main file of the bundle in a folder, and those it includes, in order. @throws {BundleProblem} */
export async function readBundleFiles(client: Client, root: string): Promise<readonly BundleFile[]> {
  const found = (await listObjects(client, { path: root })).map(({ path }) => baseName(path));
  const name = NAMES.find((one) => found.includes(one));
  if (name === undefined) throw new BundleProblem(`The folder has no ${NAMES[0]}.`);
  const main = await readFile(client, `${root}/${name}`);
  const { include = [] } = main.config;
  if (!Array.isArray(include)) throw new BundleProblem("include must be a list of paths.");
  const paths: string[] = [];
  for (const pattern of include.map(String)) {
    const matching = await filesOf(client, root, pattern);
    if (matching.length === 0 && !/[*?]/.test(pattern))
      throw new BundleProblem(`The included file ${pattern} is missing.`);
    for (const path of matching) if (path !== main.path && !paths.includes(path)) paths.push(path);
  }
  return [main, ...(await Promise.all(paths.map((path) => readFile(client, path))))];
}

async function readFile(client: Client, path: string): Promise<BundleFile> {
  const text = await exportText(client, { path, format: "AUTO" });
  // Few servers ever read a bundle.
  const { parse } = await import("yaml");
  try {
    const config: unknown = parse(text, { merge: true, maxAliasCount: 100 });
    if (isRecord(config)) return { path, config };
    throw new BundleProblem(`${path} does not contain a map.`);
  } catch (error) {
    if (error instanceof BundleProblem) throw error;
    throw new BundleProblem(`${path} is not valid YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The files that a pattern of `include` names, in the order of their paths. */
async function filesOf(client: Client, root: string, pattern: string): Promise<readonly string[]> {
  const segments = pattern.replace(/^\.\//, "").split("/");
  if (segments.includes("..")) throw new BundleProblem(`include must stay in the bundle: ${pattern}`);
  let folders = [root];
  let opened = 0;
  for (const [at, segment] of segments.entries()) {
    const last = at === segments.length - 1;
    const next: string[] = [];
    for (const folder of folders) {
      if (!/[*?]/.test(segment)) {
        next.push(`${folder}/${segment}`);
        continue;
      }
      if (opened++ > FOLDERS) throw new BundleProblem(`${pattern} opens more than ${FOLDERS} folders.`);
      const objects = await listObjects(client, { path: folder });
      if (segment === "**") {
        next.push(folder);
        // The loop also visits the folders that it adds here.
        for (const one of objects.filter(isFolder)) folders.push(`${folder}/${baseName(one.path)}`);
        continue;
      }
      const wanted = new RegExp(
        `^${segment
          .replace(/[.+^${}()|[\]\\]/g, "\\$&")
          .replace(/\*/g, ".*")
          .replace(/\?/g, ".")}$`,
      );
      for (const object of objects) {
        const name = baseName(object.path);
        if (isFolder(object) !== last && wanted.test(name)) next.push(`${folder}/${name}`);
      }
    }
    folders = next;
  }
  const there = await Promise.all(folders.map((path) => (/[*?]/.test(pattern) ? path : findObject(client, { path }))));
  return folders.filter((_, at) => there[at] !== undefined).sort();
}
