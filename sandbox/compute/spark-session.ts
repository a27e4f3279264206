import { catalogEngine } from "../catalog/engine.ts";
import type { SqlResult } from "../sql/engine/collect.ts";
import { SqlFailure } from "../sql/engine/failure.ts";
import { backquoted } from "../sql/engine/names.ts";
import { createSession } from "../sql/spark/metastore/session.ts";
import type { World } from "../world.ts";

/** Maximum size of a result that a process collects. */
const MOST_BYTES = 32 * 1024 * 1024;

/** The state shared by the commands of an execution context or the cells of a notebook: views, variables, current schema. */
export interface SparkSession {
  /** Runs one statement. Rejects with a `SqlFailure`. */
  sql(text: string, options?: { readonly signal?: AbortSignal; readonly rowLimit?: number }): Promise<SqlResult>;
  /** Creates a temporary view, or replaces it. */
  createView(name: string, query: string, replace: boolean): Promise<void>;
  /** Returns whether there was a temporary view of this name. */
  dropView(name: string): Promise<boolean>;
}

export function openSparkSession(world: World): SparkSession {
  const session = createSession({ catalog: "main", schema: "default", user: world.user });
  const run: SparkSession["sql"] = async (text, { signal, rowLimit } = {}) => {
    const engine = await catalogEngine(world)();
    try {
      return await engine.run(text, {
        session,
        maxBytes: MOST_BYTES,
        ...(signal !== undefined && { signal }),
        ...(rowLimit !== undefined && { rowLimit }),
      });
    } catch (error) {
      if (error instanceof SqlFailure && error.condition === "" && error.sqlState === "54000") throw tooLarge();
      throw error;
    }
  };
  return {
    sql: run,
    async createView(name, query, replace) {
      const [first = "", second] = partsOf(name);
      const global = first.toLowerCase() === "global_temp" && second !== undefined;
      const kind = `${replace ? "OR REPLACE " : ""}${global ? "GLOBAL " : ""}TEMPORARY VIEW`;
      await run(`CREATE ${kind} ${backquoted(global ? second : first)} AS\n${query}`);
    },
    async dropView(name) {
      const key = partsOf(name).join(".").toLowerCase();
      if (!session.views.has(key)) return false;
      await run(`DROP VIEW ${partsOf(name).map(backquoted).join(".")}`);
      return true;
    },
  };
}

const partsOf = (name: string): readonly string[] => name.split(".").map((part) => part.replace(/^`(.*)`$/, "$1"));

function tooLarge(): SqlFailure {
  const size = `${MOST_BYTES / 1024 / 1024}.0 MiB`;
  const message = `Total size of serialized results is bigger than spark.driver.maxResultSize (${size}). Aggregate or limit the rows.`;
  return new SqlFailure("DRIVER_RESULT_TOO_LARGE", message, "54000");
}
