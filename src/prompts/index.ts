import type { Prompt } from "../core/prompt.ts";

const groups = {} satisfies Record<string, Record<string, Prompt>>;

/** Every prompt that starts real work. */
export const prompts: readonly Prompt[] = Object.values<Record<string, Prompt>>(groups).flatMap((exported) =>
  Object.values(exported),
);
