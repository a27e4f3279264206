import { collect, type Page } from "../../../api/http/paging.ts";
import type { AnswerParts } from "../parts.ts";

const MAX_LISTED = 500;

/** The items of a listing, up to the limit. If there are more, that is reported. */
export async function listed<T>(
  parts: AnswerParts,
  name: string,
  read: (page_token: string | undefined) => Promise<Page<T>>,
  max = MAX_LISTED,
): Promise<readonly T[]> {
  const { items = [], next } = (await parts.read(name, collect(read, max))) ?? {};
  // A page is never cut by the listing, so there can be more than the limit.
  if (next || items.length > max)
    parts.missing.push(`${name}: only the first ${Math.min(items.length, max)} were searched`);
  return items.slice(0, max);
}
