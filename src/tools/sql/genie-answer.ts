import * as z from "zod";
import * as api from "../../api/sql/genie.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import { compact } from "../../records.ts";
import { settled } from "../waiting.ts";
import { sqlOutput, sqlText, sqlView } from "./output.ts";

const { statement_id, columns, rows, total_rows, next_row_offset, truncated } = sqlOutput.shape;

export const genieAnswer = z.object({
  conversation_id: z.string(),
  message_id: z.string(),
  status: z.string(),
  text,
  asks_back: text.describe("a question of Genie's own"),
  queries: z
    .array(
      z.object({
        title: text,
        description: text,
        query: z.string().describe("the SQL Genie wrote"),
        statement_id: statement_id.optional(),
        columns,
        rows,
        total_rows,
        next_row_offset,
        truncated,
      }),
    )
    .optional(),
  suggested_questions: z.array(z.string()).optional(),
  next: text,
});
type Answer = z.output<typeof genieAnswer>;

/** Rows shown of each query; poll_sql_result has the others. */
const ROWS = 200;
const EXPIRED = "The rows have expired: run the SQL with execute_sql_read_only.";

/** Waits for the answer or the budget's end and reads the rows of its queries. A question that failed throws. */
export async function awaitAnswer(
  ctx: Context,
  place: api.MessagePlace,
  wait_seconds: number | undefined,
  asked: "now" | "before",
): Promise<Answer> {
  const { space_id, conversation_id, message_id } = place;
  const read = () => api.getMessage(ctx.client, { space_id, conversation_id, message_id });
  const message = await settled(ctx, `Genie message ${space_id} ${conversation_id} ${message_id}`, read, {
    done: api.isAnswered,
    words: ({ status }) => `Genie is at ${status}`,
    wait_seconds,
    firstMs: 1000,
    ...(asked === "now" ? { made: true } : { recent: true }),
  });
  const status = message.status ?? "";
  const common = { conversation_id, message_id, status };
  if (!api.isAnswered(message)) {
    return { ...common, next: "Still working: poll_genie_answer with these ids waits on." };
  }
  if (status === "FAILED" || status === "CANCELLED") throw unanswered(message);
  const { queries = [], ...words } = api.answerOf(message);
  const expired = status === "QUERY_RESULT_EXPIRED";
  const shown: NonNullable<Answer["queries"]> = [];
  for (const { attachment_id, title, description, query } of queries) {
    const read = attachment_id && !expired ? await rowsOf(ctx, { ...place, attachment_id }) : {};
    shown.push({ ...compact({ title, description }), query: query ?? "", ...read });
  }
  return {
    ...common,
    ...compact({ ...words, queries: shown, next: expired && shown.length > 0 ? EXPIRED : undefined }),
  };
}

async function rowsOf(ctx: Context, at: api.MessagePlace & { attachment_id: string }) {
  const statement = await api.getQueryResult(ctx.client, at);
  const page = await sqlView(ctx, statement, { row_offset: 0, row_limit: ROWS });
  const { state: _, warehouse: __, row_offset: ___, next: ____, ...result } = page;
  return result;
}

const NEXT: Readonly<Record<string, string>> = {
  RATE_LIMIT_EXCEEDED_GENERIC_EXCEPTION: "Genie takes few questions a minute: wait one, then ask again.",
  RATE_LIMIT_EXCEEDED_SPECIFIED_WAIT_EXCEPTION: "Genie takes few questions a minute: wait one, then ask again.",
  WAREHOUSE_ACCESS_MISSING_EXCEPTION: "Ask an admin for CAN_USE on the space's warehouse.",
  WAREHOUSE_NOT_FOUND_EXCEPTION: "The space's warehouse is gone: an editor of the space must choose another.",
  NO_TABLES_TO_QUERY_EXCEPTION: "The space has no tables this identity may read: use another space.",
  CONTEXT_EXCEEDED_EXCEPTION: "Start a new conversation: ask without conversation_id.",
  RETRYABLE_PROCESSING_EXCEPTION: "Ask again.",
  REPLY_PROCESS_TIMEOUT_EXCEPTION: "Ask something simpler, or again.",
};

function unanswered({ status, error }: api.GenieMessage): ToolError {
  if (status === "CANCELLED")
    return new ToolError("The question was cancelled.", { next: "Ask again if it is still wanted." });
  const type = /^[A-Z_]{1,80}$/.test(error?.type ?? "") ? (error?.type ?? "") : "UNKNOWN";
  return new ToolError(`Genie could not answer: ${type}.`, {
    next: NEXT[type] ?? "Ask in other words, or query the tables with execute_sql_read_only.",
    ...compact({ quoted: error?.error }),
  });
}

/** The words first, then each query with its rows as a table. */
export function genieText(answer: Answer): string {
  const queries = (answer.queries ?? []).flatMap(({ title, query, statement_id = "", ...result }) => [
    [title, query].filter(Boolean).join("\n"),
    ...(result.rows ? [sqlText({ ...result, statement_id, state: "SUCCEEDED", row_offset: 0 })] : []),
  ]);
  return [
    answer.text,
    answer.asks_back && `Genie asks: ${answer.asks_back}`,
    ...queries,
    answer.suggested_questions && `Suggested: ${answer.suggested_questions.join(" | ")}`,
    `status ${answer.status}; conversation_id ${answer.conversation_id}; message_id ${answer.message_id}`,
    answer.next,
  ]
    .filter(Boolean)
    .join("\n\n");
}
