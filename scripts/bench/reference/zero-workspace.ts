import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

// A workspace that answers every request at once with an empty object.
const server = createServer((req, res) => {
  req.resume().on("end", () => res.writeHead(200, { "content-type": "application/json" }).end("{}"));
});
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ port })}\n`);
});
