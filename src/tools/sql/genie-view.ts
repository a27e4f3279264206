import * as z from "zod";
import type { GenieConversation, GenieSpace } from "../../api/sql/genie.ts";
import { partsOfGenieDocument, readGenieDocument } from "../../api/sql/genie-document.ts";
import { text, texts } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";
import { statementText, statementView } from "./statement-view.ts";

/** A Genie space in a list. */
export const genieSpaceView = view(
  { space_id: z.string(), title: text, description: text, warehouse_id: text },
  ({ space_id, title, description, warehouse_id }: GenieSpace) => ({ space_id, title, description, warehouse_id }),
);

const conversationView = view(
  { conversation_id: z.string(), title: text, created: text },
  ({ conversation_id, title, created_timestamp }: GenieConversation) => ({
    conversation_id,
    title,
    created: isoTime(created_timestamp),
  }),
);

/** Parts of a space, if its document was read. */
function shownParts({ serialized_space, etag }: GenieSpace) {
  const document = readGenieDocument(serialized_space);
  const parts = document && partsOfGenieDocument(document);
  return {
    tables: parts && [...parts.tables],
    instructions: parts?.instructions,
    sample_questions: parts && [...parts.sample_questions],
    serialized_space,
    etag: serialized_space ? etag : undefined,
  };
}

/** A Genie space with some of the caller's conversations. */
export const genieSpaceDetailsView = view(
  {
    ...genieSpaceView.fields,
    parent_path: text,
    create_time: text,
    update_time: text,
    tables: texts,
    instructions: text,
    sample_questions: texts,
    serialized_space: text,
    etag: text,
    conversations: z.array(conversationView.schema).optional(),
  },
  (space: GenieSpace, conversations: readonly GenieConversation[]) => ({
    ...genieSpaceView(space),
    parent_path: space.parent_path,
    create_time: space.create_time,
    update_time: space.update_time,
    ...shownParts(space),
    conversations: conversations.map((conversation) => conversationView(conversation)),
  }),
);

const { columns, rows, total_rows, next_row_offset, truncated } = statementView.fields;

interface AnsweredQuery {
  readonly title?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly query: string;
  /** Its result; absent once it has expired. */
  readonly result: z.output<typeof statementView.schema> | undefined;
}

/** A query that Genie wrote, with the first rows of its result. */
export const genieQueryView = view(
  {
    title: text,
    description: text,
    query: z.string().describe("the SQL Genie wrote"),
    statement_id: text,
    columns,
    rows,
    total_rows,
    next_row_offset,
    truncated,
  },
  ({ title, description, query, result }: AnsweredQuery) => ({
    title,
    description,
    query,
    statement_id: result?.statement_id,
    columns: result?.columns,
    rows: result?.rows,
    total_rows: result?.total_rows,
    next_row_offset: result?.next_row_offset,
    truncated: result?.truncated,
  }),
);

interface GenieReply {
  readonly conversation_id: string;
  readonly message_id: string;
  readonly status: string;
  readonly text?: string;
  readonly asks_back?: string;
  readonly queries?: z.input<typeof genieQueryView.schema>[];
  readonly suggested_questions?: string[];
  readonly next?: string;
}

/** Genie's answer to a question, or the state of a question it is still working on. */
export const genieAnswerView = view(
  {
    conversation_id: z.string(),
    message_id: z.string(),
    status: z.string(),
    text,
    asks_back: text.describe("a question from Genie"),
    queries: z.array(genieQueryView.schema).optional(),
    suggested_questions: texts,
    next: text,
  },
  (reply: GenieReply) => ({
    conversation_id: reply.conversation_id,
    message_id: reply.message_id,
    status: reply.status,
    text: reply.text,
    asks_back: reply.asks_back,
    queries: reply.queries,
    suggested_questions: reply.suggested_questions,
    next: reply.next,
  }),
);

/** The text first, then each query with its rows as a table. */
export function genieAnswerText(answer: z.output<typeof genieAnswerView.schema>): string {
  const queries = (answer.queries ?? []).flatMap(({ title, query, statement_id = "", ...result }) => [
    [title, query].filter(Boolean).join("\n"),
    ...(result.rows ? [statementText({ ...result, statement_id, state: "SUCCEEDED", row_offset: 0 })] : []),
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
