import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { accessOf, type Tool } from "../../src/core/tool.ts";
import type { EvalTask } from "./task.ts";

/** One call of a recorded session, with the text its answer put into the model's context. */
export interface RecordedCall {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly isError?: boolean | undefined;
}

export interface Session {
  readonly task: string;
  readonly calls: readonly RecordedCall[];
  /** What the model said in the end. A scripted session has none: its facts are looked for in what the calls brought. */
  readonly answer?: string | undefined;
}

export interface Score {
  readonly task: string;
  readonly calls: number;
  readonly fewest: number;
  /** Tokens of all results, by o200k. */
  readonly tokens: number;
  readonly errors: number;
  /** Empty when the session solved the task and did nothing else. */
  readonly faults: readonly string[];
}

const MOST_CALLS = 6;

const holds = (text: string, wanted: string | RegExp): boolean =>
  typeof wanted === "string" ? text.includes(wanted) : wanted.test(text);

/** Scores one session: facts, calls, tokens, the right object, and nothing changed that was not asked for. */
export async function score(task: EvalTask, session: Session, tools: readonly Tool[]): Promise<Score> {
  const { calls } = session;
  const brought = calls.filter(({ isError }) => !isError).map(({ text }) => text);
  const said = session.answer ?? brought.join("\n");
  const asked = calls.map(({ name, args }) => `${name} ${JSON.stringify(args)}`);
  const faults = [
    ...task.facts.filter((fact) => !holds(said, fact)).map((fact) => `the answer lacks ${String(fact)}`),
    ...(task.never ?? []).flatMap((decoy) =>
      asked.filter((call) => holds(call, decoy)).map((call) => `must not be called: ${call}`),
    ),
    ...(await unasked(task, calls, tools)),
    ...(task.changes ?? [])
      .filter((change) => calls.filter((call) => !call.isError && isThe(change, call)).length < (change.times ?? 1))
      .map(({ tool, on }) => `not done: ${tool} on ${on}`),
  ];
  const { about } = task;
  if (about !== undefined && !asked.some((call) => call.includes(about))) faults.push(`no call is about ${about}`);
  if (calls.length > MOST_CALLS) faults.push(`${calls.length} calls; ${MOST_CALLS} are the most`);
  return {
    task: task.id,
    calls: calls.length,
    fewest: task.fewest,
    tokens: calls.reduce((sum, { text }) => sum + countTokens(text), 0),
    errors: calls.filter(({ isError }) => isError).length,
    faults,
  };
}

const isThe = ({ tool, on }: { tool: string; on: string }, { name, args }: RecordedCall): boolean =>
  name === tool && JSON.stringify(args).includes(on);

/** Changes nobody asked for. One that was refused counts too: it was the server that prevented it. */
async function unasked(task: EvalTask, calls: readonly RecordedCall[], tools: readonly Tool[]): Promise<string[]> {
  const found = await Promise.all(
    calls.map(async (call) => {
      const tool = tools.find(({ name }) => name === call.name);
      if (tool === undefined) return `there is no tool ${call.name}`;
      const access = await accessOf(tool, tool.input.safeParse(call.args).data ?? { ...call.args });
      if (access === "read" || task.changes?.some((change) => isThe(change, call))) return undefined;
      return `a surprise (${access}): ${call.name} ${JSON.stringify(call.args)}`;
    }),
  );
  return found.filter((fault) => fault !== undefined);
}
