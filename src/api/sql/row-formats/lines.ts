import type { Row } from "../rows/rows.ts";
import type { ResultColumn } from "./encoder.ts";

/** Characters that are collected into one block. */
const BLOCK = 64 * 1024;

/** Encodes `head` and one line per row as UTF-8, in blocks. */
export async function* encodeLines(
  head: string,
  batches: AsyncIterable<readonly Row[]>,
  line: (row: Row) => string,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = head;
  for await (const rows of batches) {
    for (const row of rows) {
      text += line(row);
      if (text.length < BLOCK) continue;
      yield encoder.encode(text);
      text = "";
    }
  }
  if (text !== "") yield encoder.encode(text);
}

/** The names of the columns without duplicates, which SQL allows and file readers do not: a second `a` becomes `a_2`. */
export function distinctNames(columns: readonly ResultColumn[]): string[] {
  const taken = new Set<string>();
  return columns.map(({ name }) => {
    let distinct = name;
    for (let count = 2; taken.has(distinct); count++) distinct = `${name}_${count}`;
    taken.add(distinct);
    return distinct;
  });
}
