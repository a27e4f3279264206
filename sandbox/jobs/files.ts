import type { App } from "../http.ts";
import { isFields } from "../http.ts";
import type { Notebook } from "../workspace/notebooks/notebook.ts";
import type { World } from "../world.ts";

/** The parts of the workspace that jobs read. */
export interface Files {
  notebook(path: string): Notebook | undefined;
  /** Text of a file in the workspace, on DBFS or in a volume. */
  text(path: string): Promise<string | undefined>;
  /** Text of a saved query. */
  query(id: string): Promise<string | undefined>;
}

const MOST_BYTES = 1_000_000;

/** A path with empty or dotted segments does not name a file. */
const isPlain = (path: string): boolean => !/\/\.{0,2}(\/|$)/.test(path);

export function createFiles(app: App, world: World): Files {
  /** Sends a request to another service of this workspace. A service that is not running has no files. */
  const ask = async (path: string): Promise<Response | undefined> => {
    const answer = await app.request(path, { headers: { authorization: `Bearer ${world.token}` } });
    return answer.ok ? answer : undefined;
  };
  const json = async (path: string) => {
    const value: unknown = await (await ask(path))?.json();
    return isFields(value) ? value : {};
  };
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
  };
}
