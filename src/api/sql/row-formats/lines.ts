import type { Row } from "../rows/rows.ts";
import type { ResultColumn } from "./encoder.ts";

/** Characters collected before they go on. */
const BLOCK = 64 * 1024;

/** `head`, then a line for every row, in blocks of UTF-8. */
export async function* lines(
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

/** The columns' names, each once: SQL allows `a, a`, which readers of files do not; the second is `a_2`. */
export function distinctNames(columns: readonly ResultColumn[]): string[] {
  const taken = new Set<string>();
  return columns.map(({ name }) => {
    let distinct = name;
    for (let count = 2; taken.has(distinct); count++) distinct = `${name}_${count}`;
    taken.add(distinct);
    return distinct;
  });
}
