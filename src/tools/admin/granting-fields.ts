import { maskGiven } from "../../api/reference/mask.ts";
import { type ConsentReason, type Consequence, quoted, type Sentence, say, whole } from "../../core/consent/facts.ts";
import { isRecord } from "../../records.ts";

type Body = Readonly<Record<string, unknown>> | undefined;

/**
 * Fields of a request body that grant access or place data elsewhere, each with the reason to ask about it. A call that
 * gives one of them is destructive, and every value of them is shown to the user.
 */
export function grantingFields(fields: Readonly<Record<string, ConsentReason>>) {
  const given = (body: Body) => Object.entries(fields).filter(([field]) => (body?.[field] ?? undefined) !== undefined);
  return {
    /** Access of a call with this body: `destructive` if it gives one of the fields, otherwise `write`. */
    access: (body: Body) => (given(body).length > 0 ? ("destructive" as const) : ("write" as const)),
    /** One sentence per value, credentials masked: `It sets run_as.user_name to "bob@example.com".` */
    consequences: (body: Body): Consequence[] =>
      given(body).flatMap(([field, reason]) => settingOf(body, field, reason)),
  };
}

/** One sentence per value of a field of the body. It is masked within the body, whose keys say what a credential is. */
export function settingOf(body: Body, field: string, reason: ConsentReason): Consequence[] {
  const masked = maskGiven(body);
  const isWhole = reason === "identity" || reason === "outbound";
  return leaves(field, isRecord(masked) ? masked[field] : undefined).map(([path, value]) => ({
    reason,
    text: settingText(path, isWhole ? value : { sentence: quoted(value) }),
  }));
}

/** `It sets run_as.user_name to "bob@example.com".` A value that is given as text is shown whole: what is left out could run. */
export const settingText = (path: string, value: string | Sentence): Sentence =>
  say`It sets ${isPlainPath(path) ? plainPath(path) : whole(path)} to ${typeof value === "string" ? whole(value) : value}.`;

/** Every value of a tree with its path: `access_control_list[0].group_name`. */
export function leaves(path: string, value: unknown): [path: string, value: string][] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(`${path}[${index}]`, item));
  if (isRecord(value)) return Object.entries(value).flatMap(([key, item]) => leaves(`${path}.${key}`, item));
  return [[path, String(value)]];
}

/** Of names as the reference has them; any other path is quoted like a value. */
const isPlainPath = (path: string): boolean => /^[a-z][a-z0-9_]*(\.[a-z0-9_]+|\[\d+\])*$/.test(path);
const plainPath = (sentence: string) => ({ sentence });
