import { defineResource } from "../core/resources/define.ts";
import { ResourceFailure } from "../core/resources/serve.ts";
import { listQueryHistory } from "../tools/sql/query-history.ts";
import { completeStatementId } from "./sql-ids.ts";

const OVER: ReadonlySet<string> = new Set(["FINISHED", "FAILED", "CANCELED"]);

// Read from the history: it tells the state at once, also of what somebody else started, and fetches no rows.
export const sqlStatement = defineResource("databricks://sql/statements/{statement_id}", listQueryHistory, {
  name: "sql_statement",
  title: "SQL statement",
  description: "Status, error and text of one statement, as list_query_history answers; poll_sql_result has its rows.",
  mimeType: "application/json",
  watch: { state: "status", stable: OVER },
  complete: { statement_id: (ctx, typed) => completeStatementId(ctx, typed) },
  contents(output) {
    const [query] = listQueryHistory.output.parse(output).queries;
    if (!query) {
      throw new ResourceFailure(
        "The query history has no such statement: it shows one some seconds after its start, for 30 days.",
        true,
      );
    }
    const { duration, rows_produced, ...state } = query;
    // What still counts up would make every look a change.
    return { text: JSON.stringify(OVER.has(state.status ?? "") ? query : state) };
  },
});
