import * as z from "zod";
import { collect } from "../../api/http/paging.ts";
import * as api from "../../api/serving/vector-search.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { settled } from "../waiting.ts";
import { endpointName, vectorSearch } from "./vector-search-toolset.ts";
import { vectorEndpointView } from "./vector-search-view.ts";

const endpoint = z.object({
  name: z.string(),
  state: z.string(),
  message: text,
  endpoint_type: text,
  num_indexes: z.number().optional(),
  creator: text,
  creation_time: text,
});

export const listVectorSearchEndpoints = vectorSearch.tool({
  name: "list_vector_search_endpoints",
  title: "List vector search endpoints",
  description: "Lists the compute that vector search indexes live on.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ page_token: params.pageToken }),
  output: z.object({ endpoints: z.array(endpoint), next_page_token: text }),
  async run(ctx, { page_token: from }) {
    const fetchPage = (page_token: string | undefined) => api.listVectorSearchEndpoints(ctx.client, { page_token });
    const { items, next } = await collect(fetchPage, 1, { from });
    return { endpoints: items.map(vectorEndpointView), ...compact({ next_page_token: next }) };
  },
});

export const getVectorSearchEndpoint = vectorSearch.tool({
  name: "get_vector_search_endpoint",
  title: "Get a vector search endpoint",
  description: "Returns an endpoint's state.",
  access: "read",
  untrusted: true,
  input: z.strictObject({ endpoint_name: endpointName }),
  output: endpoint,
  run: async (ctx, args) => vectorEndpointView(await api.getVectorSearchEndpoint(ctx.client, args)),
});

/** Nothing more happens by itself. */
const isSettled = ({ endpoint_status }: api.VectorSearchEndpoint): boolean => endpoint_status?.state !== "PROVISIONING";

export const createVectorSearchEndpoint = vectorSearch.tool({
  name: "create_vector_search_endpoint",
  title: "Create a vector search endpoint",
  description: "Creates an endpoint, paid for until deleted.",
  access: "write",
  untrusted: true,
  input: z.strictObject({
    name: z.string().min(1).max(128).describe("Not taken yet"),
    endpoint_type: z.enum(["STANDARD", "STORAGE_OPTIMIZED"]).default("STANDARD").describe("Storage: huge, slower"),
    wait_seconds: params.waitSeconds,
  }),
  output: endpoint.extend({ next: text }),
  async run(ctx, { wait_seconds, ...body }) {
    await api.createVectorSearchEndpoint(ctx.client, body);
    const read = () => api.getVectorSearchEndpoint(ctx.client, { endpoint_name: body.name });
    const seen = await settled(ctx, `vector search endpoint ${body.name}`, read, {
      done: isSettled,
      words: ({ endpoint_status }) => `Endpoint ${body.name} is ${endpoint_status?.state}`,
      wait_seconds,
      made: true,
    });
    const { state, message, ...view } = vectorEndpointView(seen);
    if (state === "ONLINE") return { ...view, state };
    if (isSettled(seen)) {
      throw new ToolError("The endpoint was created but did not come ONLINE.", {
        next: "get_vector_search_endpoint tells its state; delete_vector_search_endpoint removes it.",
        quoted: `${state} ${message ?? ""}`,
      });
    }
    const next = "Still provisioning: get_vector_search_endpoint tells when it is ONLINE.";
    return { ...view, state, ...compact({ message, next }) };
  },
});

export const deleteVectorSearchEndpoint = vectorSearch.tool({
  name: "delete_vector_search_endpoint",
  title: "Delete a vector search endpoint",
  description: "Deletes an endpoint.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ endpoint_name: endpointName }),
  output: z.object({ endpoint_name: z.string(), note: z.string() }),
  async confirm(args, ctx) {
    const { name, endpoint_status, num_indexes } = await api.getVectorSearchEndpoint(ctx.client, args);
    const indexes = num_indexes ? ` It has indexes (${num_indexes}) that can then not be queried.` : "";
    return `Delete vector search endpoint "${name}" (${endpoint_status?.state})?${indexes}`;
  },
  async run(ctx, { endpoint_name }) {
    await api.deleteVectorSearchEndpoint(ctx.client, { endpoint_name });
    return { endpoint_name, note: "Deleted." };
  },
});
