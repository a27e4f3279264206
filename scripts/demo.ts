import { spawn } from "node:child_process";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { listeningAt } from "./clean/listening.ts";
import { makeClient, narrate } from "./demo/session.ts";
import { tour } from "./demo/tour.ts";

// `npm run demo`: the built server over its embedded workspace, first over stdio, then over HTTP.

const COMMAND = ["dist/cli.js", "--sandbox", "--log-level", "warning"];

async function overStdio(): Promise<void> {
  process.stdout.write("\nOver stdio: the server as a child process of its client\n");
  const client = makeClient();
  await client.connect(new StdioClientTransport({ command: process.execPath, args: COMMAND, stderr: "inherit" }));
  try {
    await tour(narrate(client));
  } finally {
    await client.close();
  }
}

async function overHttp(): Promise<void> {
  process.stdout.write("\nOver Streamable HTTP: the same server on a port of its own\n");
  const args = [...COMMAND.slice(0, 2), "--http", "0", "--log-level", "info"];
  const server = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
  const exited = new Promise((resolve) => server.once("exit", resolve));
  try {
    const client = makeClient();
    await client.connect(new StreamableHTTPClientTransport(await listeningAt(server)));
    await tour(narrate(client));
    await client.close();
  } finally {
    server.kill("SIGTERM");
    await exited;
  }
}

const started = performance.now();
try {
  await overStdio();
  await overHttp();
  process.stdout.write(
    `\nDone: the whole session twice in ${((performance.now() - started) / 1000).toFixed(0)} seconds.\n`,
  );
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
