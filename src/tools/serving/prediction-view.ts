import * as z from "zod";
import type { ServingResponse } from "../../api/serving/endpoints.ts";
import { text } from "../../core/fields.ts";
import { evenIfEmpty, view } from "../../core/view.ts";

type Choice = NonNullable<ServingResponse["choices"]>[number];

const choiceView = view(
  { content: z.unknown().optional(), tool_calls: z.array(z.unknown()).optional(), finish_reason: text },
  ({ message, text, finish_reason, finishReason }: Choice) => ({
    content: message ? message.content : text,
    tool_calls: message?.tool_calls,
    finish_reason: finish_reason ?? finishReason,
  }),
);

/** The response of a serving endpoint: the fields of its kind of model, or all of a response of an unknown kind. */
export const predictionView = view(
  {
    predictions: evenIfEmpty(z.unknown().optional()),
    outputs: evenIfEmpty(z.unknown().optional()),
    model: text,
    choices: evenIfEmpty(z.array(choiceView.schema).optional()),
    embeddings: evenIfEmpty(z.array(z.array(z.number())).optional()),
    usage: z.record(z.string(), z.unknown()).optional(),
    answer: evenIfEmpty(z.record(z.string(), z.unknown()).optional().describe("whole response of another kind")),
  },
  ({ predictions, outputs, choices, data, model, usage, ...others }: ServingResponse) => {
    const shown = { predictions: undefined, outputs: undefined, choices: undefined, embeddings: undefined };
    const fields = { ...shown, answer: undefined, model, usage };
    if (predictions !== undefined) return { ...fields, predictions };
    if (outputs !== undefined) return { ...fields, outputs };
    if (choices) return { ...fields, choices: choices.map((choice) => choiceView(choice)) };
    if (data) return { ...fields, embeddings: data.flatMap(({ embedding }) => (embedding ? [embedding] : [])) };
    return { ...fields, answer: others };
  },
);
