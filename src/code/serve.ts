import { type CallOutcome, callTool } from "../core/calls/call.ts";
import { failure } from "../core/output/present.ts";
import type { Caller } from "../core/runtime.ts";
import type { Tool } from "../core/tool.ts";
import type { Router } from "../core/workspaces.ts";
import { createJournals } from "./journal.ts";
import { runScript, searchTools } from "./toolset.ts";

/** The tools of code mode, and calls of them. One per process: connections share the journals. */
export interface CodeMode {
  /** The tools that `tools/list` shows. */
  readonly tools: readonly Tool[];
  call(name: string, args: unknown, caller: Caller): Promise<CallOutcome>;
}

/** Code mode over these tools (`--mode code`). */
export function createCodeMode(tools: readonly Tool[], router: Router): CodeMode {
  const [{ runtime }] = router.all;
  const byName = new Map(tools.map((tool) => [tool.name, tool]));
  const journals = createJournals({ keepMs: 2 * runtime.consents.answerMs });
  const search = searchTools(tools);
  const scriptFor = (caller: Caller) => runScript(caller, { tools: byName, router, journals });
  const nobody: Caller = {
    scope: "",
    signal: new AbortController().signal,
    supports: () => false,
    answers: {},
    state: undefined,
  };
  return {
    tools: [search, scriptFor(nobody)],
    async call(name, args, caller) {
      if (name === search.name) return callTool(runtime, search, args, caller);
      if (name === "run_script") return callTool(runtime, scriptFor(caller), args, caller);
      return {
        result: failure(
          `${name.slice(0, 64)} is called inside a script: run_script with await databricks.${name.slice(0, 64)}({…}).`,
        ),
      };
    },
  };
}
