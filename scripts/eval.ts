import { readFileSync } from "node:fs";
import * as z from "zod";
import { catalogue } from "../src/tools/index.ts";
import { replay } from "../test/eval/replay.ts";
import { type Score, score } from "../test/eval/score.ts";
import { openStage } from "../test/eval/stage.ts";
import { taskFiles } from "../test/eval/tasks/index.ts";

// `tsx scripts/eval.ts`: replays the scripted sessions of the evaluation set against the sandbox and prints their scores.
// `tsx scripts/eval.ts sessions.json`: scores sessions recorded with a model, a list of `{ task, calls, answer }`.

const Sessions = z.array(
  z.object({
    task: z.string(),
    calls: z.array(
      z.object({
        name: z.string(),
        args: z.record(z.string(), z.unknown()).default({}),
        text: z.string(),
        isError: z.boolean().optional(),
        pictures: z.number().optional(),
      }),
    ),
    answer: z.string().optional(),
  }),
);

const [, , recorded] = process.argv;
const scores = recorded === undefined ? await replayed() : await scored(recorded);
print(scores);
if (scores.some(({ faults }) => faults.length > 0)) process.exitCode = 1;

async function replayed(): Promise<Score[]> {
  const found: Score[] = [];
  for (const tasks of Object.values(taskFiles)) {
    const stage = await openStage();
    try {
      for (const task of tasks) found.push((await replay(stage, task)).score);
    } finally {
      await stage.close();
    }
  }
  return found;
}

async function scored(path: string): Promise<Score[]> {
  const tasks = Object.values(taskFiles).flat();
  const sessions = Sessions.parse(JSON.parse(readFileSync(path, "utf8")));
  return Promise.all(
    sessions.map((session) => {
      const task = tasks.find(({ id }) => id === session.task);
      if (task === undefined) throw new Error(`${path}: there is no task ${session.task}; test/eval/tasks has them.`);
      return score(task, session, catalogue);
    }),
  );
}

function print(scores: readonly Score[]): void {
  const width = Math.max(...scores.map(({ task }) => task.length), 4);
  console.log(`${"task".padEnd(width)}  calls  fewest  tokens`);
  for (const { task, calls, fewest, tokens, faults } of scores) {
    const numbers = [calls, fewest, tokens].map((value, index) => String(value).padStart([5, 6, 6][index] ?? 0));
    console.log([task.padEnd(width), ...numbers, ...faults.map((fault) => `✗ ${fault}`)].join("  "));
  }
  const sound = scores.filter(({ faults }) => faults.length === 0);
  const total = (of: (score: Score) => number) => scores.reduce((sum, score) => sum + of(score), 0);
  console.log(
    `\n${sound.length} of ${scores.length} without a fault; ${total(({ calls }) => calls)} calls, ${total(({ fewest }) => fewest)} at the fewest; median ${median(scores.map(({ calls }) => calls))} calls, ${median(scores.map(({ tokens }) => tokens))} tokens of results`,
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length / 2)] ?? 0;
}
