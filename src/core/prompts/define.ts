import type { Context } from "../calls/context.ts";
import type { ContentBlock } from "../output/present.ts";
import type { Tool } from "../tool.ts";

export interface PromptArgument {
  readonly description: string;
  readonly required?: boolean;
  /** Values that match the typed text; at most 100 are sent. `given` are the arguments already filled in. */
  complete?(ctx: Context, typed: string, given: Readonly<Record<string, string>>): Promise<readonly string[]>;
}

export interface PromptMessage {
  readonly role: "user" | "assistant";
  readonly content: ContentBlock;
}

/** Whether this server serves a tool. Tools can be left out by configuration. */
export type Serves = (tool: Tool) => boolean;

/** A prompt that starts a task: text for a model, with the user's arguments filled in. */
export interface Prompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: Readonly<Record<string, PromptArgument>>;
  /** Whether the served tools are enough for the prompt. Absent: always. */
  useful?(serves: Serves): boolean;
  messages(
    args: Readonly<Record<string, string>>,
    ctx: Context,
    serves: Serves,
  ): readonly PromptMessage[] | Promise<readonly PromptMessage[]>;
}

/** A prompt as data. `src/server.ts` registers it. */
export const definePrompt = (prompt: Prompt): Prompt => prompt;

/** Messages that consist of one user message with this text, as in most prompts. */
export const userMessage = (text: string): PromptMessage[] => [{ role: "user", content: { type: "text", text } }];
