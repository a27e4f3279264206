import * as z from "zod";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing } from "../http/fields.ts";
import { id64 } from "../http/json.ts";

// REST 1.2 speaks camelCase; it ends here.

export const LANGUAGES = ["python", "scala", "sql", "r"] as const;
export type Language = (typeof LANGUAGES)[number];

export interface ContextIds {
  readonly cluster_id: string;
  readonly context_id: string;
}

export interface CommandIds extends ContextIds {
  readonly command_id: string;
}

const identified = z.looseObject({ id: id64 });

/** `POST /api/1.2/contexts/create`: returns at once, with the context `Pending`. The cluster must be running. */
export async function createContext(
  client: Client,
  { cluster_id, language }: { cluster_id: string; language: Language },
): Promise<ContextIds> {
  const { id } = await client.post("commandExecution.create", "/api/1.2/contexts/create", identified, {
    body: { clusterId: cluster_id, language },
  });
  return { cluster_id, context_id: id };
}

/** `GET /api/1.2/contexts/status`: `Pending`, `Running` or `Error`. */
export async function getContext(client: Client, { cluster_id, context_id }: ContextIds) {
  const query = { clusterId: cluster_id, contextId: context_id };
  const { status } = await client.get(
    "commandExecution.contextStatus",
    "/api/1.2/contexts/status",
    z.looseObject({ status: z.string() }),
    { query },
  );
  return { cluster_id, context_id, status };
}

/** `POST /api/1.2/contexts/destroy`: its variables and running commands go with it. */
export const destroyContext = (client: Client, { cluster_id, context_id }: ContextIds) =>
  client.post("commandExecution.destroy", "/api/1.2/contexts/destroy", nothing, {
    body: { clusterId: cluster_id, contextId: context_id },
  });

/** Above this a source goes as a file: the platform takes long ones only so. Bytes of UTF-8. */
const MAX_INLINE_BYTES = 64 * 1024;

/** `POST /api/1.2/commands/execute`: returns at once. Sent twice it runs twice, so it is never replayed. */
export async function executeCommand(
  client: Client,
  { cluster_id, context_id, language, command }: ContextIds & { language: Language; command: string },
): Promise<CommandIds> {
  const fields = { clusterId: cluster_id, contextId: context_id, language };
  const long = new TextEncoder().encode(command);
  const parts = Object.entries(fields).map(([name, value]) => ({ name, value }));
  const { id } = await client.post(
    "commandExecution.execute",
    "/api/1.2/commands/execute",
    identified,
    long.byteLength <= MAX_INLINE_BYTES
      ? { body: { ...fields, command } }
      : { form: [...parts, { name: "command", value: long, fileName: "command" }] },
  );
  return { cluster_id, context_id, command_id: id };
}

const results = z.looseObject({ resultType: z.string().nullish() });
export type RawResults = z.output<typeof results>;

const commandStatus = z.looseObject({ status: z.string(), results: results.nullish() });

/** `GET /api/1.2/commands/status`: `Queued`, `Running`, `Cancelling`, `Finished`, `Error` or `Cancelled`. */
export async function getCommand(client: Client, { cluster_id, context_id, command_id }: CommandIds) {
  const query = { clusterId: cluster_id, contextId: context_id, commandId: command_id };
  const { status, results } = await client.get(
    "commandExecution.commandStatus",
    "/api/1.2/commands/status",
    commandStatus,
    { query },
  );
  return { cluster_id, context_id, command_id, status, results: results ?? undefined };
}
export type Command = Awaited<ReturnType<typeof getCommand>>;

/** Nothing more happens. `Finished` does not mean success: the result may be an error of the user's code. */
export const isOver = ({ status }: { status: string }): boolean =>
  status === "Finished" || status === "Error" || status === "Cancelled";

/** `POST /api/1.2/commands/cancel`: asks; `getCommand` tells when it is `Cancelled`. */
export const cancelCommand = (client: Client, { cluster_id, context_id, command_id }: CommandIds) =>
  client.post("commandExecution.cancel", "/api/1.2/commands/cancel", nothing, {
    body: { clusterId: cluster_id, contextId: context_id, commandId: command_id },
  });

// 1.2 has no stable codes: exception names and sentences, under 400, 404 or 500.
const NO_CONTEXT = /context ?not ?found|context\b.{0,80}(?:does not exist|not found)/i;
const NO_CLUSTER =
  /cluster ?not ?(?:found|ready)|cluster\b.{0,80}(?:does not exist|not found|not running|terminated|unexpected state)/i;

/** Is the context gone, with its cluster or alone? Its variables are, then. */
const isLost = (error: unknown): boolean =>
  error instanceof ApiError &&
  error.status !== undefined &&
  error.errorCode !== "CommandNotFound" &&
  error.kind !== "permission" &&
  error.kind !== "auth" &&
  [error.errorCode ?? "", error.message].some((text) => NO_CONTEXT.test(text) || NO_CLUSTER.test(text));

/** The answer, or `undefined` where the platform no longer has the context: what that means the caller decides. */
export async function unlessLost<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (isLost(error)) return undefined;
    throw error;
  }
}
