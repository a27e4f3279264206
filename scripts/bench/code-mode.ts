import { parseArgs } from "node:util";
import { playInCodeMode } from "../../dbx-bench/code-scripts.ts";
import { faultsOf, tokensOf, tokensOfCalls } from "../../dbx-bench/scoring/score.ts";
import { playSolution } from "../../dbx-bench/scripted.ts";
import { asModelSees, startSession } from "../../dbx-bench/sessions/session.ts";
import { PERSONAS, type Place, type Task } from "../../dbx-bench/task.ts";
import { suite } from "../../dbx-bench/tasks/index.ts";
import { type OpenPlace, openPlace } from "../../dbx-bench/workspace/open.ts";
import { connectInProcess } from "../../test/dbx-bench/in-process.ts";
import type { Figure } from "./figure.ts";
import { median } from "./median.ts";

// Tokens of dbx-bench's scripted solutions in code mode and with typed tools: the list with the instructions, the arguments
// that a model writes, and the answers that it reads. `tsx scripts/bench/code-mode.ts all` plays every task.

/** Tokens of ai-dev-kit's list of 44 tools, which is its cost before the first call. */
const AI_DEV_KIT_LIST = 15_800;

type Mode = "typed" | "code";

interface Played {
  readonly task: string;
  readonly tokens: number;
  readonly faults: readonly string[];
}

/** Plays the tasks of a suite in both modes. */
export async function codeModeTokens(name: string, note: (line: string) => void = () => {}): Promise<Figure[]> {
  const tasks = suite(name).filter(({ traits }) => !traits?.includes("workspaces"));
  const typed: Played[] = [];
  const code: Played[] = [];
  for (const persona of PERSONAS) {
    const own = tasks.filter((task) => task.persona === persona);
    typed.push(...(await playAll(own, "typed", note)));
    code.push(...(await playAll(own, "code", note)));
  }
  const [inCode, inTyped] = [median(code.map(({ tokens }) => tokens)), median(typed.map(({ tokens }) => tokens))];
  const solved = code.filter(({ faults }) => faults.length === 0).length;
  const figure = (what: string, reference: number, target: number): Figure => ({
    what,
    ours: `${Math.round(inCode).toLocaleString("en")} tokens`,
    reference: `${Math.round(reference).toLocaleString("en")} tokens`,
    ratio: inCode / reference,
    target,
  });
  return [
    figure("code mode, tokens of a task, to typed tools", inTyped, 0.5),
    figure("code mode, tokens of a task, to ai-dev-kit's list", AI_DEV_KIT_LIST, 0.2),
    {
      what: "code mode, tasks solved",
      ours: String(solved),
      reference: String(code.length),
      ratio: solved / code.length,
      target: 1,
      atLeast: true,
    },
  ];
}

/** Each task in a workspace of its own: some prepare the same things, and some change what others ask for. */
async function playAll(tasks: readonly Task[], mode: Mode, note: (line: string) => void): Promise<readonly Played[]> {
  const played: Played[] = [];
  for (const task of tasks) {
    const open = await openPlace(task);
    try {
      const one = await play(task, open, mode);
      note(`${mode} ${one.task} ${one.tokens} ${one.faults.join("; ")}`);
      played.push(one);
    } finally {
      await open.close();
    }
  }
  return played;
}

async function play(task: Task, open: OpenPlace, mode: Mode): Promise<Played> {
  const shared = { ...open, close: async () => {} };
  const connect = (...of: readonly [Task, Place, (question: string) => boolean]) => connectInProcess(...of, mode);
  const session = await startSession(task, shared, connect, mode);
  const list = tokensOf(session.instructions + JSON.stringify(session.tools.map(asModelSees)));
  let tokens = list;
  const call: typeof session.call = async (tool, args) => {
    const seen = await session.call(tool, args);
    const { written, read } = tokensOfCalls([{ tool, args, text: seen.text, isError: seen.isError, pictures: 0 }]);
    tokens += written + read;
    return seen;
  };
  try {
    const answers = mode === "code" ? await playInCodeMode(task, call) : undefined;
    const played = await playSolution(task, open.place, answers === undefined ? call : replay(answers));
    return { task: task.id, tokens, faults: [...played.faults, ...(await faultsOf(task, open.place, played.answer))] };
  } catch (error) {
    return { task: task.id, tokens, faults: [String(error)] };
  } finally {
    await session.close();
  }
}

/** Gives answers that are known in their order: the solution then judges them and writes the final answer. */
function replay(answers: Awaited<ReturnType<typeof playInCodeMode>>): Parameters<typeof playSolution>[2] {
  let next = 0;
  return async (tool) => {
    const answer = answers[next++];
    if (!answer) throw new Error(`${tool} was called after the last recorded result.`);
    return answer;
  };
}

if (process.argv[1]?.endsWith("code-mode.ts")) {
  const { positionals } = parseArgs({ allowPositionals: true });
  const figures = await codeModeTokens(positionals[0] ?? "all", console.error);
  console.log(JSON.stringify(figures, null, 1));
}
