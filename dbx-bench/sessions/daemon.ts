// Keeps one session in the background, so that a shell can use it one command at a time: `cli.ts open` starts it, and
// `finish`, `close` or a long pause end it. Messages are JSON lines over a socket.
import { rmSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import * as z from "zod";
import { findTask } from "../tasks/index.ts";
import { type Message, message, type Reply } from "./messages.ts";
import { saveRecord } from "./record.ts";
import { asModelSees, type BenchSession, openSession } from "./session.ts";

const IDLE_MS = 30 * 60_000;

const options = z.object({
  id: z.string(),
  task: z.string(),
  agent: z.string(),
  folder: z.string(),
  records: z.string(),
  server: z.string(),
  toolsets: z.string().optional(),
  mode: z.string().optional(),
});

const { id, task, agent, folder, records, ...choice } = options.parse(JSON.parse(process.argv[2] ?? ""));
const socketPath = join(folder, `${id}.sock`);
const session = await openSession(findTask(task), choice).catch((error: unknown) => {
  // The last line of the log, which `cli.ts` shows.
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});

let pictures = 0;
const handle = async (asked: Message): Promise<Reply> => {
  switch (asked.op) {
    case "task":
      return { text: session.task.prompt };
    case "tools":
      return { text: asked.name === undefined ? listOf(session) : schemaOf(session, asked.name) };
    case "call": {
      const { text, isError, questions, pictures: shown } = await session.call(asked.tool, asked.args);
      const paths = shown.map((data) => {
        const path = join(folder, `${id}-${++pictures}.png`);
        writeFileSync(path, Buffer.from(data, "base64"));
        return `[picture ${path}]`;
      });
      const put = questions.map(
        ({ question, agreed }) => `(The user was asked: ${question}\n The user ${agreed ? "agreed" : "declined"}.)`,
      );
      return { text: [...put, isError ? `Error: ${text}` : text, ...paths].filter((part) => part !== "").join("\n") };
    }
    case "ask":
      return { text: session.ask(asked.question) };
    case "finish":
      saveRecord(records, await session.finish(asked.answer, agent));
      return { text: "Recorded.", ends: true };
    case "close":
      return { text: "Closed without a result.", ends: true };
  }
};

const listOf = ({ instructions, tools }: BenchSession): string =>
  [instructions, ...tools.map(({ name, description }) => `${name}: ${description ?? ""}`)].join("\n\n");

function schemaOf({ tools }: BenchSession, name: string): string {
  const found = tools.find((tool) => tool.name === name);
  return found === undefined
    ? `Tool ${name} was not found. \`tools <session>\` lists all tools.`
    : JSON.stringify(asModelSees(found), null, 1);
}

const end = async () => {
  listener.close();
  rmSync(socketPath, { force: true });
  await session.close();
  process.exit(0);
};

let idle = setTimeout(abandon, IDLE_MS);
async function abandon() {
  const record = await session.finish("", agent);
  saveRecord(records, { ...record, faults: ["the agent did not finish", ...record.faults] });
  await end();
}

let queue: Promise<unknown> = Promise.resolve();
const listener = createServer((socket: Socket) => {
  let text = "";
  socket.setEncoding("utf8");
  socket.on("error", () => {});
  socket.on("data", (part: string) => {
    text += part;
    if (!text.endsWith("\n")) return;
    clearTimeout(idle);
    queue = queue.then(async () => {
      const reply = await handle(message.parse(JSON.parse(text))).catch(
        (error: unknown): Reply => ({ text: `Error: ${error instanceof Error ? error.message : String(error)}` }),
      );
      idle = setTimeout(abandon, IDLE_MS);
      socket.end(JSON.stringify(reply), () => void (reply.ends && end()));
    });
  });
});
listener.listen(socketPath, () => writeFileSync(join(folder, `${id}.ready`), String(process.pid)));
