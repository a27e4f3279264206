import * as z from "zod";
import { collect } from "../../api/http/paging.ts";
import * as api from "../../api/serving/vector-search.ts";
import { say } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { view } from "../../core/view.ts";
import { waitWithinBudget } from "../waiting.ts";
import { indexesOf } from "./vector-search-facts.ts";
import { endpointName, vectorSearch } from "./vector-search-toolset.ts";
import { vectorEndpointView } from "./vector-search-view.ts";

export const listVectorSearchEndpoints = vectorSearch.tool({
  name: "list_vector_search_endpoints",
  title: "List vector search endpoints",
  servedIn: [],
  description: "Lists vector search endpoints, the compute of the indexes, with state and number of indexes.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ page_token: params.pageToken }),
  output: z.object({ endpoints: z.array(vectorEndpointView.schema), next_page_token: text }),
  async run(ctx, { page_token: from }) {
    const fetchPage = (page_token: string | undefined) => api.listVectorSearchEndpoints(ctx.client, { page_token });
    const { items, next } = await collect(fetchPage, 1, { from });
    return { endpoints: items.map((item) => vectorEndpointView(item)), next_page_token: next };
  },
});

export const getVectorSearchEndpoint = vectorSearch.tool({
  name: "get_vector_search_endpoint",
  title: "Get a vector search endpoint",
  servedIn: [],
  description: "Returns one vector search endpoint with its state. list_vector_search_indexes lists its indexes.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ endpoint_name: endpointName }),
  aliases: { name: "endpoint_name" },
  output: vectorEndpointView.schema,
  run: async (ctx, args) => vectorEndpointView(await api.getVectorSearchEndpoint(ctx.client, args)),
});

/** Whether provisioning has ended, successfully or not. */
const isProvisioned = ({ endpoint_status }: api.VectorSearchEndpoint): boolean =>
  endpoint_status?.state !== "PROVISIONING";

const isOnline = ({ endpoint_status }: api.VectorSearchEndpoint): boolean => endpoint_status?.state === "ONLINE";

const newEndpointView = view({ ...vectorEndpointView.fields, next: text }, (endpoint: api.VectorSearchEndpoint) => {
  const shown = vectorEndpointView(endpoint);
  if (isOnline(endpoint)) return { ...shown, message: undefined, next: undefined };
  return { ...shown, next: "Still provisioning: poll get_vector_search_endpoint until it is ONLINE." };
});

export const createVectorSearchEndpoint = vectorSearch.tool({
  name: "create_vector_search_endpoint",
  title: "Create a vector search endpoint",
  servedIn: [],
  description:
    "Creates an endpoint, billed until deleted, and waits until it is ONLINE. Then create an index with create_vector_search_index.",
  // A write that is billed until someone deletes the endpoint.
  access: { least: "write", most: "destructive", of: () => "write" },
  untrusted: true,
  input: z.strictObject({
    endpoint_name: z.string().min(1).max(128).describe("Endpoint name; must be unique"),
    endpoint_type: z
      .enum(["STANDARD", "STORAGE_OPTIMIZED"])
      .default("STANDARD")
      .describe("Endpoint type; STORAGE_OPTIMIZED holds far more vectors but is slower"),
    wait_seconds: params.waitSeconds,
  }),
  aliases: { name: "endpoint_name" },
  output: newEndpointView.schema,
  covers: "vectorSearchEndpoints.createEndpoint",
  affects: ({ endpoint_name: name, endpoint_type }) => ({
    effect: "Create",
    objects: [{ kind: "vector search endpoint", name, details: { type: endpoint_type } }],
    consequences: [{ reason: "cost", text: say`It is billed until it is deleted, even while it is idle.` }],
  }),
  async run(ctx, { wait_seconds, endpoint_name: name, ...rest }) {
    const body = { ...rest, name };
    await api.createVectorSearchEndpoint(ctx.client, body);
    ctx.accepted({
      what: "The vector search endpoint was created",
      ids: { endpoint_name: body.name },
      followUp: "get_vector_search_endpoint",
    });
    const read = () => api.getVectorSearchEndpoint(ctx.client, { endpoint_name: body.name });
    const seen = await waitWithinBudget(ctx, `vector search endpoint ${body.name}`, read, {
      done: isProvisioned,
      words: ({ endpoint_status }) => `Endpoint ${body.name} is ${endpoint_status?.state}`,
      wait_seconds,
      made: true,
    });
    if (isProvisioned(seen) && !isOnline(seen)) {
      throw new ToolError("The endpoint was created but is not ONLINE.", {
        next: "get_vector_search_endpoint shows its state; delete_vector_search_endpoint removes it.",
        quoted: `${seen.endpoint_status?.state ?? "UNKNOWN"} ${seen.endpoint_status?.message ?? ""}`,
      });
    }
    return newEndpointView(seen);
  },
});

/** The platform refuses the call, and indexes without an endpoint could not be queried: a question would be in vain. */
const hasIndexes = (count: number, names: readonly string[]) =>
  new ToolError(`The endpoint still has ${count === 1 ? "1 index" : `${count} indexes`}; nothing was sent.`, {
    next: "Delete them with delete_vector_search_index first, if they are not in use.",
    quoted: names.join("\n"),
  });

export const deleteVectorSearchEndpoint = vectorSearch.tool({
  name: "delete_vector_search_endpoint",
  title: "Delete a vector search endpoint",
  servedIn: [],
  description: "Permanently deletes a vector search endpoint that has no indexes.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ endpoint_name: endpointName }),
  output: z.object({ endpoint_name: z.string(), deleted: z.boolean() }),
  aliases: { name: "endpoint_name" },
  covers: "vectorSearchEndpoints.deleteEndpoint",
  async affects(args, ctx) {
    const { name, id, endpoint_status, num_indexes, creator } = await api.getVectorSearchEndpoint(ctx.client, args);
    if (num_indexes) throw hasIndexes(num_indexes, await indexesOf(ctx, name));
    return {
      effect: "Permanently delete",
      objects: [
        {
          kind: "vector search endpoint",
          name,
          id,
          details: { state: endpoint_status?.state, creator },
        },
      ],
      consequences: [{ reason: "loss", text: say`It has no indexes. Its name and settings are permanently lost.` }],
    };
  },
  async run(ctx, { endpoint_name }) {
    await api.deleteVectorSearchEndpoint(ctx.client, { endpoint_name });
    return { endpoint_name, deleted: true };
  },
});
