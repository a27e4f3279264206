// A workspace in a process of its own, so that its clock of arrivals is not held up by the test. It answers after 50 ms.
import { createServer } from "node:http";

const arrivals = [];
// When this process was last known to receive what arrives. On a busy machine it may be held up.
let awake = performance.now();
setInterval(() => {
  awake = performance.now();
}, 2);
const server = createServer((req, res) => {
  if (req.url === "/arrivals") return void res.end(JSON.stringify(arrivals.splice(0)));
  if (req.url === "/now") return void res.end(JSON.stringify(performance.now()));
  if (req.url.startsWith("/.well-known")) return void res.writeHead(404).end();
  arrivals.push([awake, performance.now()]);
  const cluster = {
    cluster_id: "0101-000000-abcdef12",
    cluster_name: "small",
    state: "TERMINATED",
    creator_user_name: "ana",
  };
  const notebook = { object_type: "NOTEBOOK", path: "/Users/ana/long", language: "PYTHON", object_id: 1 };
  // Longer than one result may be.
  const source = Buffer.from("print('a line of it')\n".repeat(20_000)).toString("base64");
  const answers = {
    "clusters/get": cluster,
    "workspace/get-status": notebook,
    "workspace/export": { content: source, file_type: "py" },
  };
  const body = JSON.stringify(answers[/\/(\w+\/[\w-]+)(\?|$)/.exec(req.url)?.[1]] ?? {});
  req.resume();
  setTimeout(() => res.writeHead(200, { "content-type": "application/json" }).end(body), 50);
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.stdout.write(`${server.address().port}\n`));
process.stdin.resume().on("end", () => process.exit(0));
