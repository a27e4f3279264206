import * as z from "zod";
import { isRecord } from "../../records.ts";

/** Responses mask credentials. Written back, the mask would become the value. */
const isMasked = (value: unknown): boolean => JSON.stringify(value).includes('"[redacted]"');

/** A plaintext credential would be part of the conversation; the platform accepts references to secrets instead. */
const isPlaintext = (value: unknown): boolean => /"[a-z_]+_plaintext":/.test(JSON.stringify(value));

/** Part of a REST body as in the API reference, without the fields in `taken`, which are arguments of their own. */
export const restBody = (...taken: readonly string[]) =>
  z
    .looseObject({})
    .refine((body) => !isMasked(body), "contains a masked value: give the real value or leave the field out")
    .refine((body) => !isPlaintext(body), "contains a plaintext credential: use {{secrets/<scope>/<key>}} instead")
    .superRefine((body, ctx) => {
      for (const key of Object.keys(body)) {
        const message = misspelled(key);
        if (message !== undefined) ctx.addIssue({ code: "custom", path: [key], message });
      }
    })
    .refine((body) => taken.every((field) => !(field in body)), `must not contain ${taken.join(", ")}`);

/** A key that the platform may read as a field but that no check here would: `runAs` for `run_as`. */
function misspelled(key: string): string | undefined {
  if (/^[a-z][a-z0-9_]*$/.test(key)) return undefined;
  const right = key
    .replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`)
    .replace(/[\s-]+/g, "_")
    .toLowerCase();
  return /^[a-z][a-z0-9_]*$/.test(right)
    ? `fields are in snake_case: ${right}`
    : "fields are in snake_case, as in the API reference";
}

/** Whether a body has at least one field. */
export const hasFields = (body: object): boolean => Object.keys(body).length > 0;

/** Whether the arguments change anything besides identifying the object. Asking users to confirm nothing teaches them to confirm blindly. */
export const hasChanges =
  (...identifiers: readonly string[]) =>
  (args: object): boolean =>
    Object.entries(args).some(
      ([name, value]) => value !== undefined && !(isRecord(value) && !hasFields(value)) && !identifiers.includes(name),
    );

export const NO_CHANGE = "must have at least one field to change";
