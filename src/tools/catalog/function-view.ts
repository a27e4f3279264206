import * as z from "zod";
import type { FunctionInfo } from "../../api/catalog/functions.ts";
import { flag, text } from "../../core/fields.ts";
import { view } from "../../core/view.ts";
import { isoTime } from "../../text.ts";

/** A function in the list of its schema. */
export const functionRowView = view({ signature: z.string(), owner: text, comment: text }, (found: FunctionInfo) => ({
  signature: signatureOf(found),
  owner: found.owner,
  comment: found.comment,
}));

/** One function in full, including its code. */
export const functionView = view(
  {
    full_name: z.string(),
    signature: z.string(),
    comment: text,
    language: text,
    definition: text,
    is_deterministic: flag,
    owner: text,
    created_at: text,
    created_by: text,
  },
  (found: FunctionInfo) => ({
    full_name: found.full_name,
    signature: signatureOf(found),
    comment: found.comment,
    language: found.external_language || found.routine_body,
    definition: found.routine_definition,
    is_deterministic: found.is_deterministic,
    owner: found.owner,
    created_at: isoTime(found.created_at),
    created_by: found.created_by,
  }),
);

/** `name(a INT, b STRING DEFAULT 'x') → type` */
function signatureOf({ name, input_params, data_type, full_data_type }: FunctionInfo): string {
  const inputs = (input_params?.parameters ?? []).map(({ name, type_text, parameter_default }) =>
    [name, type_text, parameter_default && `DEFAULT ${parameter_default}`].filter(Boolean).join(" "),
  );
  const result = full_data_type || data_type;
  return `${name}(${inputs.join(", ")})${result ? ` → ${result}` : ""}`;
}
