import * as z from "zod";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { nothing } from "../http/fields.ts";
import { id64 } from "../http/json.ts";

// REST 1.2 names its fields in camelCase; the functions here translate from and to snake_case.

/** Languages that a cluster runs. */
export const LANGUAGES = ["python", "scala", "sql", "r"] as const;
export type CommandLanguage = (typeof LANGUAGES)[number];

/** Identifies an execution context. */
export interface ContextIds {
  readonly cluster_id: string;
  readonly context_id: string;
}

/** Identifies a command. */
export interface CommandIds extends ContextIds {
  readonly command_id: string;
}

const identified = z.looseObject({ id: id64 });

/**
 * `POST /api/1.2/contexts/create`: returns the IDs while the context is `Pending`.
 * @throws {ApiError} if the cluster is not running: 1.2 has no stable code for it
 */
export async function createContext(
  client: Client,
  { cluster_id, language }: { cluster_id: string; language: CommandLanguage },
): Promise<ContextIds> {
  const { id } = await client.post("commandExecution.create", "/api/1.2/contexts/create", identified, {
    body: { clusterId: cluster_id, language },
  });
  return { cluster_id, context_id: id };
}

/**
 * `GET /api/1.2/contexts/status`: the IDs and a `status` of `Pending`, `Running` or `Error`.
 * @throws {ApiError} if the context does not exist (see `undefinedIfGone`)
 */
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

/** `POST /api/1.2/contexts/destroy`: discards the variables and stops running commands. */
export const destroyContext = (client: Client, { cluster_id, context_id }: ContextIds) =>
  client.post("commandExecution.destroy", "/api/1.2/contexts/destroy", nothing, {
    body: { clusterId: cluster_id, contextId: context_id },
  });

/** Longest source that may be sent inline, in bytes of UTF-8. The platform takes longer ones only as a file. */
const MAX_INLINE_BYTES = 64 * 1024;

/**
 * `POST /api/1.2/commands/execute`: returns the IDs before the command ends. Never repeated, because a second request
 * would run the code a second time.
 * @throws {ApiError} if the context does not exist (see `undefinedIfGone`)
 */
export async function executeCommand(
  client: Client,
  { cluster_id, context_id, language, command }: ContextIds & { language: CommandLanguage; command: string },
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
/** Unparsed results; `readResults` parses them. */
export type RawResults = z.output<typeof results>;

const commandStatus = z.looseObject({ status: z.string(), results: results.nullish() });

/**
 * `GET /api/1.2/commands/status`: the IDs, `results` if there are any, and a `status` of `Queued`, `Running`,
 * `Cancelling`, `Finished`, `Error` or `Cancelled`.
 * @throws {ApiError} if the context does not exist (see `undefinedIfGone`)
 */
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
/** A command with its status and results. */
export type ClusterCommand = Awaited<ReturnType<typeof getCommand>>;

/** Whether a command has ended. `Finished` does not mean success: the result can be an error of the user's code. */
export const hasEnded = ({ status }: { status: string }): boolean =>
  status === "Finished" || status === "Error" || status === "Cancelled";

/** `POST /api/1.2/commands/cancel`: requests the cancellation; `getCommand` returns `Cancelled` once it took effect. */
export const cancelCommand = (client: Client, { cluster_id, context_id, command_id }: CommandIds) =>
  client.post("commandExecution.cancel", "/api/1.2/commands/cancel", nothing, {
    body: { clusterId: cluster_id, contextId: context_id, commandId: command_id },
  });

// REST 1.2 has no stable error codes: it returns exception names and sentences with status 400, 404 or 500.
const NO_CONTEXT = /context ?not ?found|context\b.{0,80}(?:does not exist|not found)/i;
const NO_CLUSTER =
  /cluster ?not ?(?:found|ready)|cluster\b.{0,80}(?:does not exist|not found|not running|terminated|unexpected state)/i;

/** Whether an error means that the context no longer exists, because of its cluster or for another reason. */
const isGone = (error: unknown): boolean =>
  error instanceof ApiError &&
  error.status !== undefined &&
  error.errorCode !== "CommandNotFound" &&
  error.kind !== "permission" &&
  error.kind !== "auth" &&
  [error.errorCode ?? "", error.message].some((text) => NO_CONTEXT.test(text) || NO_CLUSTER.test(text));

/** The response, or `undefined` if the execution context no longer exists. Other errors are thrown. */
export async function undefinedIfGone<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}
