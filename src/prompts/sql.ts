import { definePrompt, type Serves, userMessage } from "../core/prompts/define.ts";
import { completeWarehouseId } from "../resources/object-ids.ts";
import { completeStatementId } from "../resources/sql-ids.ts";
import { profileQuery } from "../tools/answers/queries.ts";
import { listQueryHistory } from "../tools/sql/query-history.ts";

/** Where the costly statements are found, with what this server serves. */
const history = (serves: Serves): string =>
  serves(listQueryHistory) ? "list_query_history (include_metrics)" : "execute_sql_read_only on system.query.history";

export const optimizeQuery = definePrompt({
  name: "optimize_query",
  title: "Make a query faster",
  description: "Finds where a statement's time goes, or a warehouse's costliest one, and proves a better version.",
  arguments: {
    statement_id: {
      description: "The statement",
      complete: (ctx, typed, { warehouse_id }) => completeStatementId(ctx, typed, warehouse_id),
    },
    warehouse_id: { description: "Or where to look for the costliest", complete: completeWarehouseId },
  },
  useful: (serves) => serves(profileQuery),
  messages: ({ statement_id, warehouse_id }, _, serves) =>
    userMessage(
      [
        statement_id
          ? `Make SQL statement ${JSON.stringify(statement_id)} faster.`
          : `Find the costliest recent SQL ${warehouse_id ? `on warehouse ${JSON.stringify(warehouse_id)}` : "of this workspace"} ` +
            `with ${history(serves)}, and make it faster.`,
        "profile_query tells where its time goes, the plan and advice; describe_table the size and layout of what it reads.",
        "Rewrite it, show with execute_sql_read_only that the result is the same, and profile both.",
        "Report the cause in numbers, the new query, changes of table or warehouse worth their cost, and the gain measured.",
        "Change no table or warehouse before I agree.",
      ].join("\n"),
    ),
});
