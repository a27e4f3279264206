import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { catalogue } from "../../src/tools/index.ts";
import { type Replayed, replay } from "./replay.ts";
import { faultsOf, type RecordedCall, type Session } from "./score.ts";
import { openStage, type Stage } from "./stage.ts";
import type { EvalTask } from "./task.ts";
import { taskFiles } from "./tasks/index.ts";

/** Ids, people, tables, paths. */
const NAMED =
  /\b(\d{7,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,}|\d{4}-\d{6}-\w{8}|[\w.]+@[\w.]+\w|(main|samples)\.\w+(\.\w+)?|(?<=\/Volumes|\/Users|\/Shared)\/[\w@./]+)\b/g;

/** Values that neither the user nor an earlier result had named: a model could not have known them. */
function guessed({ prompt }: EvalTask, { calls }: Session): string[] {
  return calls.flatMap(({ args }, index) => {
    const known = [prompt, ...calls.slice(0, index).map(({ text }) => text)].join("\n");
    return objectsOf({ args }).filter((name) => !known.includes(name));
  });
}

const objectsOf = ({ args }: Pick<RecordedCall, "args">): string[] => [
  ...[...JSON.stringify(args).matchAll(NAMED)].map(([name]) => name),
  ...ids(args),
];

/** Short ids too: every value of `id`, `group_id`, `run_ids`. */
function ids(args: object): string[] {
  return Object.entries(args).flatMap(([key, value]) => (/(^|_)ids?$/.test(key) ? [value].flat().map(String) : []));
}

/** Of the model's own words, or no matter: waiting longer changes no object. */
const FREE = new Set(["comment", "question", "wait_seconds", "max_output_tokens", "version", "task_key"]);

/** The same arguments with one value changed, for every value that says what is done. */
function* mistaken(value: unknown, free: boolean): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      for (const wrong of mistaken(item, free)) yield value.with(index, wrong);
  } else if (value !== null && typeof value === "object") {
    for (const [key, item] of Object.entries(value))
      for (const wrong of mistaken(item, free || FREE.has(key))) yield { ...value, [key]: wrong };
  } else if (!free) yield typeof value === "number" ? value + 1 : `${value}`.replace(/\w/g, "0");
}

/** Whether a call is about all that `own` is about: then its answer may well hold what the other's does, and more. */
function saysAll(call: RecordedCall, own: RecordedCall): boolean {
  const objects = objectsOf(own);
  return objects.length === 0 ? call.name === own.name : objects.every((name) => objectsOf(call).includes(name));
}

const Arguments = z.record(z.string(), z.unknown());

const faulty = async (task: EvalTask, calls: readonly RecordedCall[]): Promise<boolean> =>
  (await faultsOf(task, { task: task.id, calls }, catalogue)).length > 0;

describe.each(Object.entries(taskFiles))("%s", (_, inFile) => {
  let stage: Stage;
  const played = new Map<string, Replayed>();
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());

  // Generous: a dashboard or a million rows take seconds where others are at work.
  test.each(inFile.map((task) => [task.id, task] as const))("%s", { timeout: 90_000 }, async (_id, task) => {
    const replayed = await replay(stage, task);
    played.set(task.id, replayed);
    const { session, score, questions } = replayed;
    const detours = task.solution.filter(({ refused }) => refused !== undefined).length;
    expect(score).toMatchObject({
      faults: [],
      errors: detours + (task.endsRefused ? 1 : 0),
      calls: task.fewest + detours,
    });
    expect(guessed(task, session)).toEqual([]);
    if (!task.changes) expect(questions).toEqual([]);

    // No call is idle: without it a fact is missing, a change is not made, or a later call would have to guess.
    const needed = session.calls.filter((_call, index) => task.solution[index]?.refused === undefined);
    for (const index of needed.keys()) {
      const calls = needed.toSpliced(index, 1);
      const missed = (await faulty(task, calls)) || guessed(task, { ...session, calls }).length > 0;
      expect([needed[index]?.name, missed]).toEqual([needed[index]?.name, true]);
    }
  });

  test("a change that went to another object, or set another value, does not pass", async () => {
    const passing: unknown[] = [];
    for (const task of inFile) {
      const calls = played.get(task.id)?.session.calls ?? [];
      const tools = (task.changes ?? []).flatMap(({ tool }) => tool);
      for (const [index, call] of calls.entries()) {
        if (!tools.includes(call.name)) continue;
        for (const wrong of mistaken(call.args, false)) {
          const args = Arguments.parse(wrong);
          if (!(await faulty(task, calls.with(index, { ...call, args })))) passing.push([task.id, args]);
        }
      }
    }
    expect(passing).toEqual([]);
  });

  test("facts about another object do not answer this question", async () => {
    const passing: string[] = [];
    for (const task of inFile) {
      const own = played.get(task.id)?.session.calls.at(-1);
      for (const [id, { session }] of played) {
        if (id === task.id || !own || session.calls.some((call) => saysAll(call, own))) continue;
        if (!(await faulty(task, session.calls))) passing.push(`${task.id} by ${id}`);
      }
    }
    expect(passing).toEqual([]);
  });

  test("an answer with other numbers does not pass", async () => {
    const passing: string[] = [];
    for (const task of inFile.filter(({ facts }) => facts.some((fact) => /\d/.test(String(fact))))) {
      const calls = (played.get(task.id)?.session.calls ?? []).map((call) => ({
        ...call,
        text: call.text.replace(/\d/g, (digit) => String((Number(digit) + 1) % 10)),
      }));
      if (!(await faulty(task, calls))) passing.push(task.id);
    }
    expect(passing).toEqual([]);
  });
});
