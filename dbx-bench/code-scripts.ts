import { argumentsOf } from "./scripted.ts";
import type { Answer, Step, Task } from "./task.ts";

type Call = (tool: string, args: Record<string, unknown>) => Promise<Answer>;

/**
 * The scripted solution of a task in code mode: a search for each tool that no earlier search has shown, and scripts in place
 * of calls. Calls share a script until one needs what an earlier script has returned, or is expected to be refused.
 */
export async function playInCodeMode({ solution }: Task, call: Call): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  let shown = "";
  for (const steps of scriptsOf(solution)) {
    for (const { tool } of steps) {
      if (shown.includes(`${tool}(`)) continue;
      shown += (await call("search_tools", { query: tool.replaceAll("_", " ") })).text;
    }
    const calls = steps.map((step) => ({ tool: step.tool, args: argumentsOf(step, answers) }));
    const { isError, text, data } = await call("run_script", { script: scriptOf(calls) });
    const values = steps.length === 1 ? [data.value] : data.value;
    for (const [index] of steps.entries()) {
      const value: unknown = Array.isArray(values) ? values[index] : undefined;
      // Without this, the number after a line break would begin with the n of the escape.
      const shown = isError ? text : JSON.stringify(value).replaceAll("\\n", "\n");
      answers.push({ isError, text: shown, data: { ...Object(value) } });
    }
  }
  return answers;
}

/** The steps of each script. */
function scriptsOf(solution: readonly Step[]): readonly (readonly Step[])[] {
  const scripts: Step[][] = [];
  for (const step of solution) {
    const last = scripts.at(-1);
    const alone = step.refused !== undefined || last?.some(({ refused }) => refused !== undefined);
    if (last === undefined || alone || typeof step.args === "function") scripts.push([step]);
    else last.push(step);
  }
  return scripts;
}

function scriptOf(calls: readonly { readonly tool: string; readonly args: object }[]): string {
  const made = calls.map(({ tool, args }) => `databricks.${tool}(${JSON.stringify(args)})`);
  if (made.length === 1) return `return ${made[0]}`;
  return [
    ...made.map((one, index) => `const r${index} = await ${one}`),
    `return [${made.map((_one, index) => `r${index}`)}]`,
  ].join("\n");
}
