// The health check of the image. A server over HTTP must answer on /healthz; one over stdio is as healthy as its process.
import { readFileSync } from "node:fs";

const words = readFileSync("/proc/1/cmdline", "utf8").split("\0");
const at = words.findIndex((word) => /^--http(=|$)/.test(word));
const flag = at < 0 ? undefined : words[at].includes("=") ? words[at].split("=")[1] : words[at + 1];
const endpoint = flag ?? process.env.MCP_DATABRICKS_HTTP;
if (endpoint) {
  const response = await fetch(`http://127.0.0.1:${endpoint.split(":").at(-1)}/healthz`).catch(() => undefined);
  process.exit(response?.ok ? 0 : 1);
}
