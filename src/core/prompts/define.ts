import type { Context } from "../calls/context.ts";
import type { ContentBlock } from "../output/present.ts";
import type { Tool } from "../tool.ts";

export interface PromptArgument {
  readonly description: string;
  readonly required?: boolean;
  /** Values that start with what was typed; at most 100 are sent. `given` are the arguments filled in already. */
  complete?(ctx: Context, typed: string, given: Readonly<Record<string, string>>): Promise<readonly string[]>;
}

export interface PromptMessage {
  readonly role: "user" | "assistant";
  readonly content: ContentBlock;
}

/** Whether this server serves a tool. */
export type Serves = (tool: Tool) => boolean;

/** A prompt that starts real work: text for a model, filled with the person's arguments. */
export interface Prompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: Readonly<Record<string, PromptArgument>>;
  /** Whether the prompt leads anywhere with the tools served; without it, always. */
  useful?(serves: Serves): boolean;
  messages(
    args: Readonly<Record<string, string>>,
    ctx: Context,
    serves: Serves,
  ): readonly PromptMessage[] | Promise<readonly PromptMessage[]>;
}

/** A prompt as data: `src/server.ts` registers it. */
export const definePrompt = (prompt: Prompt): Prompt => prompt;

/** One user message of text: what most prompts are. */
export const say = (text: string): PromptMessage[] => [{ role: "user", content: { type: "text", text } }];
