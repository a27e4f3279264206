import * as z from "zod";
import {
  definePrompt,
  type PromptReading,
  type PromptScope,
  type Serves,
  withReadings,
} from "../core/prompts/define.ts";
import { completeWarehouseId } from "../resources/object-ids.ts";
import { completeStatementId } from "../resources/sql-ids.ts";
import { profileQuery } from "../tools/answers/queries.ts";
import { listQueryHistory } from "../tools/sql/query-history.ts";

/** How to find expensive statements with the tools served. */
const history = (serves: Serves): string =>
  serves(listQueryHistory) ? "list_query_history (include_metrics)" : "execute_sql_read_only on system.query.history";

export const optimizeQuery = definePrompt({
  name: "optimize_query",
  title: "Make a query faster",
  description: "Finds out where a SQL statement spends its time and tests a faster version.",
  arguments: {
    statement_id: {
      description: "Id of the statement; omit to find the most expensive recent one",
      complete: (ctx, typed, { warehouse_id }) => completeStatementId(ctx, typed, warehouse_id),
    },
    warehouse_id: {
      description: "Warehouse to search for the most expensive statement",
      complete: completeWarehouseId,
    },
  },
  useful: (serves) => serves(profileQuery),
  messages: async ({ statement_id, warehouse_id }, { serves, read }) => {
    const readings = statement_id
      ? [await read(profileQuery, { statement_id }, 3000)]
      : await longest(read, warehouse_id);
    return withReadings(
      [
        statement_id
          ? `Make SQL statement ${JSON.stringify(statement_id)} faster.`
          : `Find the most expensive recent SQL statement ${warehouse_id ? `on warehouse ${JSON.stringify(warehouse_id)}` : "in this workspace"} ` +
            `with ${history(serves)}, and make it faster.`,
        readings.some((one) => one?.tool === profileQuery.name)
          ? "Its profile is below; describe_table shows the size and layout of its tables."
          : "profile_query shows where it spends its time, its plan and advice; describe_table shows the size and layout of its tables.",
        "Rewrite it, verify with execute_sql_read_only that the result is the same, and profile both versions.",
        "Report the cause with numbers, the new query, worthwhile changes to tables or the warehouse, and the measured gain.",
        "Do not change any table or warehouse before I agree.",
      ].join("\n"),
      readings,
    );
  },
});

const executions = z.object({
  queries: z.array(
    z.object({ statement_id: z.string(), status: z.string().optional(), duration: z.string().optional() }),
  ),
});

/** The recent history with the profile of the statement that took longest. */
async function longest(
  read: PromptScope["read"],
  warehouse_id: string | undefined,
): Promise<(PromptReading | undefined)[]> {
  const history = await read(
    listQueryHistory,
    { status: "FINISHED", limit: 50, include_metrics: true, ...(warehouse_id ? { warehouse_id } : {}) },
    1500,
  );
  const [slowest] = (executions.safeParse(history?.data).data?.queries ?? []).toSorted(
    (a, b) => secondsOf(b.duration) - secondsOf(a.duration),
  );
  return [history, slowest && (await read(profileQuery, { statement_id: slowest.statement_id }, 2500))];
}

/** The seconds of a duration in words: `10.5 s`, `900 ms`. */
const secondsOf = (words = ""): number => Number.parseFloat(words) / (words.endsWith("ms") ? 1000 : 1) || 0;
