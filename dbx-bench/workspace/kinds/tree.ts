import { type Json, objects, type Workspace } from "../rest.ts";
import type { Kind } from "../snapshot.ts";
import { named, stable, text } from "./fields.ts";

/** Every object of the workspace tree with its source. */
const tree: Kind = async (workspace) => {
  const all = await below(workspace, "/");
  return Promise.all(
    all.map(async ({ path, object_type, language }) => {
      const holdsText = object_type === "NOTEBOOK" || object_type === "FILE";
      const source = holdsText ? await workspace.source(text(path)) : undefined;
      return [`${text(object_type).toLowerCase()} ${text(path)}`, { language, source }] as const;
    }),
  );
};

/** The objects below a folder of the workspace tree. */
export async function below(workspace: Workspace, path: string): Promise<readonly Json[]> {
  const children = objects((await workspace.get("/api/2.0/workspace/list", { path })).objects);
  const deeper = children
    .filter(({ object_type }) => object_type === "DIRECTORY" || object_type === "REPO")
    .map((folder) => below(workspace, text(folder.path)));
  return [...children, ...(await Promise.all(deeper)).flat()];
}

const repos: Kind = async (workspace) =>
  (await workspace.list("/api/2.0/repos", "repos")).map((repo) => [
    `Git folder ${named(repo, "path")}`,
    stable(repo, "id"),
  ]);

const credentials: Kind = async (workspace) =>
  objects((await workspace.get("/api/2.0/git-credentials")).credentials).map((credential) => [
    `Git credential ${named(credential, "git_provider")}`,
    stable(credential, "credential_id"),
  ]);

const dbfs: Kind = (workspace) => dbfsBelow(workspace, "/");

async function dbfsBelow(workspace: Workspace, path: string): Promise<readonly (readonly [string, unknown])[]> {
  const files = objects((await workspace.get("/api/2.0/dbfs/list", { path })).files);
  const deeper = files
    .filter(({ is_dir, path: at }) => is_dir === true && text(at) !== "/Volumes")
    .map((folder) => dbfsBelow(workspace, text(folder.path)));
  return [
    ...files.map((file) => [`DBFS ${text(file.path)}`, stable(file, "modification_time")] as const),
    ...(await Promise.all(deeper)).flat(),
  ];
}

/** Notebooks, files and folders, Git folders and DBFS. */
export const treeKinds: readonly Kind[] = [tree, repos, credentials, dbfs];
