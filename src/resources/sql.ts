import { defineResource, ResourceFailure } from "../core/resources/define.ts";
import { listQueryHistory } from "../tools/sql/query-history.ts";
import { completeStatementId } from "./sql-ids.ts";

const OVER: ReadonlySet<string> = new Set(["FINISHED", "FAILED", "CANCELED"]);

// Read from the query history: it includes statements of other users and does not fetch rows.
export const sqlStatement = defineResource("databricks://sql/statements/{statement_id}", listQueryHistory, {
  name: "sql_statement",
  title: "SQL statement",
  description:
    "Status, error and text of a SQL statement, as returned by list_query_history. poll_sql_result returns its rows.",
  mimeType: "application/json",
  watch: { state: "status", stable: OVER },
  complete: { statement_id: (ctx, typed) => completeStatementId(ctx, typed) },
  contents(output) {
    const [query] = listQueryHistory.output.parse(output).queries;
    if (!query) {
      throw new ResourceFailure(
        "The query history does not contain this statement. It lists statements a few seconds after their start, for 30 days.",
        true,
      );
    }
    const { duration, rows_produced, ...state } = query;
    // Without values that still increase, which would make every read a change.
    return { text: JSON.stringify(OVER.has(state.status ?? "") ? query : state) };
  },
});
