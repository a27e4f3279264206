import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import type { Place, Task } from "../task.ts";
import { type Difference, differences, type PlaceState, stateOf } from "../workspace/snapshot.ts";
import { missingFacts } from "./facts.ts";

/** One call of a session: what was asked, and the text that the answer put into the agent's context. */
export interface RecordedCall {
  readonly tool: string;
  readonly args: unknown;
  readonly text: string;
  readonly isError: boolean;
  readonly pictures: number;
}

/** The judgement about one session. */
export interface Verdict {
  /** Why the task is not solved; empty if it is. */
  readonly faults: readonly string[];
  /** Objects that were changed although the task did not ask for it. */
  readonly damage: readonly Difference[];
}

/** Judges the final state of the workspace and the final answer. The calls that led there do not matter. */
export async function judge(task: Task, place: Place, before: PlaceState, answer: string): Promise<Verdict> {
  const faults = await faultsOf(task, place, answer);
  const damage = (await changesSince(before, place)).filter(({ key }) => !allowed(task, key));
  return { faults, damage };
}

/** Why a task is not solved: facts that the answer does not state, wrong statements, and a wrong final state. */
export async function faultsOf(task: Task, place: Place, answer: string): Promise<readonly string[]> {
  const facts = typeof task.says === "function" ? await task.says(place) : (task.says ?? []);
  const wrong = (task.neverSays ?? []).filter((pattern) => pattern.test(answer));
  return [
    ...missingFacts(answer, facts),
    ...wrong.map((pattern) => `the answer states ${String(pattern)}`),
    ...((await task.check?.(place)) ?? []).filter((fault) => typeof fault === "string"),
  ];
}

/** Everything that has changed in the workspaces. */
export async function changesSince(before: PlaceState, place: Place): Promise<readonly Difference[]> {
  const after = await stateOf(place);
  const main = differences(before.main, after.main);
  const prod = before.prod && after.prod ? differences(before.prod, after.prod) : [];
  return [...main, ...prod.map((each) => ({ ...each, key: `prod: ${each.key}` }))];
}

export const allowed = ({ changes = [] }: Pick<Task, "changes">, key: string): boolean =>
  changes.some((change) => (typeof change === "string" ? change === key : change.test(key)));

/** Tokens of a text in the o200k encoding. */
export const tokensOf = (text: string): number => countTokens(text);

/** Tokens that the calls of a session cost: the arguments that the model wrote and the answers that it read. */
export function tokensOfCalls(calls: readonly RecordedCall[]): { readonly written: number; readonly read: number } {
  const sum = (of: (call: RecordedCall) => string) => calls.reduce((total, call) => total + tokensOf(of(call)), 0);
  return { written: sum(({ args }) => JSON.stringify(args)), read: sum(({ text }) => text) };
}
