import * as z from "zod";
import { catalogue } from "../../src/tools/index.ts";
import { faultsOfLeft } from "./left.ts";
import { holds, type RecordedCall, type Score, type Session, score } from "./score.ts";
import type { Stage } from "./stage.ts";
import type { Answer, EvalTask, Step } from "./task.ts";

export interface Replayed {
  readonly session: Session;
  readonly score: Score;
  /** The questions to the user. */
  readonly questions: readonly string[];
}

/** A PNG large enough to read: its signature, then its width and height. */
const PICTURE = z.object({ type: z.literal("image"), mimeType: z.literal("image/png"), data: z.base64() });
const SIGNATURE = "89504e470d0a1a0a";

const Link = z.object({ type: z.literal("resource_link"), uri: z.string() });

/** Plays a task's scripted solution, looks at what it left behind, and scores it. */
export async function replay(stage: Stage, task: EvalTask): Promise<Replayed> {
  stage.answers("agrees");
  const begun: Answer[] = [];
  for (const step of task.given ?? []) begun.push((await play(stage, step, begun)).answer);
  const [before, asked] = [new Set(await stage.files()), stage.questions.length];
  stage.answers(task.person ?? "agrees");
  const answers: Answer[] = [];
  const calls: RecordedCall[] = [];
  const faults: string[] = [];
  let uri: string | undefined;
  for (const step of task.solution) {
    const played = await play(stage, step, answers);
    answers.push(played.answer);
    calls.push(played.call);
    faults.push(...played.faults);
    uri = played.uri ?? uri;
  }
  stage.answers("agrees");
  const questions = stage.questions.slice(asked);
  const session: Session = { task: task.id, calls };
  const scored = await score(task, session, catalogue);
  const { left, after } = task;
  const made = (await stage.files()).filter((path) => !before.has(path));
  const due = left?.file === undefined ? [] : [`${stage.exportDir}/${left.file}`];
  if (made.join() !== due.join()) faults.push(`files made: ${made.join(", ") || "none"}; due: ${due.join() || "none"}`);
  else if (left) faults.push(...(await faultsOfLeft(stage, left, uri)));
  if (after) {
    const { text } = (await play(stage, after, [...begun, ...answers])).answer;
    const unseen = after.shows.filter((wanted) => !holds(text, wanted));
    faults.push(...unseen.map((wanted) => `afterwards there is no ${String(wanted)}: ${text}`));
  }
  return { session, score: { ...scored, faults: [...scored.faults, ...faults] }, questions };
}

async function play({ client }: Stage, { tool, args = {}, refused }: Step, earlier: readonly Answer[]) {
  const given = typeof args === "function" ? args(earlier) : args;
  const { content, structuredContent, isError } = await client.callTool({ name: tool, arguments: { ...given } });
  const text = content.map((block) => (block.type === "text" ? block.text : "")).join("\n");
  const pictures = content.filter((block) => block.type === "image");
  const answer: Answer = {
    text,
    data: z.record(z.string(), z.unknown()).catch({}).parse(structuredContent),
    isError: isError === true,
  };
  const call: RecordedCall = { name: tool, args: given, text, isError, pictures: pictures.length };
  const faults = [
    ...pictures.flatMap(faultOfPicture),
    ...(refused === undefined || (isError && holds(text, refused)) ? [] : [`${tool} was not refused: ${text}`]),
  ];
  return { answer, call, faults, uri: content.flatMap((block) => Link.safeParse(block).data?.uri ?? [])[0] };
}

function faultOfPicture(block: unknown): string[] {
  const { data } = PICTURE.safeParse(block).data ?? {};
  const bytes = Buffer.from(data ?? "", "base64");
  if (bytes.length < 24 || bytes.toString("hex", 0, 8) !== SIGNATURE) return ["a picture is no PNG"];
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  return width >= 600 && height >= 300 ? [] : [`a picture of ${width} by ${height} cannot be read`];
}
