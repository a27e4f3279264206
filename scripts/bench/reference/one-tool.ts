// The reference of the benchmarks: the smallest server of the same SDK, with one tool, over stdio or (BENCH_HTTP) HTTP. With
// BENCH_LIST it returns the list in that file.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import * as z from "zod";

const { BENCH_LIST, BENCH_HTTP } = process.env;
const tools = BENCH_LIST === undefined ? undefined : JSON.parse(readFileSync(BENCH_LIST, "utf8"));

function createReference(): McpServer {
  const server = new McpServer({ name: "one-tool", version: "1.0.0" });
  server.registerTool(
    "echo",
    { description: "Returns its text.", inputSchema: z.object({ text: z.string() }) },
    async ({ text }) => ({ content: [{ type: "text", text }] }),
  );
  if (tools) server.server.setRequestHandler("tools/list", () => ({ tools }));
  return server;
}

if (BENCH_HTTP === undefined) serveStdio(createReference);
else {
  const handler = createMcpHandler(createReference, { legacy: "stateless" });
  const http = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    const headers = new Headers(Object.entries(req.headers).map(([name, value]) => [name, String(value)]));
    const response = await handler.fetch(
      new Request(`http://127.0.0.1${req.url}`, { method: "POST", headers, body: Buffer.concat(chunks) }),
    );
    res.writeHead(response.status, Object.fromEntries(response.headers));
    res.end(Buffer.from(await response.arrayBuffer()));
  });
  http.listen(0, "127.0.0.1", () => process.stderr.write(`${(http.address() as AddressInfo).port}\n`));
}
