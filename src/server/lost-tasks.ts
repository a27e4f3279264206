import { type CallOutcome, callTool } from "../core/calls/call.ts";
import { loadTool, type ServedTool } from "../core/described.ts";
import { failure, type ToolResult } from "../core/output/present.ts";
import type { Caller } from "../core/runtime.ts";
import { pairs } from "../core/tasks/running.ts";
import type { TaskRecord } from "../core/tasks/store.ts";
import type { Remaining } from "../core/tasks/tasks.ts";
import { servedFrom } from "../core/tool.ts";
import type { Router } from "../core/workspaces.ts";

interface Sources {
  readonly router: Router;
  toolNamed(name: string): ServedTool | undefined;
}

/** Longest wait that a call can ask for, in seconds. */
const MAX_WAIT_S = 600;

/**
 * The rest of a call whose process has ended. A read is repeated, and started work is followed up. Any other call may or may
 * not have taken effect, and the result says so.
 */
export function resumeTask({ call, accepted }: TaskRecord, from: Caller, { router, toolNamed }: Sources): Remaining {
  const last = accepted.at(-1);
  const tool = toolNamed(last?.followUp ?? call.tool);
  const args = last?.ids ?? call.arguments;
  const workspace = router.all.find(({ name }) => call.workspace === undefined || name === call.workspace);
  const run = async (caller: Caller): Promise<CallOutcome> => {
    if (!tool || !workspace || args === undefined || servedFrom(tool) !== "read") return { result: failure(lost()) };
    const loaded = await loadTool(tool);
    const wait = last && "wait_seconds" in loaded.input.shape ? { wait_seconds: MAX_WAIT_S } : {};
    const outcome = await callTool(workspace.runtime, loaded, last ? { ...last.ids, ...wait } : args, caller);
    if (!last || "needs" in outcome) return outcome;
    const original = toolNamed(call.tool);
    return { result: await asResultOf(original, outcome.result) };
  };
  return { long: { run }, from };

  function lost(): string {
    const cause = "The server process that ran this call has ended.";
    if (!last)
      return `${cause} It is unknown whether ${call.tool} took effect: read the current state before you repeat it.`;
    const done = accepted.map(({ what, ids }) => `${what} (${pairs(ids)}).`).join(" ");
    return `${cause} ${done} Continue with ${last.followUp}, and do not call ${call.tool} again unchanged.`;
  }

  /** The state of what was started, as a result of the tool that started it. */
  async function asResultOf(original: ServedTool | undefined, result: ToolResult): Promise<ToolResult> {
    const text = result.isError ? lost() : `${lost()} Its state:`;
    const content = [{ type: "text", text }, ...result.content];
    const { structuredContent, _meta } = result;
    const schema = original && (await loadTool(original)).output;
    // A client may check the result against the output schema of the tool that it called.
    const fits = structuredContent !== undefined && schema?.safeParse(structuredContent).success === true;
    return fits && !result.isError
      ? { content, structuredContent, ...(_meta && { _meta }) }
      : { content, isError: true, ...(_meta && { _meta }) };
  }
}
