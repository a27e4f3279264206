// A workspace in a process of its own, so that its clock of arrivals is not held up by the test. It answers after 50 ms.
import { createServer } from "node:http";

const arrivals = [];
// On a busy machine this process may be held up. After that its timers run first, then it sees new connections, and in the next
// turn what arrived on them. So a request arrived at the earliest a few timers ago.
let ticks = Array.from({ length: 4 }, () => performance.now());
setInterval(() => {
  ticks = [...ticks.slice(1), performance.now()];
}, 2);
const server = createServer((req, res) => {
  if (req.url === "/arrivals") return void res.end(JSON.stringify(arrivals.splice(0)));
  if (req.url === "/now") return void res.end(JSON.stringify(performance.now()));
  if (req.url.startsWith("/.well-known")) return void res.writeHead(404).end();
  arrivals.push([ticks[0], performance.now()]);
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
