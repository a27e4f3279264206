import * as z from "zod";
import * as api from "../../api/serving/endpoints.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { answerView, endpointDetails, endpointSummary, entityWords, reachOf, servedEntities } from "./endpoint-view.ts";
import { endpointName, serving } from "./toolset.ts";

const summary = { name: z.string(), ready: z.string(), config_update: text, task: text, creator: text };

export const listServingEndpoints = serving.tool({
  name: "list_serving_endpoints",
  title: "List serving endpoints",
  description: "Lists model serving endpoints, Databricks' foundation models included.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    search: z.string().min(1).max(128).optional().describe("Part of name, model or task"),
    limit: params.limit(50, 1000),
  }),
  output: z.object({
    endpoints: z.array(z.object({ ...summary, serves: z.array(z.string()).optional() })),
    total: z.number().describe("how many match, listed or not"),
  }),
  async run(ctx, { search = "", limit }) {
    const wanted = search.toLowerCase();
    const found = (await api.listServingEndpoints(ctx.client)).filter((endpoint) =>
      [endpoint.name, endpoint.task ?? "", ...servedEntities(endpoint).map(entityWords)].some((word) =>
        word.toLowerCase().includes(wanted),
      ),
    );
    return { endpoints: found.slice(0, limit).map(endpointSummary), total: found.length };
  },
});

const entity = z.object({
  name: z.string(),
  serves: z.string(),
  task: text,
  workload_size: text,
  workload_type: text,
  scale_to_zero_enabled: z.boolean().optional(),
  traffic_percentage: z.number().optional(),
  environment_var_names: z.array(z.string()).optional(),
  deployment: text,
  deployment_state_message: text,
});

export const getServingEndpoint = serving.tool({
  name: "get_serving_endpoint",
  title: "Get a serving endpoint",
  description: "Returns an endpoint's state and what it serves.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ name: endpointName }),
  output: z.object({
    ...summary,
    id: text.describe("for permissions"),
    description: text,
    permission_level: text,
    route_optimized: z.boolean().optional(),
    creation_time: text,
    last_updated_time: text,
    config_version: z.number().optional(),
    served_entities: z.array(entity).optional(),
    pending_entities: z.array(entity).optional().describe("on their way"),
    tags: z.record(z.string(), z.string()).optional(),
  }),
  run: async (ctx, args) => endpointDetails(await api.getServingEndpoint(ctx.client, args)),
});

export const getServingEndpointSchema = serving.tool({
  name: "get_serving_endpoint_schema",
  title: "Get an endpoint's query schema",
  description: "Returns in OpenAPI what query_serving_endpoint may send.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ name: endpointName }),
  output: z.object({
    paths: z.record(z.string(), z.unknown()),
    components: z.record(z.string(), z.unknown()).optional(),
  }),
  async run(ctx, args) {
    const { paths, components } = await api.getServingSchema(ctx.client, args);
    return { paths: recordOf(paths), ...compact({ components: components && recordOf(components) }) };
  },
});

const recordOf = (value: unknown): Record<string, unknown> =>
  value !== null && typeof value === "object" ? Object.fromEntries(Object.entries(value)) : {};

const STYLES = ["dataframe_records", "dataframe_split", "instances", "inputs", "messages", "prompt", "input"];
const isOneStyle = (body: object): boolean => STYLES.filter((style) => style in body).length === 1;

// The reference counts a query among the writes. One that leaves the workspace, or reaches an agent, is put to the person.
export const queryServingEndpoint = serving.tool({
  name: "query_serving_endpoint",
  title: "Query a serving endpoint",
  description: "Asks a served model or agent.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    name: endpointName,
    request: z
      .looseObject({})
      .refine(isOneStyle, `needs exactly one of ${STYLES.join(", ")}`)
      .refine(({ stream }) => stream !== true, "cannot stream")
      .describe("{messages}, {dataframe_records}, {inputs}, {prompt} or {input}, and options"),
  }),
  output: z.object({
    predictions: z.unknown().optional(),
    outputs: z.unknown().optional(),
    model: text,
    choices: z
      .array(
        z.object({ content: z.unknown().optional(), tool_calls: z.array(z.unknown()).optional(), finish_reason: text }),
      )
      .optional(),
    embeddings: z.array(z.array(z.number())).optional(),
    usage: z.record(z.string(), z.unknown()).optional(),
    answer: z.record(z.string(), z.unknown()).optional().describe("of another kind"),
  }),
  async confirm({ name }, ctx) {
    const reach = reachOf(await api.getServingEndpoint(ctx.client, { name }));
    return reach === undefined ? null : `Send this request to serving endpoint "${name}"? ${reach}`;
  },
  run: async (ctx, { name, request }) =>
    answerView(await api.queryServingEndpoint(ctx.client, { name, body: request })),
});

/** The name its only entity is served under. @throws ToolError when there are several to choose from */
async function onlyEntity(ctx: Context, name: string): Promise<string> {
  const [first, ...others] = servedEntities(await api.getServingEndpoint(ctx.client, { name })).map(
    (each) => each.name ?? "",
  );
  if (first && others.length === 0) return first;
  throw new ToolError(`The endpoint serves ${first ? "several entities" : "nothing"}: name one as served_model_name.`, {
    ...compact({ quoted: [first, ...others].filter(Boolean).join("\n") }),
  });
}

export const getServingEndpointLogs = serving.tool({
  name: "get_serving_endpoint_logs",
  title: "Get a serving endpoint's logs",
  description: "Returns the last lines of a model server or its build.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    name: endpointName,
    served_model_name: z.string().min(1).max(256).optional().describe("Which, if several"),
    build: z.boolean().optional().describe("Build logs"),
    limit: params.limit(200, 5000),
  }),
  output: z.object({
    served_model_name: z.string(),
    lines: z.number().describe("in all"),
    logs: z.string(),
  }),
  async run(ctx, { name, served_model_name: asked, build, limit }) {
    const served_model_name = asked ?? (await onlyEntity(ctx, name));
    const { logs } = await (build ? api.getBuildLogs : api.getServerLogs)(ctx.client, { name, served_model_name });
    const lines = (logs ?? "").trimEnd().split("\n");
    return { served_model_name, lines: logs ? lines.length : 0, logs: lines.slice(-limit).join("\n") };
  },
  text: ({ logs, lines }) => (lines === 0 ? "Nothing was logged." : logs),
});
