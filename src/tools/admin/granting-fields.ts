import { maskGiven } from "../../api/reference/mask.ts";
import { oneLine } from "../../text.ts";

type Body = Readonly<Record<string, unknown>> | undefined;

/** Fields of a body that hand over rights or take data to another place: a call that gives one asks the person. */
export function powersOf(...fields: readonly string[]) {
  const given = (body: Body) => fields.filter((field) => (body?.[field] ?? undefined) !== undefined);
  return {
    access: (body: Body) => (given(body).length > 0 ? ("destructive" as const) : ("write" as const)),
    /** For the question: `run_as {"user_name":"bob@example.com"}`. */
    words: (body: Body): string =>
      given(body)
        .map((field) => `${field} ${oneLine(JSON.stringify(maskGiven(body?.[field])), 2000)}`)
        .join(", "),
  };
}
