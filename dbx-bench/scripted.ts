import type { Answer, Place, Step, Task } from "./task.ts";

type Call = (tool: string, args: Record<string, unknown>) => Promise<Answer>;

/** The final answer of a scripted solution, and the steps that did not go as scripted. */
export interface Played {
  readonly answer: string;
  readonly faults: readonly string[];
}

/** Plays the scripted solution of a task. */
export async function playSolution({ solution, answer }: Task, place: Place, call: Call): Promise<Played> {
  const answers: Answer[] = [];
  const faults: string[] = [];
  for (const step of solution) {
    const made = await call(step.tool, argumentsOf(step, answers));
    answers.push(made);
    const fault = faultOf(step, made);
    if (fault !== undefined) faults.push(fault);
  }
  const texts = answers.map(({ text }) => text).join("\n");
  return { answer: typeof answer === "function" ? await answer(answers, place) : (answer ?? texts), faults };
}

/** The arguments of a step, some of which come from earlier answers. */
export const argumentsOf = ({ args = {} }: Step, earlier: readonly Answer[]): Record<string, unknown> => ({
  ...(typeof args === "function" ? args(earlier) : args),
});

function faultOf({ tool, refused }: Step, { isError, text }: Answer): string | undefined {
  if (refused === undefined) return isError ? `${tool} failed: ${text}` : undefined;
  const matches = typeof refused === "string" ? text.includes(refused) : refused.test(text);
  return isError && matches ? undefined : `${tool} was not refused as expected: ${text}`;
}
