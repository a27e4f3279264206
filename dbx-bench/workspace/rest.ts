/** A JSON object of the REST API. */
export type Json = Readonly<Record<string, unknown>>;

type Query = Readonly<Record<string, string | number | boolean>>;

/** A workspace as the checks of tasks see it: through its REST API, never through a server under test. */
export interface Workspace {
  readonly url: string;
  readonly token: string;
  get(path: string, query?: Query): Promise<Json>;
  post(path: string, body?: Json): Promise<Json>;
  patch(path: string, body: Json): Promise<Json>;
  put(path: string, body: Json | string): Promise<Json>;
  delete(path: string, query?: Query): Promise<Json>;
  /** Every object of a list, over all its pages. */
  list(path: string, field: string, query?: Query): Promise<readonly Json[]>;
  /** The rows of a statement. Values are text, and NULL is null. */
  sql(statement: string): Promise<readonly (readonly (string | null)[])[]>;
  /** The text of a file of a volume, or undefined if there is none. */
  file(path: string): Promise<string | undefined>;
  /** The source of a notebook or file of the workspace tree, or undefined if there is none. */
  source(path: string): Promise<string | undefined>;
}

/** A response of the workspace that is not 2xx. */
class WorkspaceFailure extends Error {
  readonly status: number;
  constructor(status: number, text: string) {
    super(text);
    this.status = status;
  }
}

const STATEMENT_WAIT = "50s";
const MOST_PAGES = 50;

/** Connects to a workspace over its REST API. */
export function connectWorkspace({ url, token }: { url: string; token: string }): Workspace {
  const request = async (method: string, path: string, query: Query = {}, body?: Json | string): Promise<Response> => {
    const target = new URL(path, url);
    for (const [name, value] of Object.entries(query)) target.searchParams.set(name, String(value));
    const send = () =>
      fetch(target, {
        method,
        headers: { authorization: `Bearer ${token}` },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
    // A kept connection may close while a busy machine sends on it.
    const response = await send().catch((error: unknown) => (method === "GET" ? send() : Promise.reject(error)));
    if (response.ok) return response;
    throw new WorkspaceFailure(response.status, `${method} ${path}: ${response.status} ${await response.text()}`);
  };
  const json = async (response: Promise<Response>): Promise<Json> => {
    const text = await (await response).text();
    const value: unknown = text === "" ? {} : JSON.parse(text);
    return isJson(value) ? value : {};
  };
  const get = (path: string, query?: Query) => json(request("GET", path, query));
  const post = (path: string, body: Json = {}) => json(request("POST", path, {}, body));
  const orNothing = <T>(found: Promise<T>): Promise<T | undefined> =>
    found.catch((error: unknown) => {
      if (error instanceof WorkspaceFailure && error.status === 404) return undefined;
      throw error;
    });
  let warehouse: Promise<string> | undefined;
  return {
    url,
    token,
    get,
    post,
    patch: (path, body) => json(request("PATCH", path, {}, body)),
    put: (path, body) => json(request("PUT", path, {}, body)),
    delete: (path, query) => json(request("DELETE", path, query)),
    async list(path, field, query = {}) {
      const all: Json[] = [];
      let page: Query = {};
      for (let count = 0; count < MOST_PAGES; count++) {
        const found = await get(path, { ...query, ...page });
        all.push(...objects(found[field]));
        const next = found.next_page_token;
        if (typeof next !== "string" || next === "") break;
        page = { page_token: next };
      }
      return all;
    },
    async sql(statement) {
      warehouse ??= runningWarehouse(get);
      const ran = await post("/api/2.0/sql/statements", {
        statement,
        warehouse_id: await warehouse,
        wait_timeout: STATEMENT_WAIT,
        disposition: "INLINE",
      });
      const state = at(ran, "status", "state");
      if (state !== "SUCCEEDED")
        throw new Error(`${String(at(ran, "status", "error", "message") ?? state)}: ${statement}`);
      const rows = at(ran, "result", "data_array");
      return Array.isArray(rows) ? rows : [];
    },
    file: (path) =>
      orNothing(request("GET", `/api/2.0/fs/files${encodeURI(path)}`).then((response) => response.text())),
    source: (path) =>
      orNothing(
        get("/api/2.0/workspace/export", { path, format: "SOURCE" }).then(({ content }) =>
          Buffer.from(String(content), "base64").toString("utf8"),
        ),
      ),
  };
}

/** Checks run on a warehouse that is running, so that they start none. */
async function runningWarehouse(get: Workspace["get"]): Promise<string> {
  const warehouses = objects((await get("/api/2.0/sql/warehouses")).warehouses);
  const chosen =
    warehouses.find(({ state }) => state === "RUNNING") ??
    warehouses.find(({ enable_serverless_compute }) => enable_serverless_compute === true) ??
    warehouses[0];
  return String(chosen?.id);
}

export const isJson = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The objects in a list; none if it is not a list. */
export const objects = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isJson) : []);

/** The value at a path, or undefined. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (found, step) => (typeof found === "object" && found !== null ? Reflect.get(found, step) : undefined),
    value,
  );
}
