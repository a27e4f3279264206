import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { freePort } from "../../test/support/free-port.ts";
import { openOAuthServer, REDIRECT } from "../../test/support/sign-in/oauth-server.ts";
import { listeningAt } from "../clean/listening.ts";
import { python } from "./python.ts";

// The official Python and Go clients of MCP against the built server over HTTP, with tokens and with a real OAuth server. The
// TypeScript clients are in `test/service/official-clients.test.ts`. They need a build.

const HERE = fileURLToPath(new URL("mcp/", import.meta.url));
const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));
const TOKEN = "0123456789abcdef0123456789abcdef0123456789abcdef";

type Command = readonly [string, ...string[]];

/** Runs the clients that are available. Returns 0 if none fails, and 1 otherwise. */
export async function checkMcpClients(): Promise<number> {
  const clients = [await pythonClient(), await goClient()];
  let code = 0;
  for (const auth of ["token", "oauth"] as const) {
    const oauth = await openOAuthServer();
    const server = await startServer(auth, oauth.issuer);
    try {
      for (const { name, ...client } of clients) {
        if ("problem" in client) {
          console.log(`Skipped: the ${name} client is not available. ${client.problem}`);
          continue;
        }
        const outcome = await runClient(client.command, server.url, auth === "token" ? TOKEN : "oauth", oauth.signIn);
        if (!outcome.ok) code = 1;
        console.log(`${name}, --auth ${auth}: ${outcome.ok ? "passed" : "FAILED"}, ${outcome.said}`);
      }
    } finally {
      server.child.kill("SIGKILL");
      oauth.close();
    }
  }
  return code;
}

async function pythonClient() {
  const name = "Python";
  const installed = await python(path.join(HERE, "requirements.txt"));
  if ("problem" in installed) return { name, problem: installed.problem };
  const command: Command = [installed.bin("python"), path.join(HERE, "client.py")];
  return { name, command };
}

async function goClient() {
  const name = "Go";
  const program = path.join(tmpdir(), "mcp-server-databricks-go-client");
  const code = await new Promise<number | string>((resolve) => {
    const child = spawn("go", ["build", "-o", program, "."], { cwd: HERE, stdio: ["ignore", "ignore", "inherit"] });
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (status) => resolve(status ?? 1));
  });
  const command: Command = [program];
  return code === 0 ? { name, command } : { name, problem: `go build: ${code}` };
}

async function startServer(auth: "token" | "oauth", issuer: string): Promise<{ url: string; child: ChildProcess }> {
  // Tokens are issued for the address of the server, so it is known beforehand.
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/mcp`;
  const oauth = ["--auth-issuer", issuer, "--public-url", url, "--grants", "scope:mcp.read=read"];
  const child = spawn(
    process.execPath,
    [CLI, "--sandbox", "--http", `127.0.0.1:${port}`, "--auth", auth, ...(auth === "oauth" ? oauth : [])],
    {
      env: { PATH: process.env.PATH, ...(auth === "token" && { MCP_DATABRICKS_AUTH_TOKENS: `ana:${TOKEN}` }) },
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  await listeningAt(child);
  return { url, child };
}

/** Runs a client to its end, as its user: signs in at the address that it opens. */
async function runClient(
  [program, ...args]: Command,
  url: string,
  credential: string,
  signIn: (at: URL, user: string) => Promise<URLSearchParams>,
): Promise<{ ok: boolean; said: string }> {
  const child = spawn(program, [...args, url, credential, REDIRECT], { stdio: ["pipe", "pipe", "pipe"] });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-2000);
  });
  const closed = new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? 1)));
  let result = "";
  for await (const line of createInterface({ input: child.stdout })) {
    const { open } = JSON.parse(line) as { open?: string };
    if (open === undefined) result = line;
    else child.stdin.write(`${JSON.stringify(Object.fromEntries(await signIn(new URL(open), "ana")))}\n`);
  }
  const code = await closed;
  const { tools = 0, failed = true } = result === "" ? {} : (JSON.parse(result) as { tools: number; failed: boolean });
  return { ok: code === 0 && tools > 0 && !failed, said: result || complaint };
}
