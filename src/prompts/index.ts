import type { Prompt } from "../core/prompts/define.ts";
import * as clusters from "./clusters.ts";
import * as jobs from "./jobs.ts";
import * as mlflow from "./mlflow.ts";
import * as permissions from "./permissions.ts";
import * as sql from "./sql.ts";
import * as unityCatalog from "./unity-catalog.ts";
import * as workspace from "./workspace.ts";

const groups = { clusters, jobs, mlflow, permissions, sql, unityCatalog, workspace } satisfies Record<
  string,
  Record<string, Prompt>
>;

/** All prompts. */
export const prompts: readonly Prompt[] = Object.values<Record<string, Prompt>>(groups).flatMap((exported) =>
  Object.values(exported),
);
