// Scores the built server with mcpscore, over stdio and over HTTPS: `npm run test:score`. It passes if the only rules that
// fail are those of score/mcpscore.toml, for which docs/protocol.md has the reasons. Needs python3 and openssl.
import { execFile, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "node:tls";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { parse } from "smol-toml";
import * as z from "zod";
import { listeningAt } from "./clean/listening.ts";
import { python } from "./peers/python.ts";

const Results = z.array(z.object({ rule_id: z.string(), passed: z.boolean(), message: z.string() }));
const Report = z.object({
  score: z.number(),
  max_score: z.number(),
  results: Results,
  /** The rules of the newest revision, which count as well. */
  readiness: z.object({ results: Results }),
});
type Report = z.infer<typeof Report>;
const Rules = z.object({ rules: z.record(z.string(), z.literal("off")) });

const root = fileURLToPath(new URL("..", import.meta.url));
const config = fileURLToPath(new URL("score/mcpscore.toml", import.meta.url));
const accepted = Object.keys(Rules.parse(parse(readFileSync(config, "utf8"))).rules);
const command = [join(root, "dist", "cli.js"), "--sandbox", "--log-level", "info"];
const place = mkdtempSync(join(tmpdir(), "score-"));

const installed = await python(fileURLToPath(new URL("score/requirements.txt", import.meta.url)));
if ("problem" in installed) throw new Error(installed.problem);
const mcpscore = installed.bin("mcpscore");

async function scored(target: readonly string[], options: readonly string[], trusted?: string): Promise<Report> {
  const env = { ...process.env, NO_COLOR: "1", ...(trusted && { SSL_CERT_FILE: trusted }) };
  const ran = await promisify(execFile)(mcpscore, ["--json", ...options, ...target], { env, maxBuffer: 64_000_000 });
  return Report.parse(JSON.parse(ran.stdout));
}

const percent = ({ score, max_score }: Report): string =>
  `${score} of ${max_score} points (${((100 * score) / max_score).toFixed(1)} %)`;

/** Scores a target with every rule, and without those that are accepted. */
async function check(what: string, target: readonly string[], trusted?: string): Promise<void> {
  const all = await scored(target, ["--no-config"], trusted);
  const failed = [...all.results, ...all.readiness.results].filter(({ passed }) => !passed);
  const others = failed.filter(({ rule_id }) => !accepted.includes(rule_id));
  const stale = accepted.filter((rule) => !failed.some(({ rule_id }) => rule_id === rule));
  console.log(
    `${what}: ${percent(await scored(target, ["--config", config], trusted))}, with every rule ${percent(all)}`,
  );
  for (const { rule_id, message } of others) console.log(`  ${rule_id}: ${message}`);
  for (const rule of stale) console.log(`  ${rule} passes: remove it from score/mcpscore.toml.`);
  if (others.length + stale.length > 0) process.exitCode = 1;
}

/** A certificate for localhost that is valid for a day, and its key. */
function certificate(): { readonly key: string; readonly cert: string } {
  const [key, cert] = [join(place, "key.pem"), join(place, "cert.pem")];
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"];
  execFileSync("openssl", ["req", "-x509", ...kind, ...names, "-keyout", key, "-out", cert], { stdio: "ignore" });
  return { key, cert };
}

/** Scores the server behind a proxy that ends TLS, as a service is deployed. */
async function overHttps(): Promise<void> {
  const { key, cert } = certificate();
  let behind = 0;
  const proxy = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (client) => {
    const upstream = connect(behind, "127.0.0.1");
    for (const socket of [client, upstream])
      socket.on("error", () => void [client, upstream].map((end) => end.destroy()));
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((listening) => proxy.listen(0, "127.0.0.1", listening));
  const { port } = proxy.address() as AddressInfo;
  const host = `localhost:${port}`;
  const server = spawn(process.execPath, [...command, "--http", "0", "--allowed-hosts", host]);
  try {
    behind = Number((await listeningAt(server)).port);
    await check("HTTPS", [`https://${host}/mcp`], cert);
  } finally {
    server.kill("SIGTERM");
    proxy.close();
  }
}

try {
  await check("stdio", ["--stdio", process.execPath, ...command]);
  await overHttps();
} finally {
  rmSync(place, { recursive: true, force: true });
}
