import type { Tool } from "../core/tool.ts";
import * as clusters from "./clusters.ts";
import * as clustersCatalog from "./clusters-catalog.ts";
import * as commands from "./commands.ts";
import * as mlflow from "./mlflow.ts";
import * as notebooks from "./notebooks.ts";
import * as sql from "./sql.ts";
import * as sqlWarehouses from "./sql-warehouses.ts";
import * as workspace from "./workspace.ts";

// A capability exists because it is exported from its toolset's file. Anything that is not a tool fails to compile.
const toolsets = {
  clusters,
  clustersCatalog,
  commands,
  mlflow,
  notebooks,
  sql,
  sqlWarehouses,
  workspace,
} satisfies Record<string, Record<string, Tool>>;

/** Every tool, in the order of the files and of the exports in them. */
export const catalogue: readonly Tool[] = Object.values<Record<string, Tool>>(toolsets).flatMap((exported) =>
  Object.values(exported),
);
