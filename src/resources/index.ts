import type { Resource } from "../core/resources/define.ts";
import * as clusters from "./clusters.ts";
import * as jobs from "./jobs.ts";
import * as mlflow from "./mlflow.ts";
import * as pipelines from "./pipelines.ts";
import * as sql from "./sql.ts";
import * as unityCatalog from "./unity-catalog.ts";
import * as workspace from "./workspace.ts";

const groups = { clusters, jobs, mlflow, pipelines, sql, unityCatalog, workspace } satisfies Record<
  string,
  Record<string, Resource>
>;

/** All resources. */
export const resources: readonly Resource[] = Object.values<Record<string, Resource>>(groups).flatMap((exported) =>
  Object.values(exported),
);
