import { callTool } from "../calls/call.ts";
import { createContext, InputNeeded, type NeedsInput, nextRound } from "../calls/create-context.ts";
import { initialState } from "../consent/decide.ts";
import { loadTool, type ServedTool } from "../described.ts";
import type { Caller, Runtime } from "../runtime.ts";
import { highestAccess, type Tool } from "../tool.ts";
import type { Prompt, PromptMessage, PromptScope } from "./define.ts";

/** A prompt as `prompts/list` returns it. */
export const describePrompt = ({ name, title, description, arguments: args }: Prompt) => ({
  name,
  title,
  description,
  arguments: Object.entries(args).map(([argument, { description: text, required }]) => ({
    name: argument,
    description: text,
    required: required ?? false,
  })),
});

/** Names of required arguments that are missing or empty. */
export const missingArguments = (prompt: Prompt, args: Readonly<Record<string, string>>): string[] =>
  Object.entries(prompt.arguments)
    .filter(([name, argument]) => argument.required && !args[name])
    .map(([name]) => name);

/** `prompts/get`: the messages, or the questions that must be answered first. */
export async function getPrompt(
  prompt: Prompt,
  args: Readonly<Record<string, string>>,
  tools: ReadonlyMap<string, ServedTool>,
  runtime: Runtime,
  caller: Caller,
): Promise<{ readonly messages: readonly PromptMessage[] } | { readonly needs: NeedsInput }> {
  const state = caller.state;
  try {
    const scope = {
      ctx: createContext(runtime, caller, { state: () => state }),
      serves: ({ name }: Pick<Tool, "name">) => tools.has(name),
      read: createReader(tools, runtime, caller),
    };
    return { messages: await prompt.messages(args, scope) };
  } catch (error) {
    if (!(error instanceof InputNeeded)) throw error;
    return { needs: nextRound(runtime, error, state ?? initialState(runtime, prompt.name, args, caller), caller) };
  }
}

/** Calls tools as the model would, so that what a prompt contains is checked, redacted, fenced and shortened like a result. */
function createReader(tools: ReadonlyMap<string, ServedTool>, runtime: Runtime, caller: Caller): PromptScope["read"] {
  return async ({ name }, args, maxTokens) => {
    const tool = tools.get(name);
    if (tool === undefined || highestAccess(tool) !== "read") return undefined;
    const outcome = await callTool(runtime, await loadTool(tool), { ...args, max_output_tokens: maxTokens }, caller);
    if ("needs" in outcome) return undefined;
    const { content, structuredContent, isError } = outcome.result;
    const text = content.flatMap((block) => (typeof block.text === "string" ? [block.text] : [])).join("\n");
    return { tool: name, text, ...(structuredContent && !isError && { data: structuredContent }) };
  };
}
