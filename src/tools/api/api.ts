import * as z from "zod";
import { checkParameters } from "../../api/reference/check.ts";
import { maskSettings } from "../../api/reference/mask.ts";
import { loadReference, type Operation } from "../../api/reference/reference.ts";
import { accessAsCalled, callOperation, reasonNotCallable } from "../../api/reference/request.ts";
import { searchOperations } from "../../api/reference/search.ts";
import { closest } from "../../api/reference/similar.ts";
import type { Context } from "../../core/calls/context.ts";
import { startOnce } from "../../core/calls/start-once.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import { prefix } from "../../core/output/shorten.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { foreignKey } from "./body.ts";
import { operationFacts } from "./facts.ts";
import { atLevel } from "./level.ts";
import { operationInWords, operationView } from "./operation-view.ts";

const api = defineToolset({
  id: "api",
  title: "REST API",
  summary: "Operations of the workspace and the account: search and call them, for tasks without a dedicated tool.",
  default: false,
});

export const searchApi = api.tool({
  name: "search_api",
  title: "Search the REST API",
  description:
    "Returns the Databricks REST operations that match a query, with their parameters (* = required). The first has full details; call it with call_api.",
  access: "read",
  account: true,
  input: z.strictObject({
    query: z.string().trim().min(1).max(200).describe("Search words, or an operation ID for its full details"),
    limit: params.limit(5, 20),
  }),
  output: z.object({
    operations: z.array(operationView.schema),
    unknown_words: z.array(z.string()).optional(),
    nearest_service: text,
    nearest_operations: z.array(z.string()).optional(),
  }),
  async run(_ctx, { query, limit }) {
    const reference = await loadReference();
    const { operations, unknown, nearest } = searchOperations(reference.all, query, limit);
    return {
      operations: operations.map((one, index) => operationView(reference, one, index > 0)),
      unknown_words: unknown.length > 0 ? [...unknown] : undefined,
      nearest_service: nearest?.service,
      nearest_operations: nearest && [...nearest.examples],
    };
  },
  text: ({ operations, unknown_words = [], nearest_service, nearest_operations = [] }) =>
    operations.length > 0
      ? operations.map(operationInWords).join("\n\n")
      : [
          "No operation of the REST API fits this query.",
          ...(unknown_words.length > 0 ? [`Words that the reference does not have: ${unknown_words.join(", ")}.`] : []),
          ...(nearest_service === undefined
            ? ["Try the name of the object and a verb, e.g. list volumes."]
            : [`The nearest service is ${nearest_service}: ${nearest_operations.join(", ")}.`]),
        ].join(" "),
});

const input = z.strictObject({
  operation: z.string().min(1).max(120).describe("Operation ID from search_api, e.g. clusters.pin"),
  parameters: z.record(z.string(), z.unknown()).optional().describe("Path, query and body fields by name"),
});
type Call = z.output<typeof input>;

/** Services whose nested settings can give access, under keys written like `run_as`. */
const HAS_SETTINGS: ReadonlySet<string> = new Set(["jobs", "pipelines", "clusters", "permissions"]);

/** The operation and its checked parameters. @throws {ToolError} If they are not valid. */
async function prepare({ operation: id, parameters: given = {} }: Call, ctx: Context) {
  const reference = await loadReference();
  const operation = reference.operations.get(id);
  if (!operation) {
    const near = closest(id, [...reference.operations.keys()], 3);
    throw new ToolError(`The operation ${prefix(id, 120)} does not exist; nothing was sent.`, {
      next: near.length > 0 ? `Similar operations: ${near.join(", ")}.` : "Find one with search_api.",
    });
  }
  const reason = reasonNotCallable(operation);
  if (reason !== undefined) {
    throw new ToolError(`call_api does not call ${id}, because ${reason}; nothing was sent.`, {
      ...(operation.instead ? { next: operation.instead } : {}),
    });
  }
  const parameters = atLevel(operation, given, ctx);
  const foreign = HAS_SETTINGS.has(operation.service) ? foreignKey(parameters) : undefined;
  const problems = [
    ...checkParameters(reference, operation, parameters),
    ...(foreign === undefined ? [] : [`${prefix(foreign, 60)} is not a field of the REST API.`]),
  ];
  if (problems.length > 0) {
    throw new ToolError(`Invalid parameters for ${id}; nothing was sent. ${problems.slice(0, 8).join(" ")}`, {
      next: `Call search_api with the query ${id} to see all its parameters.`,
    });
  }
  return { operation, parameters };
}

export const callApi = api.tool({
  name: "call_api",
  title: "Call a REST API operation",
  description:
    "Calls a REST operation found with search_api and returns its response. Use it only if no dedicated tool does the task.",
  access: {
    least: "read",
    most: "destructive",
    async of({ operation, parameters = {} }) {
      const known = (await loadReference()).operations.get(operation);
      // `run` refuses an unknown operation and suggests similar ones.
      return known ? accessAsCalled(known, parameters) : "read";
    },
  },
  account: true,
  untrusted: true,
  input,
  output: z.object({ result: z.unknown(), poll: text }),
  async affects(call, ctx) {
    const { operation, parameters } = await prepare(call, ctx);
    return operationFacts(operation, parameters, ctx);
  },
  async run(ctx, call) {
    const { operation, parameters } = await prepare(call, ctx);
    const send = (sent: typeof parameters) => callOperation(ctx.client, operation, sent);
    const result = await (operation.key === undefined
      ? send(parameters)
      : sendOnce(ctx, operation, operation.key, parameters, send));
    return { result: maskSettings(result), poll: operation.wait };
  },
  text: ({ result, poll }) =>
    [
      isEmpty(result) ? "Done; the response is empty." : JSON.stringify(result),
      ...(poll ? [`If the operation is still in progress, poll: ${poll}`] : []),
    ].join("\n"),
});

/** Sends an operation that takes an idempotency key, so that a repeated call does not start it twice. */
function sendOnce(
  ctx: Context,
  { id }: Operation,
  key: string,
  { [key]: given, ...parameters }: Readonly<Record<string, unknown>>,
  send: (sent: Readonly<Record<string, unknown>>) => Promise<unknown>,
): Promise<unknown> {
  const own = typeof given === "string" ? given : undefined;
  return startOnce(ctx, id, parameters, own, (token) => send({ ...parameters, [key]: token }));
}

const isEmpty = (value: unknown): boolean =>
  value !== null && typeof value === "object" && Object.keys(value).length === 0;
