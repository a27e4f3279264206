// A workspace with one response: GET /api/2.1/clusters/list after HOLD_MS. `/times` returns when requests arrived.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const HOLD_MS = Number(process.env.HOLD_MS ?? 0);
const clusters = Array.from({ length: 20 }, (_, index) => ({
  cluster_id: `0101-000000-bench${String(index).padStart(3, "0")}`,
  cluster_name: `bench ${index}`,
  state: "RUNNING",
  spark_version: "16.4.x-scala2.12",
  node_type_id: "i3.xlarge",
  num_workers: index,
}));
let times: number[] = [];

const http = createServer((req, res) => {
  res.setHeader("Content-Type", "application/json");
  if (req.url === "/times") {
    res.end(JSON.stringify(times));
    times = [];
    return;
  }
  times.push(performance.now());
  setTimeout(() => res.end(JSON.stringify({ clusters })), HOLD_MS);
});
http.keepAliveTimeout = 60_000;
http.listen(0, "127.0.0.1", () => process.stdout.write(`${(http.address() as AddressInfo).port}\n`));
