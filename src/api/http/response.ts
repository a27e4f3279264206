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
 * The response as its schema makes it, checked in slices if it is large. `unread` receives the rows of a list that do not match
 * and are left out.
 * @throws {ApiError} `bad-response` if it does not match, or if it is an object without any of the schema's fields that
 *   holds something else: where all fields are optional, that would read as "nothing there"
 */
export async function checkedAgainst<S extends z.ZodType>(
  schema: S,
  request: PreparedRequest,
  value: unknown,
  unread: (row: string) => void = () => {},
): Promise<z.output<S>> {
  const { checked, left } = await checkedRows(schema, request, value);
  left.forEach(unread);
  if (isForeign(request.fields, value)) throw unexpectedShape(request, ": it has none of the expected fields");
  return checked;
}

/** Rows of a list that are left out before the list as a whole counts as unreadable. */
const MAX_LEFT = 20;

/** The response without the rows of its list that do not match: one malformed object must not hide all others. */
async function checkedRows<S extends z.ZodType>(schema: S, request: PreparedRequest, value: unknown) {
  const left: string[] = [];
  for (let rest = value; ; ) {
    try {
      return { checked: await checkInSlices(schema, rest, createPace()), left };
    } catch (error) {
      if (!(error instanceof z.core.$ZodError)) throw error;
      const [issue] = error.issues;
      const without = request.changes || left.length >= MAX_LEFT ? undefined : withoutRow(rest, issue);
      const field = issue?.path.join(".") ?? "";
      if (!without) throw unexpectedShape(request, `${field && ` at ${field}`}: ${issue?.message ?? "invalid"}`);
      left.push(without.row);
      rest = without.rest;
    }
  }
}

/** The list of a response without the row of an issue, if the row has an ID or a name and others remain. */
function withoutRow(value: unknown, issue: z.core.$ZodIssue | undefined): { rest: object; row: string } | undefined {
  // Deeper parts of the path may be keys that users chose.
  const [list, at, field] = issue?.path ?? [];
  if (!isRecord(value) || typeof list !== "string") return undefined;
  const rows = value[list];
  if (!Array.isArray(rows) || rows.length < 2 || typeof at !== "number" || !isRecord(rows[at])) return undefined;
  const row = rows[at];
  if (!Object.keys(row).some((key) => isIdField(key) || key.endsWith("name"))) return undefined;
  const id = Object.entries(idsIn({ ...row, settings: undefined }))[0]?.join(" ");
  return {
    rest: { ...value, [list]: rows.toSpliced(at, 1) },
    row: `${id ?? "one"} of ${list}${typeof field === "string" ? `, for its ${field}` : ""}`,
  };
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
