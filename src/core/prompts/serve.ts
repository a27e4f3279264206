import { createContext, InputNeeded, type NeedsInput, nextRound } from "../calls/create-context.ts";
import { initialState } from "../consent/decide.ts";
import type { Caller, Runtime } from "../runtime.ts";
import type { Prompt, PromptMessage, Serves } from "./define.ts";

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
  serves: Serves,
  runtime: Runtime,
  caller: Caller,
): Promise<{ readonly messages: readonly PromptMessage[] } | { readonly needs: NeedsInput }> {
  const state = caller.state;
  try {
    return { messages: await prompt.messages(args, createContext(runtime, caller, { state: () => state }), serves) };
  } catch (error) {
    if (!(error instanceof InputNeeded)) throw error;
    return { needs: nextRound(runtime, error, state ?? initialState(runtime, prompt.name, args, caller), caller) };
  }
}
