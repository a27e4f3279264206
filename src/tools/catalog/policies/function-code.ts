import { getFunction } from "../../../api/catalog/functions.ts";
import { ApiError } from "../../../api/http/errors.ts";
import type { Context } from "../../../core/calls/context.ts";
import type { ShownCode } from "../../../core/consent/facts.ts";

/** The code of the function that decides who sees what, for the question; `undefined` if it cannot be read. */
export async function functionCode(ctx: Context, full_name: string | undefined): Promise<ShownCode | undefined> {
  if (full_name === undefined || full_name.split(".").length !== 3) return undefined;
  const found = await getFunction(ctx.client, { full_name }).catch((error: unknown) => {
    if (error instanceof ApiError) return undefined;
    throw error;
  });
  const text = found?.routine_definition;
  return text ? { title: "function", text, context: { name: full_name } } : undefined;
}
