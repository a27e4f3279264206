import * as z from "zod";
import type { Client } from "../http/client.ts";
import { nothing, text } from "../http/fields.ts";
import type { Page } from "../http/paging.ts";
import { path } from "../http/path.ts";

const service = z.looseObject({
  name: z.string(),
  comment: text,
  effective_owner: text,
  create_time: text,
  config: z
    .looseObject({
      include_tool_selectors: z.array(z.string()).nullish(),
      source_connection: z.looseObject({ name: text, is_deleted: z.boolean().nullish() }).nullish(),
    })
    .nullish(),
});
/** An MCP server that is registered in Unity Catalog. `name` is `mcp-services/{catalog}.{schema}.{service}`. */
export type McpService = z.output<typeof service>;

const page = z.looseObject({ mcp_services: z.array(service).nullish(), next_page_token: text });

/** One page of the MCP services of a schema. `GET /api/2.1/unity-catalog/mcp-services` */
export async function listMcpServices(
  client: Client,
  { schema, page_size, page_token }: { schema: string; page_size: number; page_token?: string | undefined },
): Promise<Page<McpService>> {
  const parent = `schemas/${schema}`;
  const found = await client.get("aiGateway.listMcpServices", "/api/2.1/unity-catalog/mcp-services", page, {
    query: { parent, page_size, page_token, view: "FULL" },
  });
  return { items: found.mcp_services ?? [], next: found.next_page_token || undefined };
}

/** One MCP service. `GET /api/2.1/unity-catalog/mcp-services/{full_name}` @throws {ApiError} `not-found` */
export const getMcpService = (client: Client, { full_name }: { full_name: string }) =>
  client.get("aiGateway.getMcpService", path`/api/2.1/unity-catalog/mcp-services/${full_name}`, service);

/** Registers an MCP server in a schema. `POST /api/2.1/unity-catalog/mcp-services` */
export const createMcpService = (
  client: Client,
  { schema, service_id, body }: { schema: string; service_id: string; body: object },
) =>
  client.post("aiGateway.createMcpService", "/api/2.1/unity-catalog/mcp-services", service, {
    query: { parent: `schemas/${schema}`, mcp_service_id: service_id },
    body,
  });

/** Removes the registration; the MCP server itself is unaffected. `DELETE /api/2.1/unity-catalog/mcp-services/{full_name}` */
export const deleteMcpService = (client: Client, { full_name }: { full_name: string }) =>
  client.delete("aiGateway.deleteMcpService", path`/api/2.1/unity-catalog/mcp-services/${full_name}`, nothing);
