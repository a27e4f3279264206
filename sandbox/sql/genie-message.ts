import type { Plan, SpaceSeed } from "./genie-questions.ts";

export interface Space {
  readonly seed: SpaceSeed;
  readonly createTime: string;
  readonly conversations: Map<string, Conversation>;
}

export interface Conversation {
  readonly id: string;
  readonly title: string;
  readonly createdAt: number;
  readonly messages: Message[];
}

/** A question and its outcome. */
export interface Message {
  readonly id: string;
  /** Statement of the query, if there is one. */
  readonly attachmentId: string;
  readonly spaceId: string;
  readonly conversationId: string;
  readonly content: string;
  readonly plan: Plan | undefined;
  readonly createdAt: number;
  status: "SUBMITTED" | "FETCHING_METADATA" | "ASKING_AI" | "EXECUTING_QUERY" | "COMPLETED" | "FAILED";
  said?: string;
  suggestions?: readonly string[];
  statementId?: string;
  rowCount?: number;
  failure?: string;
  rating?: string | undefined;
}

/** `GenieMessage`. */
export function messageView(message: Message): object {
  return {
    id: message.id,
    message_id: message.id,
    space_id: message.spaceId,
    conversation_id: message.conversationId,
    content: message.content,
    status: message.status,
    created_timestamp: message.createdAt,
    ...(message.failure === undefined ? {} : { error: { type: "SQL_EXECUTION_EXCEPTION", error: message.failure } }),
    ...(message.status === "COMPLETED" ? { attachments: attachments(message) } : {}),
  };
}

function attachments({ said, suggestions, plan, attachmentId, statementId, rowCount }: Message): object[] {
  return [
    ...(said === undefined ? [] : [{ attachment_id: `${attachmentId}-text`, text: { content: said } }]),
    ...(plan === undefined || statementId === undefined
      ? []
      : [
          {
            attachment_id: attachmentId,
            query: {
              title: plan.pattern.title,
              description: plan.pattern.description,
              query: plan.pattern.sql(plan.terms),
              statement_id: statementId,
              query_result_metadata: { row_count: rowCount ?? 0, is_truncated: false },
            },
          },
        ]),
    ...(suggestions === undefined ? [] : [{ suggested_questions: { questions: suggestions } }]),
  ];
}
