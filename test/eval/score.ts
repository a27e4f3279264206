import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { accessOf, type Tool } from "../../src/core/tool.ts";
import type { Change, EvalTask, Held } from "./task.ts";

/** One call of a recorded session, with the text its answer put into the model's context. */
export interface RecordedCall {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly isError?: boolean | undefined;
  /** How many pictures the answer showed. */
  readonly pictures?: number | undefined;
}

export interface Session {
  readonly task: string;
  readonly calls: readonly RecordedCall[];
  /** The model's final answer. A scripted session has none, so its facts are looked for in the results of its calls. */
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

export const holds = (text: string, wanted: string | RegExp): boolean =>
  typeof wanted === "string" ? text.includes(wanted) : wanted.test(text);

/** Scores one session: facts, calls, tokens, the right object, and nothing changed that was not asked for. */
export async function score(task: EvalTask, session: Session, tools: readonly Tool[]): Promise<Score> {
  const { calls } = session;
  return {
    task: task.id,
    calls: calls.length,
    fewest: task.fewest,
    tokens: calls.reduce((sum, { text }) => sum + countTokens(text), 0),
    errors: calls.filter(({ isError }) => isError).length,
    faults: await faultsOf(task, session, tools),
  };
}

/** The faults of a session. */
export async function faultsOf(task: EvalTask, { calls, answer }: Session, tools: readonly Tool[]): Promise<string[]> {
  const brought = calls.filter(({ isError }) => !isError || task.endsRefused).map(({ text }) => text);
  const said = answer ?? brought.join("\n");
  const asked = calls.map((call, index) => ({ ...call, read: readBefore(calls, index), line: lineOf(call) }));
  const shown = calls.reduce((sum, { pictures = 0 }) => sum + pictures, 0);
  const { about, pictures = 0, changes = [], never = [] } = task;
  return [
    ...task.facts.filter((fact) => !holds(said, fact)).map((fact) => `the answer lacks ${String(fact)}`),
    ...never.flatMap((decoy) =>
      asked.filter(({ line }) => holds(line, decoy)).map(({ line }) => `must not be called: ${line}`),
    ),
    ...(await unasked(task, asked, tools)),
    ...(task.left?.file === undefined
      ? asked.filter(makesFile).map(({ line }) => `a file nobody wanted: ${line}`)
      : []),
    ...changes.flatMap((change) => undone(change, asked)),
    ...(about === undefined || asked.some(({ args, read }) => isOn(about, args, read))
      ? []
      : [`no call is about ${nameOf(about)}`]),
    ...(shown === pictures ? [] : [`${shown} pictures were shown, ${pictures} wanted`]),
    ...(calls.length > MOST_CALLS ? [`${calls.length} calls; ${MOST_CALLS} are the most`] : []),
  ];
}

/** A call with all that the model had read when it made it. */
interface Asked extends RecordedCall {
  readonly read: string;
  readonly line: string;
}

const lineOf = ({ name, args }: RecordedCall): string => `${name} ${JSON.stringify(args)}`;

const readBefore = (calls: readonly RecordedCall[], index: number): string =>
  calls
    .slice(0, index)
    .map(({ text }) => text)
    .join("\n");

function isOn(on: Held, args: RecordedCall["args"], read: string): boolean {
  const wanted = typeof on === "function" ? on(read) : on;
  if (wanted === undefined) return false;
  const given = JSON.stringify(args);
  return [wanted].flat().every((part) => given.includes(part));
}

const nameOf = (on: Held): string => (typeof on === "function" ? "what was found before" : [on].flat().join(", "));

const isThe = ({ tool, on }: Change, { name, args, read }: Asked): boolean =>
  [tool].flat().includes(name) && isOn(on, args, read);

function undone(change: Change, asked: readonly Asked[]): string[] {
  const { tool, on, times = 1, most } = change;
  const tried = asked.filter((call) => isThe(change, call));
  const what = `${[tool].flat().join(" or ")} on ${nameOf(on)}`;
  return [
    ...(tried.filter(({ isError }) => !isError).length < times ? [`not done: ${what}`] : []),
    ...(most !== undefined && tried.length > most ? [`tried ${tried.length} times: ${what}`] : []),
  ];
}

/** The workspace does not change, but a file appears on the user's disk. */
const makesFile = ({ name, args, isError }: Asked): boolean =>
  name === "export_sql_result" && args.file !== undefined && !isError;

/** Unwanted changes. A refused one counts too, because only the server prevented it. */
async function unasked(task: EvalTask, asked: readonly Asked[], tools: readonly Tool[]): Promise<string[]> {
  const found = await Promise.all(
    asked.map(async (call) => {
      const tool = tools.find(({ name }) => name === call.name);
      if (tool === undefined) return `there is no tool ${call.name}`;
      const access = await accessOf(tool, tool.input.safeParse(call.args).data ?? { ...call.args });
      if (access === "read" || task.changes?.some((change) => isThe(change, call))) return undefined;
      return `a surprise (${access}): ${call.line}`;
    }),
  );
  return found.filter((fault) => fault !== undefined);
}
