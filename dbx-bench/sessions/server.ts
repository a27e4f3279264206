import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import type { Place, Task } from "../task.ts";

/** The server under test. */
export interface ServerChoice {
  /**
   * `ours` for the built server of this repository, `ours=<path>` for another build of it, or the command of any stdio
   * server. A command gets `DATABRICKS_HOST` and `DATABRICKS_TOKEN`, and `{host}` and `{token}` in it are replaced.
   */
  readonly server: string;
  /** Toolsets of our server in place of the persona's preset. */
  readonly toolsets?: string | undefined;
  /** `code` lists two tools that reach all others. */
  readonly mode?: string | undefined;
}

/** A connected server: its client, and how to end it. */
export interface ConnectedServer {
  readonly client: Client;
  close(): Promise<void>;
}

/** The user's decision about a question of the server. */
export type AnswerQuestion = (question: string) => boolean;

const OURS = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

/** Starts the server in front of the task's workspaces and connects to it over stdio. */
export async function connectServer(
  task: Task,
  place: Place,
  answer: AnswerQuestion,
  choice: ServerChoice,
): Promise<ConnectedServer> {
  const folder = mkdtempSync(join(tmpdir(), "dbx-bench-server-"));
  const client = createClient(answer);
  const transport = new StdioClientTransport({ ...commandOf(task, place, choice, folder), stderr: "pipe" });
  const written: string[] = [];
  transport.stderr?.on("data", (part: Buffer) => {
    process.stderr.write(part);
    if (written.length < MAX_PARTS) written.push(part.toString());
  });
  let hasEnded = false;
  const ended = new Promise<never>((_settle, reject) => {
    transport.onclose = () => {
      hasEnded = true;
      reject(new Error("The server ended"));
    };
  });
  const end = async () => {
    await client.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await Promise.race([client.connect(transport), ended]);
  } catch (error) {
    // Its last output may arrive after its end.
    await setTimeout(100);
    await end();
    throw hasEnded ? endedEarly(choice, written.join("")) : error;
  }
  return { client, close: end };
}

const MAX_PARTS = 100;

/** A sentence with the line in which the server, or the shell, says why it ended. */
function endedEarly({ server }: ServerChoice, written: string): Error {
  const lines = written
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const reason = lines.find((line) => /error|not found|cannot|denied/i.test(line)) ?? lines.at(-1);
  return new Error(`The server ${server} ended before it answered${reason === undefined ? "." : `: ${reason}`}`);
}

/** A client of an MCP host whose user answers questions. */
export function createClient(answer: AnswerQuestion): Client {
  const client = new Client({ name: "dbx-bench", version: "1.0.0" }, { capabilities: { elicitation: { form: {} } } });
  client.setRequestHandler("elicitation/create", ({ params }) => {
    if (!answer(params.message)) return { action: "decline" };
    const properties = "requestedSchema" in params ? params.requestedSchema.properties : {};
    return { action: "accept", content: Object.fromEntries(Object.keys(properties).map((name) => [name, true])) };
  });
  return client;
}

/** Options of our server for a task: its toolsets and, in every mode, what else it needs, as `--protect`. */
export function optionsOf(task: Task, { toolsets, mode }: Pick<ServerChoice, "toolsets" | "mode">): readonly string[] {
  const own = task.server ?? ["--toolsets", task.persona];
  if (mode !== "code" && toolsets === undefined) return own;
  const others = own.filter((option, at) => option !== "--toolsets" && own[at - 1] !== "--toolsets");
  return mode === "code" ? ["--mode", "code", ...others] : ["--toolsets", String(toolsets), ...others];
}

function commandOf(task: Task, { url, token, prod }: Place, choice: ServerChoice, folder: string) {
  const { server } = choice;
  const env: Record<string, string> = {
    PATH: process.env.PATH ?? "",
    HOME: folder,
    DATABRICKS_HOST: url,
    DATABRICKS_TOKEN: token,
  };
  if (!/^ours(=|$)/.test(server)) {
    const command = server.replaceAll("{host}", url).replaceAll("{token}", token);
    return { command: "sh", args: ["-c", `exec ${command}`], env: { ...env, HOME: process.env.HOME ?? folder } };
  }
  const program = server.startsWith("ours=") ? server.slice("ours=".length) : OURS;
  const args = [program, "--insecure-loopback", "--log-level", "error", ...optionsOf(task, choice)];
  if (prod !== undefined) {
    const profile = (name: string, at: { url: string; token: string }) =>
      `[${name}]\nhost = ${at.url}\ntoken = ${at.token}\n`;
    const file = join(folder, "databrickscfg");
    writeFileSync(file, profile("dev", { url, token }) + profile("prod", prod), { mode: 0o600 });
    const { DATABRICKS_HOST, DATABRICKS_TOKEN, ...others } = env;
    args.push("--workspaces", "dev,prod");
    return { command: process.execPath, args, env: { ...others, DATABRICKS_CONFIG_FILE: file } };
  }
  return { command: process.execPath, args, env };
}
