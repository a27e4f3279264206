import * as z from "zod";
import { catalogue } from "../../src/tools/index.ts";
import type { Story } from "../support/story.ts";
import { type RecordedCall, type Score, type Session, score } from "./score.ts";
import type { Answer, EvalTask, Step } from "./task.ts";

export interface Replayed {
  readonly session: Session;
  readonly score: Score;
}

/** Plays a task's scripted solution, looks at what it left behind, and scores it. */
export async function replay({ client }: Story, task: EvalTask): Promise<Replayed> {
  const play = async ({ tool, args = {} }: Step, earlier: readonly Answer[]) => {
    const given = typeof args === "function" ? args(earlier) : args;
    const { content, structuredContent, isError } = await client.callTool({ name: tool, arguments: { ...given } });
    const text = content.map((block) => (block.type === "text" ? block.text : "")).join("\n");
    const answer: Answer = {
      text,
      data: z.record(z.string(), z.unknown()).catch({}).parse(structuredContent),
      isError: isError === true,
    };
    return { answer, call: { name: tool, args: given, text, isError } satisfies RecordedCall };
  };
  const begun: Answer[] = [];
  for (const step of task.given ?? []) begun.push((await play(step, begun)).answer);
  const answers: Answer[] = [];
  const calls: RecordedCall[] = [];
  for (const step of task.solution) {
    const { answer, call } = await play(step, answers);
    answers.push(answer);
    calls.push(call);
  }
  const session: Session = { task: task.id, calls };
  const scored = await score(task, session, catalogue);
  if (task.after === undefined) return { session, score: scored };
  const { text } = (await play(task.after, [...begun, ...answers])).answer;
  const unseen = task.after.shows
    .filter((wanted) => (typeof wanted === "string" ? !text.includes(wanted) : !wanted.test(text)))
    .map((wanted) => `afterwards there is no ${String(wanted)}: ${text}`);
  return { session, score: { ...scored, faults: [...scored.faults, ...unseen] } };
}
