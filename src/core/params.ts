import * as z from "zod";

// Arguments that several tools share, under the platform's own names.

export const clusterId = z.string().min(1).max(255).describe("Cluster ID or name");
export const contextId = z.string().min(1).max(128).describe("Context id");
export const commandId = z.string().min(1).max(128).describe("Command id");
export const warehouseId = z.string().min(1).max(255).describe("Warehouse ID or name");
export const statementId = z.string().min(1).max(128).describe("Statement id");
export const experimentId = z.string().min(1).max(1000).describe("Experiment ID or name");
export const runId = z.string().min(1).max(128).describe("Run id, from search_runs");
export const workspacePath = z
  .string()
  .max(4096)
  .refine((path) => path.startsWith("/"), "must be absolute, e.g. /Users/me@x.com/etl")
  .refine((path) => !path.split("/").some((part) => part === ".." || part === "."), "must not contain . or .. segments")
  .describe("Path, e.g. /Users/me@x.com/etl");
export const pageToken = z.string().max(8192).optional().describe("next_page_token of the previous page");
/** Longest wait that a call can ask for. */
export const MAX_WAIT_SECONDS = 600;
export const waitSeconds = z
  .number()
  .int()
  .min(0)
  .max(MAX_WAIT_SECONDS)
  .optional()
  .describe("Seconds to wait for the end; 0 returns immediately");

/** ISO 8601, or the epoch milliseconds of the platform's own request. */
const timeOf = (value: string): number => (/^\d{12,14}$/.test(value) ? Number(value) : Date.parse(value));
const isTime = (value: string): boolean => !Number.isNaN(timeOf(value));
export const time = z.string().max(40).refine(isTime, "must be an ISO 8601 time, e.g. 2026-01-31T09:00:00Z").optional();
/** A `time` in milliseconds since 1970. */
export const epochMs = (value: string | undefined): number | undefined =>
  value === undefined ? undefined : timeOf(value);

/** The values of an argument and of its plural, each once: `full_name` and `full_names`. */
export const eachOf = <T>(one: T | undefined, several: readonly T[] = []): T[] => [
  ...new Set([...(one === undefined ? [] : [one]), ...several]),
];

/** The workspace that a tool reads from, if not the one it is called with. */
export const fromWorkspace = (what: string) =>
  z.string().min(1).max(64).optional().describe(`Workspace of ${what}, if this server has several`);

/** Page size, with the tool's own default and maximum. A larger one means the maximum: the rest is on the next page. */
export const limit = (fallback: number, max: number) =>
  z
    .number()
    .int()
    .min(1)
    .max(max)
    .register(READINGS, { reading: "page-size", largest: max })
    .default(fallback)
    .describe("Maximum number of rows to return");

/**
 * Aliases for fields of the platform's request that belong into one argument: `{ tags: … }` means
 * `{ settings: { tags: … } }`.
 */
export const fieldsOf = (argument: string, names: readonly string[]) =>
  Object.fromEntries(
    names.map((name) => [name, (value: unknown): Record<string, unknown> => ({ [argument]: { [name]: value } })]),
  );

/**
 * How an argument may also be written, for `core/calls/coerce.ts`: a SQL name with back quotes, a path under `/Volumes` with
 * `dbfs:` before it, a page size beyond `largest`. `shape`: the parts of a full name, in which it can be given as well
 * (`core/calls/full-names.ts`). `of`: the object that a text means. `switch`: a boolean means its name. A registry and not metadata, which would be
 * advertised.
 */
export const READINGS = z.registry<{
  readonly reading: "sql-name" | "volume-path" | "page-size" | "text" | "switch";
  readonly of?: (text: string) => object;
  readonly shape?: string;
  readonly largest?: number;
}>();

/** The shape of the full name of any object: it may end after any part. */
export const ANY_OBJECT = "catalog.schema.object.column";
