import { contentOf } from "../data/artifacts.ts";
import { fail, invalid } from "../failure.ts";
import { type App, optional, readJson } from "../http.ts";
import type { World } from "../world.ts";
import { strings } from "./page.ts";
import { presentInfo } from "./present.ts";
import { idOf } from "./runs.ts";
import { type Artifact, type Run, runOf, type Tracking, writableRun } from "./store.ts";

const API = "/api/2.0/mlflow/artifacts";

const trackings = new WeakMap<World, Tracking>();
const LARGEST_ARTIFACT = 16 * 1024 * 1024;

/** Stores a file of a run, for a process of the workspace. Throws the platform's error for a run that is missing or deleted. */
export function storeArtifact(world: World, runId: string, path: string, data: Uint8Array<ArrayBuffer>): void {
  const tracking =
    trackings.get(world) ?? fail(404, "RESOURCE_DOES_NOT_EXIST", "This workspace has no tracking server.");
  if (path === "" || path.split("/").some((part) => part === "" || part === "." || part === ".."))
    invalid(`Invalid artifact path: '${path}'.`);
  if (data.length > LARGEST_ARTIFACT) invalid(`An artifact can have at most ${LARGEST_ARTIFACT} bytes here.`);
  const contentType = /\.(?:json|txt|md|csv|html|ya?ml|py|log)$|(?:^|\/)MLmodel$/.test(path)
    ? "text/plain; charset=utf-8"
    : "application/octet-stream";
  writableRun(tracking, runId).artifacts.set(path, { size: data.length, contentType, content: data });
}

/** Files of runs: listed here, read from cloud storage through presigned links. */
export function artifactRoutes(app: App, tracking: Tracking): void {
  const { storage } = tracking.world;
  trackings.set(tracking.world, tracking);

  /** A link to a file. As on the platform, it is created for missing files too; only storage reports them. */
  function linkTo(run: Run, path: string) {
    const key = `mlflow/${run.id}/${Buffer.from(path).toString("base64url")}`;
    const artifact = run.artifacts.get(path);
    if (artifact !== undefined) {
      storage.put(key, { contentType: artifact.contentType, read: () => contentOf(artifact) });
    }
    const signed_uri = tracking.world.origin + storage.link(key).path;
    return { run_id: run.id, path, signed_uri, headers: [], type: "AZURE_SAS_URI" };
  }

  app.get(`${API}/list`, (c) => {
    const fields = c.req.query();
    const run = runOf(tracking, idOf(fields));
    const files = entriesBelow(run.artifacts, optional(fields, "path")?.replace(/\/+$/, ""));
    return c.json({ root_uri: presentInfo(tracking, run).artifact_uri, ...(files.length > 0 && { files }) });
  });
  app.post(`${API}/credentials-for-read`, async (c) => {
    const fields = await readJson(c);
    const run = runOf(tracking, idOf(fields));
    return c.json({ credential_infos: strings(fields, "path").map((path) => linkTo(run, path)) });
  });
}

/** Files and folders directly in `folder`, by default the artifact root. */
export function entriesBelow(artifacts: ReadonlyMap<string, Artifact>, folder: string | undefined) {
  const prefix = folder ? `${folder}/` : "";
  const entries = new Map<string, { path: string; is_dir: boolean; file_size?: number }>();
  for (const [path, { size }] of artifacts) {
    if (!path.startsWith(prefix)) continue;
    const [name = "", ...deeper] = path.slice(prefix.length).split("/");
    const own = prefix + name;
    entries.set(own, deeper.length > 0 ? { path: own, is_dir: true } : { path: own, is_dir: false, file_size: size });
  }
  return [...entries.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
