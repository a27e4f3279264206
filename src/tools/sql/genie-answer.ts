import * as api from "../../api/sql/genie.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { compact } from "../../records.ts";
import { waitWithinBudget } from "../waiting.ts";
import { genieAnswerView, genieQueryView } from "./genie-view.ts";
import { showStatement } from "./statement-view.ts";

const EXPIRED = "The rows have expired. Run the SQL again with execute_sql_read_only.";

/**
 * Waits until Genie has answered or the wait ends, and reads the rows of its queries.
 * @throws {ToolError} if Genie failed or the question was cancelled
 */
export async function awaitAnswer(
  ctx: Context,
  place: api.GenieMessageRef,
  wait_seconds: number | undefined,
  asked: "now" | "before",
) {
  const { space_id, conversation_id, message_id } = place;
  const read = () => api.getMessage(ctx.client, { space_id, conversation_id, message_id });
  const message = await waitWithinBudget(ctx, `Genie message ${space_id} ${conversation_id} ${message_id}`, read, {
    done: api.isAnswered,
    words: ({ status }) => `Genie is at ${status}`,
    wait_seconds,
    firstMs: 1000,
    ...(asked === "now" ? { made: true } : { recent: true }),
  });
  const status = message.status ?? "";
  const common = { conversation_id, message_id, status };
  if (!api.isAnswered(message)) {
    return genieAnswerView({
      ...common,
      next: "Still working. Call poll_genie_answer with these ids to keep waiting.",
    });
  }
  if (status === "FAILED" || status === "CANCELLED") throw failureOf(message);
  const { queries = [], ...words } = api.answerOf(message);
  const expired = status === "QUERY_RESULT_EXPIRED";
  const shown: ReturnType<typeof genieQueryView>[] = [];
  for (const { attachment_id, title, description, query } of queries) {
    const result = attachment_id && !expired ? await firstRows(ctx, { ...place, attachment_id }) : undefined;
    shown.push(genieQueryView({ title, description, query: query ?? "", result }));
  }
  return genieAnswerView({
    ...common,
    ...words,
    queries: shown,
    ...(expired && shown.length > 0 ? { next: EXPIRED } : {}),
  });
}

/** The first page of a query's rows; poll_sql_result returns the others. */
async function firstRows(ctx: Context, at: api.GenieMessageRef & { attachment_id: string }) {
  const statement = await api.getQueryResult(ctx.client, at);
  return showStatement(ctx, statement, { row_offset: 0 });
}

const NEXT: Readonly<Record<string, string>> = {
  RATE_LIMIT_EXCEEDED_GENERIC_EXCEPTION:
    "Genie accepts only a few questions per minute. Wait a minute, then ask again.",
  RATE_LIMIT_EXCEEDED_SPECIFIED_WAIT_EXCEPTION:
    "Genie accepts only a few questions per minute. Wait a minute, then ask again.",
  WAREHOUSE_ACCESS_MISSING_EXCEPTION: "Ask an admin for CAN_USE on the space's warehouse.",
  WAREHOUSE_NOT_FOUND_EXCEPTION: "The space's warehouse no longer exists. An editor of the space must choose another.",
  NO_TABLES_TO_QUERY_EXCEPTION: "This identity cannot read any table of the space. Use another space.",
  CONTEXT_EXCEEDED_EXCEPTION: "Start a new conversation by asking without conversation_id.",
  RETRYABLE_PROCESSING_EXCEPTION: "Ask again.",
  REPLY_PROCESS_TIMEOUT_EXCEPTION: "Ask a simpler question, or ask again.",
};

function failureOf({ status, error }: api.GenieMessage): ToolError {
  if (status === "CANCELLED")
    return new ToolError("The question was cancelled.", { next: "Ask again if you still need the answer." });
  const type = /^[A-Z_]{1,80}$/.test(error?.type ?? "") ? (error?.type ?? "") : "UNKNOWN";
  return new ToolError(`Genie could not answer: ${type}.`, {
    next: NEXT[type] ?? "Rephrase the question, or query the tables with execute_sql_read_only.",
    ...compact({ quoted: error?.error }),
  });
}
