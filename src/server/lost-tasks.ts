import { callTool } from "../core/calls/call.ts";
import { loadTool, type ServedTool } from "../core/described.ts";
import { withIds } from "../core/errors.ts";
import { failure, type ToolResult } from "../core/output/present.ts";
import { MAX_WAIT_SECONDS } from "../core/params.ts";
import type { RunCall } from "../core/tasks/running.ts";
import type { TaskRecord } from "../core/tasks/store.ts";
import { servedFrom } from "../core/tool.ts";
import type { Router } from "../core/workspaces.ts";
import type { ClientTools } from "./served-tools.ts";

interface Sources {
  readonly router: Router;
  readonly tools: Pick<ClientTools, "toolNamed" | "explained">;
}

/**
 * The rest of a call whose process has ended. A read is repeated, and started work is followed up. Any other call may or may
 * not have taken effect, and the result says so.
 */
export function resumeTask({ call, accepted }: TaskRecord, { router, tools }: Sources): RunCall {
  const { toolNamed, explained } = tools;
  const last = accepted.at(-1);
  const tool = toolNamed(last?.followUp ?? call.tool);
  const args = last?.ids ?? call.arguments;
  const workspace = router.all.find(({ name }) => call.workspace === undefined || name === call.workspace);
  return async (caller) => {
    if (!tool || !workspace || args === undefined || servedFrom(tool) !== "read")
      return { result: explained(failure(lost())) };
    const loaded = await loadTool(tool);
    const wait = last && "wait_seconds" in loaded.input.shape ? { wait_seconds: MAX_WAIT_SECONDS } : {};
    const outcome = await callTool(workspace.runtime, loaded, last ? { ...last.ids, ...wait } : args, caller);
    if ("needs" in outcome) return outcome;
    const result = last ? await asResultOf(toolNamed(call.tool), outcome.result) : outcome.result;
    return { result: explained(result) };
  };

  function lost(): string {
    const cause = "The server process that ran this call has ended.";
    if (!last)
      return `${cause} It is unknown whether ${call.tool} took effect: read the current state before you repeat it.`;
    const done = accepted.map((each) => `${withIds(each)}.`).join(" ");
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
