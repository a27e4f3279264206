import * as z from "zod";
import { isRecord } from "../../records.ts";
import { isPlainId } from "../../text.ts";
import type { PreparedRequest } from "./request.ts";
import { applyRule, UNUSABLE_RESPONSE_RULES } from "./retry-policy.ts";
import { requestError } from "./send.ts";
import { checkInSlices } from "./slices/check.ts";
import { createPace } from "./slices/pace.ts";

/** The fields that a schema reads of an object; `undefined` if it does not describe one object. */
export function fieldsOf(schema: z.ZodType): ReadonlySet<string> | undefined {
  if (schema instanceof z.ZodObject) return new Set(Object.keys(schema.shape));
  return schema instanceof z.ZodPipe && schema.in instanceof z.ZodType ? fieldsOf(schema.in) : undefined;
}

/**
 * The response as its schema makes it, checked in slices if it is large.
 * @throws {ApiError} `bad-response` if it does not match, or if it is an object without any of the schema's fields that
 *   holds something else: where all fields are optional, that would read as "nothing there"
 */
export async function checkedAgainst<S extends z.ZodType>(
  schema: S,
  request: PreparedRequest,
  value: unknown,
): Promise<z.output<S>> {
  const checked = await checkInSlices(schema, value, createPace()).catch((error: unknown) => {
    if (!(error instanceof z.core.$ZodError)) throw error;
    const issue = error.issues[0];
    const field = issue?.path.join(".") ?? "";
    throw unexpectedShape(request, `${field && ` at ${field}`}: ${issue?.message ?? "invalid"}`);
  });
  if (isForeign(request.fields, value)) throw unexpectedShape(request, ": it has none of the expected fields");
  return checked;
}

const unexpectedShape = (request: PreparedRequest, what: string) =>
  requestError(request, {
    ...applyRule(UNUSABLE_RESPONSE_RULES.unexpectedShape, request),
    message: `The workspace's response has an unexpected shape${what}.`,
    next: "The workspace may run another version of this API: report it to the server's maintainers.",
  });

/** Fields around the items of a list, which the platform also sends when there are none: `{"has_more": false}`. */
const ENVELOPE =
  /^(has_more|count|(next|prev|previous)?_?page_?token|total(_\w+)?|\w+_(count|results|token)|schemas|itemsPerPage|startIndex|totalResults)$/;

/** `{}` is how the platform writes an empty list. */
const isForeign = (fields: ReadonlySet<string> | undefined, value: unknown): boolean => {
  if (fields === undefined || fields.size === 0 || !isRecord(value)) return false;
  const names = Object.keys(value);
  return names.some((name) => !ENVELOPE.test(name)) && !names.some((name) => fields.has(name));
};

/** IDs are not deeper in a response than this: `{run: {info: {run_id}}}`. */
const MAX_DEPTH = 3;
const MAX_IDS = 4;
/** Not the request's own ID, and not what identifies the caller or the workspace. */
const NOT_AN_ID = /^(request|trace|account|workspace|org|creator|owner|user|session|etag)_id$/;
const isIdField = (name: string): boolean => (name === "id" || name.endsWith("_id")) && !NOT_AN_ID.test(name);

/** The IDs in the response to a write, by field. Only plain ones: the text becomes part of this server's own sentences. */
export function idsIn(value: unknown): Record<string, string> {
  const found = new Map<string, string>();
  let level = isRecord(value) ? [value] : [];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth++) {
    const fields = level.flatMap((object) => Object.entries(object));
    for (const [name, item] of fields) {
      if (!isIdField(name) || found.has(name) || found.size >= MAX_IDS) continue;
      if ((typeof item === "string" || typeof item === "number") && isPlainId(String(item)))
        found.set(name, String(item));
    }
    level = fields.flatMap(([, item]) => (isRecord(item) ? [item] : []));
  }
  return Object.fromEntries(found);
}
