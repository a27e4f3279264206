import { type CallOutcome, callTool } from "../core/calls/call.ts";
import type { ServedTool } from "../core/described.ts";
import { failure } from "../core/output/present.ts";
import type { Caller, Runtime } from "../core/runtime.ts";
import { createTurns } from "../core/waiting/turns.ts";
import type { Router } from "../core/workspaces.ts";
import { createJournals } from "./journal.ts";
import type { ArgumentsOf } from "./tool-search.ts";
import { runScript, type SharedScripts, searchTools } from "./toolset.ts";

/** Scripts that run at once, and those that wait for it. Others fail. */
const SCRIPTS_AT_ONCE = { perCaller: 4, waitingPerCaller: 16, total: 10 };

/** One per process. `answerMs`: how long a question waits for its answer. */
export const createSharedScripts = (answerMs: number): SharedScripts => ({
  journals: createJournals({ keepMs: 2 * answerMs }),
  turns: createTurns(SCRIPTS_AT_ONCE),
});

/** Calls of the two tools of code mode. */
export interface CodeMode {
  call(name: string, args: unknown, caller: Caller): Promise<CallOutcome>;
}

/** The runtime of the two tools. A script that may call several workspaces belongs to none, so its result names none. */
function ofNoWorkspace({ all }: Router): Runtime {
  const [{ runtime }] = all;
  if (all.length === 1) return runtime;
  const { workspace: _, ...settings } = runtime.settings;
  return { ...runtime, settings };
}

/** Code mode over these tools (`--mode code`). */
export function createCodeMode(
  tools: readonly ServedTool[],
  argumentsOf: ArgumentsOf,
  router: Router,
  shared: SharedScripts,
): CodeMode {
  const runtime = ofNoWorkspace(router);
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const search = searchTools(tools, argumentsOf);
  return {
    async call(name, args, caller) {
      if (name === search.name) return callTool(runtime, search, args, caller);
      if (name === "run_script")
        return callTool(runtime, runScript(caller, { tools: byName, router, ...shared }), args, caller);
      return {
        result: failure(
          `${name.slice(0, 64)} is called inside a script: run_script with await databricks.${name.slice(0, 64)}({…}).`,
        ),
      };
    },
  };
}
