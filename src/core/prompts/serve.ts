import { again, createContext, InputNeeded, type NeedsInput } from "../calls/create-context.ts";
import { stateOf } from "../consent/consent.ts";
import type { Caller, Runtime } from "../runtime.ts";
import type { Prompt, PromptMessage, Serves } from "./define.ts";

/** The served form of a prompt: what `prompts/list` holds. */
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

/** Names of required arguments that are not there. */
export const missingArguments = (prompt: Prompt, args: Readonly<Record<string, string>>): string[] =>
  Object.entries(prompt.arguments)
    .filter(([name, argument]) => argument.required && !args[name])
    .map(([name]) => name);

/** `prompts/get`: the messages, or what the prompt must know first. */
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
    return { needs: again(runtime, error, state ?? stateOf(runtime, prompt.name, args, caller), caller) };
  }
}
