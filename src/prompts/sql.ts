import { definePrompt, type Serves, userMessage } from "../core/prompts/define.ts";
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
  messages: ({ statement_id, warehouse_id }, _, serves) =>
    userMessage(
      [
        statement_id
          ? `Make SQL statement ${JSON.stringify(statement_id)} faster.`
          : `Find the most expensive recent SQL statement ${warehouse_id ? `on warehouse ${JSON.stringify(warehouse_id)}` : "in this workspace"} ` +
            `with ${history(serves)}, and make it faster.`,
        "profile_query shows where it spends its time, its plan and advice; describe_table shows the size and layout of its tables.",
        "Rewrite it, verify with execute_sql_read_only that the result is the same, and profile both versions.",
        "Report the cause with numbers, the new query, worthwhile changes to tables or the warehouse, and the measured gain.",
        "Do not change any table or warehouse before I agree.",
      ].join("\n"),
    ),
});
