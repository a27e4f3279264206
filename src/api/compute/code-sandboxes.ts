import * as z from "zod";
import type { Client } from "../http/client.ts";
import { text } from "../http/fields.ts";
import { path } from "../http/path.ts";

const sandbox = z.looseObject({ name: z.string(), status: z.looseObject({ state: text }).nullish() });
/** Serverless compute of one user for code. `name` is `sandboxes/{sandbox_id}`. */
export type CodeSandbox = z.output<typeof sandbox>;

/** `PENDING`, `RUNNING`, `STOPPING` or `STOPPED`. */
export const stateOfSandbox = ({ status }: CodeSandbox): string =>
  status?.state?.replace(/^SANDBOX_STATE_/, "") ?? "UNKNOWN";

/**
 * Creates a sandbox that ends after `inactivity_timeout` without use. `POST /api/2.0/sandboxes`
 * @throws {ApiError} `not-found` or `permission` if the workspace has no sandboxes for the caller
 */
export const createSandbox = (
  client: Client,
  { sandbox_id, display_name, inactivity_timeout }: Readonly<Record<string, string>>,
) =>
  client.post("sandbox.createSandbox", "/api/2.0/sandboxes", sandbox, {
    query: { sandbox_id },
    body: { display_name, spec: { compute: { inactivity_timeout } } },
  });

/** One sandbox. `GET /api/2.0/sandboxes/{sandbox_id}` @throws {ApiError} `not-found` once it has ended */
export const getSandbox = (client: Client, { sandbox_id }: { sandbox_id: string }) =>
  client.get("sandbox.getSandbox", path`/api/2.0/sandboxes/${sandbox_id}`, sandbox);

/** Starts a stopped sandbox. Its files are kept. `POST /api/2.0/sandboxes/{sandbox_id}/start` */
export const startSandbox = (client: Client, { sandbox_id }: { sandbox_id: string }) =>
  client.post("sandbox.startSandbox", path`/api/2.0/sandboxes/${sandbox_id}/start`, sandbox);

const executed = z.looseObject({
  status: text,
  exit_code: z.number().nullish(),
  stdout: text,
  stderr: text,
  truncated: z.boolean().nullish(),
});

/** A program to run in a sandbox. `execution_timeout` is in seconds: `55s`. */
export interface SandboxCommand {
  readonly sandbox_id: string;
  readonly cmd: string;
  readonly args: readonly string[];
  readonly envs?: Readonly<Record<string, string>>;
  readonly execution_timeout: string;
}

/**
 * Runs a program to its end and returns what it wrote. `POST /api/2.0/sandbox-exec/sandboxes/{sandbox_id}/exec-sync`
 * @throws {ApiError} `not-found` if the sandbox no longer exists
 */
export const executeInSandbox = (client: Client, { sandbox_id, ...body }: SandboxCommand) =>
  client.post("sandbox.executeCommandSync", path`/api/2.0/sandbox-exec/sandboxes/${sandbox_id}/exec-sync`, executed, {
    body,
    lane: "poll",
  });
