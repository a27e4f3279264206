import * as z from "zod";
import * as api from "../../api/serving/endpoints.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { endpointObject } from "./deployment-facts.ts";
import { endpointDetails, endpointSummary, entityInWords, servedEntities } from "./endpoint-view.ts";
import { predictionView } from "./prediction-view.ts";
import { effectsOfQuery, requestCode, requestSize } from "./query-facts.ts";
import { endpointName, serving } from "./toolset.ts";

export const listServingEndpoints = serving.tool({
  name: "list_serving_endpoints",
  title: "List serving endpoints",
  description:
    "Lists model serving endpoints with state and served models, including Databricks' own foundation models.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    search: z.string().min(1).max(128).optional().describe("Part of an endpoint's name, model or task"),
    limit: params.limit(50, 1000),
  }),
  aliases: { query: "search", name: "search" },
  output: z.object({
    endpoints: z.array(endpointSummary.schema),
    total: z.number().describe("number of matches, listed or not"),
  }),
  async run(ctx, { search = "", limit }) {
    const wanted = search.toLowerCase();
    const found = (await api.listServingEndpoints(ctx.client)).filter((endpoint) =>
      [endpoint.name, endpoint.task ?? "", ...servedEntities(endpoint).map(entityInWords)].some((word) =>
        word.toLowerCase().includes(wanted),
      ),
    );
    return { endpoints: found.slice(0, limit).map((endpoint) => endpointSummary(endpoint)), total: found.length };
  },
});

export const getServingEndpoint = serving.tool({
  name: "get_serving_endpoint",
  title: "Get a serving endpoint",
  description: "Returns one endpoint with its state, served entities, traffic split and any pending update.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ name: endpointName }),
  output: endpointDetails.schema,
  run: async (ctx, args) => endpointDetails(await api.getServingEndpoint(ctx.client, args)),
});

export const getServingEndpointSchema = serving.tool({
  name: "get_serving_endpoint_schema",
  title: "Get an endpoint's query schema",
  servedIn: ["ml"],
  description:
    "Returns the OpenAPI schema of the requests that an endpoint accepts. Send one with query_serving_endpoint.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ name: endpointName }),
  output: z.object({
    paths: z.record(z.string(), z.unknown()),
    components: z.record(z.string(), z.unknown()).optional(),
  }),
  async run(ctx, args) {
    const { paths, components } = await api.getServingSchema(ctx.client, args);
    return { paths: recordOf(paths), components: components ? recordOf(components) : undefined };
  },
});

const recordOf = (value: unknown): Record<string, unknown> =>
  value !== null && typeof value === "object" ? Object.fromEntries(Object.entries(value)) : {};

const STYLES = ["dataframe_records", "dataframe_split", "instances", "inputs", "messages", "prompt", "input"];
const isOneStyle = (body: object): boolean => STYLES.filter((style) => style in body).length === 1;

// The reference classifies every query as a write. Only one that leaves the workspace or reaches an agent requires
// confirmation.
export const queryServingEndpoint = serving.tool({
  name: "query_serving_endpoint",
  title: "Query a serving endpoint",
  description:
    "Sends a request to a served model or agent and returns its response. get_serving_endpoint_schema shows the request format.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    name: endpointName,
    request: z
      .looseObject({})
      .refine(isOneStyle, `must have exactly one of ${STYLES.join(", ")}`)
      .refine(({ stream }) => stream !== true, "must not have stream: true")
      .describe("Request body: {messages}, {dataframe_records}, {inputs}, {prompt} or {input}, plus options"),
  }),
  output: predictionView.schema,
  aliases: params.fieldsOf("request", [
    ...STYLES,
    ..."params max_tokens temperature stop n stream client_request_id usage_context extra_params".split(" "),
  ]),
  covers: "servingEndpoints.query",
  async affects({ name, request }, ctx) {
    const endpoint = await api.getServingEndpoint(ctx.client, { name });
    const consequences = effectsOfQuery(endpoint);
    return {
      effect: "Send a request to",
      objects: [endpointObject(endpoint)],
      consequences: [...consequences, ...(consequences.length > 0 ? requestSize(request) : [])],
      ...(consequences.length > 0 && requestCode(request)),
    };
  },
  run: async (ctx, { name, request }) =>
    predictionView(await api.queryServingEndpoint(ctx.client, { name, body: request })),
});

/** The name under which an endpoint serves its only entity. @throws {ToolError} If it serves several, or none. */
async function onlyEntity(ctx: Context, name: string): Promise<string> {
  const [first, ...others] = servedEntities(await api.getServingEndpoint(ctx.client, { name })).map(
    (each) => each.name ?? "",
  );
  if (first && others.length === 0) return first;
  if (!first) {
    throw new ToolError("The endpoint serves no entity.", { next: "get_serving_endpoint shows its state." });
  }
  throw new ToolError("The endpoint serves several entities.", {
    next: "Give one of their names as served_model_name.",
    ...compact({ quoted: [first, ...others].filter(Boolean).join("\n") }),
  });
}

export const getServingEndpointLogs = serving.tool({
  name: "get_serving_endpoint_logs",
  title: "Get a serving endpoint's logs",
  servedIn: ["ml"],
  description: "Returns the last lines of a model server's logs, or of its build logs when a deployment failed.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    name: endpointName,
    served_model_name: z
      .string()
      .min(1)
      .max(256)
      .optional()
      .describe("Name of the served entity; required if the endpoint serves several"),
    build: z.boolean().optional().describe("Return the build logs"),
    limit: params.limit(200, 5000),
  }),
  output: z.object({
    served_model_name: z.string(),
    lines: z.number().describe("in total"),
    logs: z.string(),
  }),
  async run(ctx, { name, served_model_name: asked, build, limit }) {
    const served_model_name = asked ?? (await onlyEntity(ctx, name));
    const { logs } = await (build ? api.getBuildLogs : api.getServerLogs)(ctx.client, { name, served_model_name });
    const lines = (logs ?? "").trimEnd().split("\n");
    return { served_model_name, lines: logs ? lines.length : 0, logs: lines.slice(-limit).join("\n") };
  },
  text: ({ logs, lines }) => (lines === 0 ? "The log is empty." : logs),
});
