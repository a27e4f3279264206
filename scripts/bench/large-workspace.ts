import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

// `tsx large-workspace.ts`: a workspace with large responses, in a process of its own. Prints its address.

const MB = 2 ** 20;

/** Fifty thousand objects of one folder. */
const objects = JSON.stringify({
  objects: Array.from({ length: 50_000 }, (_, n) => ({
    path: `/big/notebook with a name ${n}`,
    object_type: "NOTEBOOK",
    language: "PYTHON",
    object_id: n,
  })),
});
/** A notebook of 25 MB. */
const notebook = JSON.stringify({ content: Buffer.alloc(25 * MB, `${"x".repeat(79)}\n`).toString("base64") });
/** A response that is small on the wire and larger than the server reads. */
const bomb = gzipSync(Buffer.concat([Buffer.from('{"clusters":["'), Buffer.alloc(200 * MB, "a")]), { level: 9 });
/** How long the list of clusters takes. */
const LATENCY_MS = 50;

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
  const send = (body: string | Buffer, headers = {}) => {
    response.writeHead(200, { "content-type": "application/json", ...headers }).end(body);
  };
  request.resume();
  switch (pathname) {
    case "/api/2.0/workspace/list":
      return send(objects);
    case "/api/2.0/workspace/get-status":
      return send(JSON.stringify({ path: searchParams.get("path"), object_type: "NOTEBOOK", language: "PYTHON" }));
    case "/api/2.0/workspace/export":
      return send(notebook);
    case "/api/2.1/clusters/list":
      return setTimeout(() => send('{"clusters":[]}'), LATENCY_MS);
    case "/api/2.0/serving-endpoints":
      return send(bomb, { "content-encoding": "gzip" });
    default:
      return response.writeHead(404).end("{}");
  }
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port, objects: objects.length })}\n`);
