import type { Tool } from "../tool.ts";

/** Optional arguments that say how to read or to show, not what: none of them makes an answer smaller. */
const NOT_NARROWING =
  /^(?:page_token|wait_seconds|warehouse_id|catalog|schema|parameters|order_by|title|x_axis|as_admin|file|(?:include|show)_.*)$/;
const MOST_NAMED = 5;

/** The arguments that make an answer of this tool smaller: of a tool that only reads, the optional ones choose. */
export function narrowing({ access, input }: Tool): readonly string[] {
  if (access !== "read") return [];
  return Object.entries(input.shape)
    .filter(([name, schema]) => !NOT_NARROWING.test(name) && schema.safeParse(undefined).success)
    .map(([name]) => name)
    .slice(0, MOST_NAMED);
}
