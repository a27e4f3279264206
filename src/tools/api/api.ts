import * as z from "zod";
import { checkParameters } from "../../api/reference/check.ts";
import { describeOperation, inWords } from "../../api/reference/describe.ts";
import { maskGiven, maskSettings } from "../../api/reference/mask.ts";
import { loadReference } from "../../api/reference/reference.ts";
import { accessAsCalled, callOperation, unreachable } from "../../api/reference/request.ts";
import { searchOperations } from "../../api/reference/search.ts";
import { closest } from "../../api/reference/similar.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import { prefix } from "../../core/output/shorten.ts";
import * as params from "../../core/params.ts";
import { defineToolset } from "../../core/tool.ts";
import { compact } from "../../records.ts";

const api = defineToolset({
  id: "api",
  title: "The whole REST API",
  summary: "Every operation of the platform, found by words and called by id; for what no other tool does.",
  default: false,
});

const fields = z.array(z.string());

const found = z.object({
  operation: z.string(),
  title: z.string(),
  request: z.string(),
  access: z.string(),
  parameters: fields,
  types: z.record(z.string(), fields).optional(),
  further_parameters: text,
  returns: text,
  paging: text,
  poll: text.describe("until the work is done"),
  note: text,
  not_callable: text,
});

export const searchApi = api.tool({
  name: "search_api",
  title: "Search the REST API",
  description:
    "Finds Databricks REST operations by words, with their parameters (* = required). Run one with call_api.",
  access: "read",
  input: z.strictObject({
    query: z.string().trim().min(1).max(200).describe("Words, or an operation id for its details"),
    limit: params.limit(5, 20),
  }),
  output: z.object({ operations: z.array(found) }),
  async run(_ctx, { query, limit }) {
    const reference = await loadReference();
    const operations = searchOperations([...reference.operations.values()], query, limit);
    return { operations: operations.map((one, index) => describeOperation(reference, one, index > 0)) };
  },
  text: ({ operations }) =>
    operations.length === 0
      ? "No operation has these words: try the object's name and a verb, e.g. list volumes."
      : operations.map(inWords).join("\n\n"),
});

const input = z.strictObject({
  operation: z.string().min(1).max(120).describe("Id, e.g. clusters.pin"),
  parameters: z.record(z.string(), z.unknown()).optional().describe("All fields by name"),
});
type Call = z.output<typeof input>;

/** A person must see what they agree to: only long content (a notebook, a file) is cut. */
const SHOWN_CHARS = 4000;

/** The operation and its checked parameters. @throws ToolError saying what is wrong with them; nothing was sent. */
async function prepare({ operation: id, parameters = {} }: Call) {
  const reference = await loadReference();
  const operation = reference.operations.get(id);
  if (!operation) {
    const near = closest(id, [...reference.operations.keys()], 3);
    throw new ToolError(`There is no operation ${prefix(id, 120)}; nothing was sent.`, {
      next: near.length > 0 ? `Near it: ${near.join(", ")}.` : "Find one with search_api.",
    });
  }
  const reason = unreachable(operation);
  if (reason !== undefined) {
    throw new ToolError(`Refused, nothing was sent: call_api does not call ${id}, because ${reason}.`, {
      ...(operation.instead ? { next: operation.instead } : {}),
    });
  }
  const problems = checkParameters(reference, operation, parameters);
  if (problems.length > 0) {
    throw new ToolError(`${id}, nothing was sent: ${problems.slice(0, 8).join(" ")}`, {
      next: `search_api with the query ${id} tells all its parameters.`,
    });
  }
  return { operation, parameters };
}

export const callApi = api.tool({
  name: "call_api",
  title: "Call a REST API operation",
  description: "Calls a REST operation that search_api found. Use it where no other tool does the work.",
  access: {
    least: "read",
    most: "destructive",
    async of({ operation, parameters = {} }) {
      const known = (await loadReference()).operations.get(operation);
      // An unknown one is refused by `run`, which can say what is near it.
      return known ? accessAsCalled(known, parameters) : "read";
    },
  },
  untrusted: true,
  input,
  output: z.object({ result: z.unknown(), poll: text }),
  async confirm(call) {
    const { operation, parameters } = await prepare(call);
    const given = prefix(JSON.stringify(maskGiven(parameters)), SHOWN_CHARS);
    return `Call ${operation.id} (${operation.title})? ${operation.method} ${operation.path} with ${given}`;
  },
  async run(ctx, call) {
    const { operation, parameters } = await prepare(call);
    const result = await callOperation(ctx.client, operation, parameters);
    return { result: maskSettings(result), ...compact({ poll: operation.wait }) };
  },
  text: ({ result, poll }) =>
    [
      isEmpty(result) ? "Done; the answer is empty." : JSON.stringify(result),
      ...(poll ? [`Where that is not the end of it, poll: ${poll}`] : []),
    ].join("\n"),
});

const isEmpty = (value: unknown): boolean =>
  value !== null && typeof value === "object" && Object.keys(value).length === 0;
