import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/server";

// The least that an SDK server over HTTP needs: one tool, and a session for each client.

const transports = new Map<string, WebStandardStreamableHTTPServerTransport>();

async function open(): Promise<WebStandardStreamableHTTPServerTransport> {
  const transport: WebStandardStreamableHTTPServerTransport = new WebStandardStreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (id) => void transports.set(id, transport),
  });
  const server = new Server({ name: "bare", version: "1.0.0" }, { capabilities: { tools: {} } });
  server.setRequestHandler("tools/list", () => ({
    tools: [{ name: "echo", inputSchema: { type: "object" as const } }],
  }));
  server.setRequestHandler("tools/call", ({ params }) => ({
    content: [{ type: "text" as const, text: JSON.stringify(params.arguments) }],
    structuredContent: { ...params.arguments },
  }));
  await server.connect(transport);
  return transport;
}

async function bodyOf(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const http = createServer(async (req, res) => {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) if (typeof value === "string") headers.set(name, value);
  const method = req.method ?? "GET";
  const body = method === "POST" ? JSON.parse((await bodyOf(req)).toString()) : undefined;
  const session = headers.get("mcp-session-id");
  const transport = session ? transports.get(session) : await open();
  if (!transport) return void res.writeHead(404).end();
  const request = new Request(`http://${req.headers.host}${req.url}`, { method, headers });
  const response = await transport.handleRequest(request, { parsedBody: body });
  res.writeHead(response.status, Object.fromEntries(response.headers));
  if (!response.body) return void res.end();
  for await (const part of response.body) res.write(part);
  res.end();
});
http.listen(0, "127.0.0.1", () => {
  process.stderr.write(`listening http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp\n`);
});
