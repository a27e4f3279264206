import type { Prompt } from "../core/prompt.ts";
import * as clusters from "./clusters.ts";
import * as mlflow from "./mlflow.ts";
import * as workspace from "./workspace.ts";

const groups = { clusters, mlflow, workspace } satisfies Record<string, Record<string, Prompt>>;

/** Every prompt that starts real work. */
export const prompts: readonly Prompt[] = Object.values<Record<string, Prompt>>(groups).flatMap((exported) =>
  Object.values(exported),
);
