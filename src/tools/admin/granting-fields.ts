import { maskGiven } from "../../api/reference/mask.ts";
import { oneLine } from "../../text.ts";

type Body = Readonly<Record<string, unknown>> | undefined;

/**
 * Fields of a request body that grant access or place data elsewhere. A call that gives one of them requires the user's
 * confirmation.
 */
export function grantingFields(...fields: readonly string[]) {
  const given = (body: Body) => fields.filter((field) => (body?.[field] ?? undefined) !== undefined);
  return {
    /** Access of a call with this body: `destructive` if it gives one of the fields, otherwise `write`. */
    access: (body: Body) => (given(body).length > 0 ? ("destructive" as const) : ("write" as const)),
    /** The given fields for the question, with credentials masked: `run_as {"user_name":"bob@example.com"}`. */
    words: (body: Body): string =>
      given(body)
        .map((field) => `${field} ${oneLine(JSON.stringify(maskGiven(body?.[field])), 2000)}`)
        .join(", "),
  };
}
