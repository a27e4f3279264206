import type { Client } from "@modelcontextprotocol/client";
import { judge, type RecordedCall, tokensOf, tokensOfCalls } from "../scoring/score.ts";
import type { Place, Task } from "../task.ts";
import { type OpenPlace, openPlace } from "../workspace/open.ts";
import { isJson } from "../workspace/rest.ts";
import type { SessionRecord } from "./record.ts";
import { type AnswerQuestion, type ConnectedServer, connectServer, type ServerChoice } from "./server.ts";

type Tools = Awaited<ReturnType<Client["listTools"]>>["tools"];

/** A call as an agent sees it: the text of the answer, and the questions to the user meanwhile. */
export interface Seen {
  readonly text: string;
  readonly isError: boolean;
  /** The structured result, which scripted solutions read. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly questions: readonly { readonly question: string; readonly agreed: boolean }[];
  /** Pictures in the answer, as base64 of PNG. */
  readonly pictures: readonly string[];
}

/** One agent at work on one task: the workspaces, the server in front of them, and what happened. */
export interface BenchSession {
  readonly task: Task;
  readonly place: Place;
  readonly instructions: string;
  readonly tools: Tools;
  call(tool: string, args: Record<string, unknown>): Promise<Seen>;
  ask(question: string): string;
  /** The number of calls so far, and the tokens of their answers. */
  soFar(): { readonly calls: number; readonly tokens: number };
  /** Judges the result and ends the session. */
  finish(answer: string, agent: string): Promise<SessionRecord>;
  close(): Promise<void>;
}

const LONGEST_CALL_MS = 10 * 60_000;
const NO_REPLY = "I have nothing to add. Decide for yourself, or tell me why you cannot.";

/** Starts a server in front of the workspaces of a task. */
export type Connect = (task: Task, place: Place, answer: AnswerQuestion) => Promise<ConnectedServer>;

/** Starts the workspaces of a task and the chosen server in front of them. */
export async function openSession(task: Task, choice: ServerChoice): Promise<BenchSession> {
  const open = await openPlace(task);
  const name = [choice.server, choice.mode].filter((part) => part !== undefined).join(" ");
  const connect: Connect = (...of) => connectServer(...of, choice);
  return startSession(task, open, connect, name).catch(async (error: unknown) => {
    await open.close();
    throw error;
  });
}

/** Starts a session in workspaces that are open. Closing the session closes them. */
export async function startSession(
  task: Task,
  open: OpenPlace,
  connect: Connect,
  serverName: string,
): Promise<BenchSession> {
  const questions: { question: string; agreed: boolean }[] = [];
  const { client, close: closeServer } = await connect(task, open.place, (question) => {
    const agreed = task.consents?.(question) ?? true;
    questions.push({ question, agreed });
    return agreed;
  });
  const { tools } = await client.listTools();
  const instructions = client.getInstructions() ?? "";
  const begun = new Date().toISOString();
  const calls: RecordedCall[] = [];
  const asked: string[] = [];
  return {
    task,
    place: open.place,
    instructions,
    tools,
    async call(tool, args) {
      const before = questions.length;
      const seen = await callTool(client, tool, args);
      calls.push({ tool, args, text: seen.text, isError: seen.isError, pictures: seen.pictures.length });
      return { ...seen, questions: questions.slice(before) };
    },
    ask(question) {
      asked.push(question);
      return task.reply ?? NO_REPLY;
    },
    soFar: () => ({ calls: calls.length, tokens: tokensOfCalls(calls).read }),
    async finish(answer, agent) {
      const { faults, damage } = await judge(task, open.place, open.before, answer);
      const tokens = tokensOfCalls(calls);
      return {
        agent,
        task: task.id,
        persona: task.persona,
        server: serverName,
        begun,
        ended: new Date().toISOString(),
        list_tokens: tokensOf(instructions + JSON.stringify(tools.map(asModelSees))),
        tools: tools.length,
        calls,
        questions,
        asked,
        answer,
        tokens,
        faults: [...faults],
        damage: [...damage],
        over_budget: calls.length > task.budget.calls || tokens.read > task.budget.tokens,
      };
    },
    async close() {
      await closeServer();
      await open.close();
    },
  };
}

/** The parts of a tool's definition that hosts put into a model's context. */
export const asModelSees = ({ name, description, inputSchema }: Tools[number]) => ({ name, description, inputSchema });

/** Calls a tool and returns what a host shows to its model: text blocks, or the structured result if there are none. */
async function callTool(client: Client, name: string, args: Record<string, unknown>): Promise<Omit<Seen, "questions">> {
  let answer: Awaited<ReturnType<Client["callTool"]>>;
  try {
    answer = await client.callTool(
      { name, arguments: args },
      { timeout: LONGEST_CALL_MS, resetTimeoutOnProgress: true },
    );
  } catch (error) {
    return { text: error instanceof Error ? error.message : String(error), isError: true, data: {}, pictures: [] };
  }
  const { content, structuredContent, isError } = answer;
  const texts = content.flatMap((block) => {
    if (block.type === "text") return [block.text];
    if (block.type === "resource_link") return [`[link ${block.uri}]`];
    if (block.type === "resource")
      return ["text" in block.resource ? block.resource.text : `[data ${block.resource.uri}]`];
    return [];
  });
  const text =
    texts.length > 0 || structuredContent === undefined ? texts.join("\n") : JSON.stringify(structuredContent);
  return {
    text,
    isError: isError === true,
    data: isJson(structuredContent) ? structuredContent : {},
    pictures: content.flatMap((block) => (block.type === "image" ? [block.data] : [])),
  };
}
