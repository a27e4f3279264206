import { setTimeout as pause } from "node:timers/promises";
import { openRest } from "../rest-session.ts";

/** The fields these tests read, whichever call answered with them. */
export interface Body {
  readonly id?: string;
  readonly status?: string;
  readonly error?: string;
  readonly error_code?: string;
  readonly message?: string;
  readonly results?: Results | null;
  readonly clusters?: readonly Body[];
  readonly cluster_id?: string;
  readonly cluster_name?: string;
  readonly state?: string;
  readonly state_message?: string;
  readonly termination_reason?: { readonly code: string; readonly type: string };
  readonly executors?: readonly object[];
  readonly last_restarted_time?: number;
  readonly autotermination_minutes?: number;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly events?: readonly { readonly type: string }[];
  readonly next_page?: object;
  readonly next_page_token?: string;
  readonly prev_page_token?: string;
  readonly versions?: readonly { readonly key: string; readonly name: string }[];
  readonly node_types?: readonly { readonly node_type_id: string }[];
  readonly default_zone?: string;
  readonly objects?: readonly { readonly path: string; readonly object_type: string; readonly language?: string }[];
  readonly content?: string;
  readonly file_type?: string;
  readonly object_type?: string;
  readonly language?: string;
}

/** `results` of a command. */
export interface Results {
  readonly resultType: string;
  readonly data?: unknown;
  readonly schema?: readonly { readonly name: string; readonly type: string }[];
  readonly truncated?: boolean;
  readonly fileName?: string;
  readonly fileNames?: readonly string[];
  readonly summary?: string;
  readonly cause?: string;
}

/** A response of the sandbox. The body is empty if it is not JSON. */
export interface Answer {
  readonly status: number;
  readonly body: Body;
  readonly text: string;
  readonly headers: Headers;
}

export type Session = Awaited<ReturnType<typeof openSession>>;

/** A quick sandbox and plain fetch against it, with the token in place; less speed leaves time to see a state that passes. */
export async function openSession(speed = 50) {
  const rest = await openRest({ speed });
  const call = (...request: Parameters<typeof rest.call>): Promise<Answer> => rest.call(...request);
  const get = (path: string, query: Record<string, string> | [string, string][] = {}) =>
    call("GET", `${path}?${new URLSearchParams(query)}`);
  const post = (path: string, body: object = {}) => call("POST", path, body);
  const put = (path: string, body: Uint8Array<ArrayBuffer>) => call("PUT", path, body);
  return { get, post, put, close: rest.close };
}

/** Reads until it is as expected; gives up after 50 seconds with the last value. */
export async function eventually<T>(read: () => Promise<T>, done: (value: T) => boolean): Promise<T> {
  for (const end = Date.now() + 50_000; ; await pause(10)) {
    const value = await read();
    if (done(value)) return value;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(value)}`);
  }
}

/** A context on the running cluster and what is done in it. */
export async function openRepl(session: Session, clusterId: string, language = "python") {
  const { body } = await session.post("/api/1.2/contexts/create", { clusterId, language });
  const ids = { clusterId, contextId: String(body.id) };
  const execute = async (command: string) => {
    const answer = await session.post("/api/1.2/commands/execute", { ...ids, language, command });
    return String(answer.body.id);
  };
  const status = (commandId: string) => session.get("/api/1.2/commands/status", { ...ids, commandId });
  const ended = async (commandId: string) => {
    const answer = await eventually(
      () => status(commandId),
      ({ body }) => ["Finished", "Cancelled", "Error"].includes(body.status ?? ""),
    );
    return answer.body;
  };
  /** The results of one command. */
  const run = async (command: string) => (await ended(await execute(command))).results;
  return {
    ids,
    execute,
    status,
    ended,
    run,
    /** The text that a command shows. */
    text: async (command: string) => {
      const results = await run(command);
      if (results?.resultType !== "text") throw new Error(results?.summary ?? JSON.stringify(results));
      return results.data;
    },
    cancel: (commandId: string) => session.post("/api/1.2/commands/cancel", { ...ids, commandId }),
    state: async () => (await session.get("/api/1.2/contexts/status", ids)).body.status,
  };
}
