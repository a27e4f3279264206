// dbx-bench: tasks for agents in a Databricks workspace. README.md says how to use it.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Message, send } from "./sessions/messages.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const state = process.env.DBX_BENCH_DIR ?? join(tmpdir(), `dbx-bench-${userInfo().uid}`);
const sessions = join(state, "sessions");

const USAGE = `Usage:
  list [--suite <suite>]                                   tasks
  open <task> | --next <agent> [--suite <suite>]           starts a session and prints its ID and the user's request
  tools <session> [tool]                                   what the server offers
  call <session> <tool> '<arguments as JSON>'              calls a tool
  ask <session> '<question>'                               asks the user a question
  finish <session> '<final answer>'                        ends the session and records it
  close <session>                                          ends it without a record
  run [--suite <suite>] [--agent <name>]                   plays the scripted solutions
  report [--records <folder>] [--write <file>] [--k 3]     scores of all recorded sessions
Options of open and run: --server ours|ours=<cli.js>|"<command>", --toolsets <sets>, --mode code, --records <folder>`;

const { values, positionals } = readArguments();
const [command, ...rest] = positionals;
const records = resolve(values.records);

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        help: { type: "boolean", short: "h" },
        agent: { type: "string", default: "agent" },
        next: { type: "string" },
        suite: { type: "string", default: "all" },
        times: { type: "string", default: "1" },
        server: { type: "string", default: process.env.DBX_BENCH_SERVER ?? "ours" },
        toolsets: { type: "string" },
        mode: { type: "string" },
        records: { type: "string", default: join(state, "records") },
        write: { type: "string" },
        k: { type: "string", default: "3" },
      },
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n${USAGE}\n`);
    process.exit(1);
  }
}

async function main(): Promise<void> {
  switch (command) {
    case "list": {
      const { suite } = await import("./tasks/index.ts");
      for (const { id, persona, prompt } of suite(values.suite)) console.log(`${id} (${persona}): ${prompt}`);
      return;
    }
    case "open":
      return open();
    case "tools":
      return tell(rest[0], { op: "tools", ...(rest[1] === undefined ? {} : { name: rest[1] }) });
    case "call":
      return tell(rest[0], { op: "call", tool: needed(rest[1], "tool"), args: argumentsOf(rest[2]) });
    case "ask":
      return tell(rest[0], { op: "ask", question: needed(rest[1], "question") });
    case "finish":
      return tell(rest[0], { op: "finish", answer: needed(rest[1], "final answer") });
    case "close":
      return tell(rest[0], { op: "close" });
    case "run": {
      const { runSuite } = await import("./run.ts");
      return runSuite(values.suite, choice(), { agent: values.agent, records });
    }
    case "report": {
      const { report } = await import("./scoring/report.ts");
      return report(records, Number(values.k), values.write);
    }
    case undefined:
      console.log(USAGE);
      return;
    default:
      throw new Error(`Unknown command: ${command}.\n${USAGE}`);
  }
}

function choice() {
  const { server, toolsets, mode } = values;
  return { server, toolsets, mode };
}

function needed(value: string | undefined, what: string): string {
  if (value === undefined) throw new Error(`Missing argument: ${what}.\n${USAGE}`);
  return value;
}

function argumentsOf(text = "{}"): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`The arguments are not JSON: ${error instanceof Error ? error.message : error}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error("The arguments are not a JSON object.");
  return { ...value };
}

async function tell(session: string | undefined, message: Message): Promise<void> {
  const id = needed(session, "session");
  const socket = join(sessions, `${id}.sock`);
  if (!existsSync(socket))
    throw new Error(`Session ${id} was not found. It may have ended. Start a new one with \`open\`.`);
  console.log((await send(socket, message)).text);
}

async function open(): Promise<void> {
  mkdirSync(sessions, { recursive: true, mode: 0o700 });
  const agent = values.next ?? values.agent;
  const { findTask } = await import("./tasks/index.ts");
  const task = values.next === undefined ? findTask(needed(rest[0], "task")).id : await nextTask(agent);
  if (task === undefined) return console.log("All tasks are done.");
  const id = `${task}-${randomBytes(2).toString("hex")}`;
  const log = openSync(join(sessions, `${id}.log`), "a", 0o600);
  const options = JSON.stringify({ id, task, agent, folder: sessions, records, ...choice() });
  const daemon = fileURLToPath(new URL("./sessions/daemon.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", daemon, options], {
    cwd: root,
    detached: true,
    stdio: ["ignore", log, log],
  });
  let exited: number | null | undefined;
  child.once("exit", (code) => {
    exited = code;
  });
  while (!existsSync(join(sessions, `${id}.ready`))) {
    if (exited !== undefined) {
      const file = join(sessions, `${id}.log`);
      throw new Error(
        `The session did not start. ${readFileSync(file, "utf8").trim().split("\n").at(-1)}\nIts log: ${file}`,
      );
    }
    await new Promise((settle) => setTimeout(settle, 100));
  }
  child.unref();
  const { text } = await send(join(sessions, `${id}.sock`), { op: "task" });
  console.log(`Session: ${id}\nThe user says: ${text}`);
}

/** The first task of the suite that has fewer than `--times` records of this agent. Open sessions do not count. */
async function nextTask(agent: string): Promise<string | undefined> {
  const [{ suite }, { readRecords }] = await Promise.all([import("./tasks/index.ts"), import("./sessions/record.ts")]);
  const done = readRecords(records).filter((record) => record.agent === agent);
  return suite(values.suite).find(({ id }) => done.filter(({ task }) => task === id).length < Number(values.times))?.id;
}
