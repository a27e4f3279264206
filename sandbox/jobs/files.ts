import { type App, askWorkspace, type Fields, isFields, readWorkspace } from "../http.ts";
import type { Notebook } from "../workspace/notebooks/notebook.ts";
import type { World } from "../world.ts";

/** The parts of the workspace that jobs read. */
export interface Files {
  notebook(path: string): Notebook | undefined;
  /** Text of a file in the workspace, on DBFS or in a volume. */
  text(path: string): Promise<string | undefined>;
  /** Text of a saved query. */
  query(id: string): Promise<string | undefined>;
  /** Starts an update of a pipeline and waits for it. The signal stops it. */
  runPipeline(id: string, request: Fields, signal: AbortSignal): Promise<{ readonly error?: string }>;
}

const MOST_BYTES = 1_000_000;
/** Realistic milliseconds between two looks at an update. */
const POLL_MS = 1000;

const messageOf = (body: unknown): string => (isFields(body) ? String(body.message) : "The pipeline did not start.");

/** A path with empty or dotted segments does not name a file. */
const isPlain = (path: string): boolean => !/\/\.{0,2}(\/|$)/.test(path);

export function createFiles(app: App, world: World): Files {
  /** Sends a request to another service of this workspace. A service that is not running has no files. */
  const ask = async (path: string): Promise<Response | undefined> => {
    const answer = await askWorkspace(app, world, path);
    return answer.ok ? answer : undefined;
  };
  const json = async (path: string) => (await readWorkspace(app, world, path)) ?? {};
  const find = (path: string) => (isPlain(path) ? world.findObject(path) : undefined);
  return {
    notebook(path) {
      const entry = find(path);
      return entry?.type === "NOTEBOOK" ? entry.notebook : undefined;
    },
    async text(path) {
      const volume = path.replace(/^dbfs:(?=\/Volumes\/)/, "");
      if (volume.startsWith("/Volumes/")) {
        const place = volume.split("/").map(encodeURIComponent).join("/");
        return isPlain(volume) ? (await ask(`/api/2.0/fs/files${place}`))?.text() : undefined;
      }
      if (path.startsWith("dbfs:/")) {
        const query = new URLSearchParams({ path: path.slice("dbfs:".length), length: String(MOST_BYTES) });
        const { data } = await json(`/api/2.0/dbfs/read?${query}`);
        return typeof data === "string" ? Buffer.from(data, "base64").toString() : undefined;
      }
      const entry = find(path);
      return entry?.type === "FILE" ? entry.data.toString() : undefined;
    },
    async query(id) {
      const { query_text } = await json(`/api/2.0/sql/queries/${encodeURIComponent(id)}`);
      return typeof query_text === "string" ? query_text : undefined;
    },
    async runPipeline(id, { pipeline_id: _, ...request }, signal) {
      const path = `/api/2.0/pipelines/${encodeURIComponent(id)}`;
      const body = JSON.stringify(request);
      const started = await askWorkspace(app, world, `${path}/updates`, { method: "POST", body });
      const reply: unknown = await started.json();
      if (!started.ok) return { error: messageOf(reply) };
      const update = isFields(reply) ? String(reply.update_id) : "";
      const stop = () => void askWorkspace(app, world, `${path}/stop`, { method: "POST" });
      signal.addEventListener("abort", stop, { once: true });
      for (;;) {
        const { update: found } = await json(`${path}/updates/${update}`);
        const state = isFields(found) ? String(found.state) : "FAILED";
        if (state === "COMPLETED") return {};
        if (state === "FAILED" || state === "CANCELED")
          return { error: `Update ${update} of pipeline ${id} ended ${state}.` };
        if (signal.aborted) return { error: `Update ${update} of pipeline ${id} was stopped.` };
        await world.delay(POLL_MS);
      }
    },
  };
}
