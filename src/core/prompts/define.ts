import type { Context } from "../calls/context.ts";
import type { ContentBlock } from "../output/present.ts";
import type { ListedTool, Tool } from "../tool.ts";

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
export type Serves = (tool: Pick<ListedTool, "name">) => boolean;

/** The result of a tool that was called for a prompt. */
export interface PromptReading {
  readonly tool: string;
  /** The text that a model gets from this call: fenced and shortened, or the reason why it failed. */
  readonly text: string;
  /** Its data; absent if it failed. */
  readonly data?: Readonly<Record<string, unknown>>;
}

/** The surroundings of a prompt. */
export interface PromptScope {
  readonly ctx: Context;
  readonly serves: Serves;
  /** Calls a read tool, if this server serves it, for an output of at most `maxTokens` (about). Never fails. */
  read(tool: Tool, args: Readonly<Record<string, unknown>>, maxTokens: number): Promise<PromptReading | undefined>;
}

/** A prompt that starts a task: text for a model, with the user's arguments filled in and what is known already. */
export interface Prompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: Readonly<Record<string, PromptArgument>>;
  /** Whether the served tools are enough for the prompt. Absent: always. */
  useful?(serves: Serves): boolean;
  messages(
    args: Readonly<Record<string, string>>,
    scope: PromptScope,
  ): readonly PromptMessage[] | Promise<readonly PromptMessage[]>;
}

/** A prompt as data. `src/server.ts` registers it. */
export const definePrompt = (prompt: Prompt): Prompt => prompt;

/** Messages that consist of one user message with this text, as in most prompts. */
export const userMessage = (text: string): PromptMessage[] => [{ role: "user", content: { type: "text", text } }];

/** The message with the instructions, then one for each result that was read for them. */
export const withReadings = (
  instructions: string,
  readings: readonly (PromptReading | undefined)[],
): readonly PromptMessage[] => [
  ...userMessage(instructions),
  ...readings.flatMap((one) => {
    if (one === undefined) return [];
    const heading =
      one.data === undefined
        ? `${one.tool} was called for this and failed:`
        : `${one.tool} was called for this and returned:`;
    return userMessage(`${heading}\n${one.text}`);
  }),
];
