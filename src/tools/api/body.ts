import * as z from "zod";
import { ENVIRONMENT, isCredentialField } from "../../api/reference/mask.ts";
import { createRedactor } from "../../core/output/redact.ts";
import { isRecord } from "../../records.ts";

/** Responses mask credentials. Written back, the mask would become the value. */
const isMasked = (value: unknown): boolean => JSON.stringify(value).includes('"[redacted]"');

/** A plaintext credential would be part of the conversation; the platform accepts references to secrets instead. */
const isPlaintext = (value: unknown): boolean =>
  /"[a-z_]+_plaintext":/.test(JSON.stringify(value)) || hasCredentialVariable(value);

/** Whether an environment variable anywhere in the body is a credential, by its name or its form. */
function hasCredentialVariable(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasCredentialVariable);
  if (!isRecord(value)) return false;
  return Object.entries(value).some(([key, item]) =>
    ENVIRONMENT.has(key)
      ? variablesOf(item).some(([name, text]) => typeof text === "string" && isCredential(String(name), text))
      : hasCredentialVariable(item),
  );
}

/** Environment variables: an object of values by name, or a list of `{name, value}` or `{key, value}`. */
const variablesOf = (item: unknown): readonly (readonly [unknown, unknown])[] =>
  Array.isArray(item)
    ? item.filter(isRecord).map(({ name, key = name, value }) => [key, value])
    : Object.entries(isRecord(item) ? item : {});

const redact = createRedactor();
/** Values that no credential has: none, a switch, or a reference to a secret. */
const HARMLESS = /^(?:|true|false|[01]|\{\{secrets\/[^}]*\}\})$/i;
const isCredential = (name: string, value: string): boolean =>
  !HARMLESS.test(value) && (isCredentialField(name) || redact(value) !== value);

/** Keys of objects that users name themselves: environment variables, tags, Spark settings, parameters but those of pipelines. */
const NAMED_BY_USERS =
  /^(?!pipeline_params$)(?:spark_conf|spark_env_vars|env|env_vars|environment_vars|custom_tags|tags|labels|options|properties|configuration|.*parameters|.*params|.*headers|.*variables|definition|.*overrides)$/;

/**
 * The first key that is not written as the platform's REST API writes keys (`run_as`); the platform may read `runAs` as
 * well, which the checks of what a call grants do not know.
 */
export function foreignKey(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.map(foreignKey).find((key) => key !== undefined);
  if (value === null || typeof value !== "object") return undefined;
  for (const [key, item] of Object.entries(value)) {
    if (!/^[a-z][a-z0-9_]*$/.test(key)) return key;
    const found = NAMED_BY_USERS.test(key) ? undefined : foreignKey(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** An object of REST fields, at any depth under the names of the API reference. */
export const restFields = z.looseObject({}).superRefine((body, ctx) => {
  const key = foreignKey(body);
  if (key === undefined) return;
  const shown = /^[A-Za-z]\w{0,40}$/.test(key) ? ` ${key}` : "";
  ctx.addIssue({
    code: "custom",
    message: `the field${shown} is not a field of the REST API: its fields are written like run_as`,
  });
});

/** Part of a REST body as in the API reference, without the fields in `taken`, which are arguments of their own. */
export const restBody = (...taken: readonly string[]) =>
  restFields
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
