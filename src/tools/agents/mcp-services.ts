import * as z from "zod";
import * as api from "../../api/agents/mcp-services.ts";
import { firstNonEmptyPage } from "../../api/http/paging.ts";
import { say } from "../../core/consent/facts.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { fullName } from "../catalog/toolset.ts";
import { mcpServiceView } from "./agent-view.ts";
import { agents } from "./toolset.ts";

const serviceName = fullName("catalog.schema.service");

const PAGE = 50;

export const listMcpServices = agents.tool({
  name: "list_mcp_services",
  title: "List MCP services",
  description: "Lists the MCP servers that AI Gateway has registered in a schema.",
  access: "read",
  untrusted: true,
  input: z.strictObject({
    full_name: fullName("catalog.schema"),
    page_token: params.pageToken,
  }),
  output: z.object({ services: z.array(mcpServiceView.schema), next_page_token: text }),
  async run(ctx, { full_name: schema, page_token }) {
    const query = { schema, page_size: PAGE, page_token };
    const { items, next } = await firstNonEmptyPage(api.listMcpServices, ctx.client, query);
    return { services: items.map((item) => mcpServiceView(item)), next_page_token: next };
  },
});

export const createMcpService = agents.tool({
  name: "create_mcp_service",
  title: "Register an MCP server",
  description: "Registers an MCP server in AI Gateway, e.g. this one over HTTP, through a connection to it.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({
    full_name: serviceName,
    connection: fullName("catalog.schema.connection").describe("catalog.schema.connection, of type HTTP"),
    include_tool_selectors: z
      .array(z.string().min(1).max(256))
      .max(1024)
      .optional()
      .describe("Tools, e.g. get_* (default: all)"),
  }),
  output: mcpServiceView.schema,
  affects: ({ full_name, connection, include_tool_selectors = [] }) => ({
    effect: "Register",
    objects: [{ kind: "MCP service", name: full_name, details: { connection } }],
    consequences: [
      {
        reason: "outbound",
        text:
          include_tool_selectors.length === 0
            ? say`Users who get EXECUTE on it can call every tool of the server behind ${connection}.`
            : say`Users who get EXECUTE on it can call these tools: ${include_tool_selectors.join(", ")}.`,
      },
    ],
  }),
  async run(ctx, { full_name, connection, include_tool_selectors }) {
    const [catalog = "", schema = "", service_id = ""] = full_name.split(".");
    const config = {
      source_connection: { name: `connections/${connection}` },
      ...compact({ include_tool_selectors }),
    };
    const body = { config };
    return mcpServiceView(await api.createMcpService(ctx.client, { schema: `${catalog}.${schema}`, service_id, body }));
  },
});

export const deleteMcpService = agents.tool({
  name: "delete_mcp_service",
  title: "Unregister an MCP server",
  description: "Removes an MCP server and the grants on it from AI Gateway. The server itself is unaffected.",
  access: "destructive",
  untrusted: true,
  input: z.strictObject({ full_name: serviceName }),
  output: z.object({ full_name: z.string(), note: z.string() }),
  alsoCovers: [
    {
      operation: "aiGateway.deleteMcpService",
      args: ({ name }) => [{ full_name: String(name).replace(/^mcp-services\//, "") }],
    },
  ],
  async affects({ full_name }, ctx) {
    const { effective_owner } = await api.getMcpService(ctx.client, { full_name });
    return {
      effect: "Unregister",
      objects: [{ kind: "MCP service", name: full_name, details: { owner: effective_owner } }],
      consequences: [
        { reason: "others", text: say`Agents can no longer call its tools, and the grants on it are lost.` },
      ],
    };
  },
  async run(ctx, { full_name }) {
    await api.deleteMcpService(ctx.client, { full_name });
    return { full_name, note: "Unregistered." };
  },
});
