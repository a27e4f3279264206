import { incomplete } from "./layout.ts";

/** The values of a row as the platform writes them: text for every column type, or null. */
export type Row = readonly (string | null)[];

/** Rows that ended in the bytes of one `push`. */
export interface ScannedRows {
  readonly rows: readonly Row[];
  /** The position of the closing bracket of each row, in bytes from the start of the document. */
  readonly ends: readonly number[];
}

/** A position between two rows: the closing bracket of `row` is at `byte`. */
export interface RowMark {
  readonly row: number;
  readonly byte: number;
}

/** Reads rows incrementally (`createRowScanner`). */
export interface RowScanner {
  /** The rows that end in these bytes, without those to be skipped. @throws {ApiError} `bad-response` */
  push(bytes: Uint8Array): ScannedRows;
  /** @throws {ApiError} `bad-response` if the document is incomplete */
  end(): void;
  /** Number of rows that have ended so far, including skipped ones. */
  readonly count: number;
}

/** Chunks of the platform are smaller than this, so no row can be longer. */
const MAX_ROW_BYTES = 24 * 2 ** 20;

const [REFUSED, START, FIRST_ROW, NEXT_ROW, FIRST_CELL, NEXT_CELL, TEXT, ESCAPE] = [0, 1, 2, 3, 4, 5, 6, 7];
const [HEX_1, HEX_2, HEX_3, HEX_4, N, NU, NUL, AFTER_CELL] = [8, 9, 10, 11, 12, 13, 14, 15];
const [AFTER_ROW, END, RESUMED, STATES] = [16, 17, 18, 19];

const HEX_DIGITS = "0123456789abcdefABCDEF";

/** The grammar of an array of arrays of strings and nulls: a state, the characters accepted in it, and the next state. */
const GRAMMAR: readonly (readonly [from: number, characters: string, to: number])[] = [
  ...[START, FIRST_ROW, NEXT_ROW, FIRST_CELL, NEXT_CELL, AFTER_CELL, AFTER_ROW, END].map(
    (state) => [state, " \t\n\r", state] as const,
  ),
  [START, "[", FIRST_ROW],
  [FIRST_ROW, "[", FIRST_CELL],
  [FIRST_ROW, "]", END],
  [NEXT_ROW, "[", FIRST_CELL],
  [FIRST_CELL, '"', TEXT],
  [FIRST_CELL, "n", N],
  [FIRST_CELL, "]", AFTER_ROW],
  [NEXT_CELL, '"', TEXT],
  [NEXT_CELL, "n", N],
  [N, "u", NU],
  [NU, "l", NUL],
  [NUL, "l", AFTER_CELL],
  [TEXT, '"', AFTER_CELL],
  [TEXT, "\\", ESCAPE],
  [ESCAPE, '"\\/bfnrt', TEXT],
  [ESCAPE, "u", HEX_1],
  [HEX_1, HEX_DIGITS, HEX_2],
  [HEX_2, HEX_DIGITS, HEX_3],
  [HEX_3, HEX_DIGITS, HEX_4],
  [HEX_4, HEX_DIGITS, TEXT],
  [AFTER_CELL, ",", NEXT_CELL],
  [AFTER_CELL, "]", AFTER_ROW],
  [RESUMED, "]", AFTER_ROW],
  [AFTER_ROW, ",", NEXT_ROW],
  [AFTER_ROW, "]", END],
];

/** The next state by state and byte, so that a byte costs one lookup. Bytes not in the grammar are refused. */
const NEXT = new Uint8Array(STATES * 256).fill(REFUSED);
// Texts may contain any byte except control characters. Decoding checks that they are UTF-8.
NEXT.fill(TEXT, TEXT * 256 + 32, (TEXT + 1) * 256);
for (const [from, characters, to] of GRAMMAR) {
  for (const character of characters) NEXT[from * 256 + character.charCodeAt(0)] = to;
}

/**
 * Reads the rows of a JSON document from its bytes, which may be split anywhere. Rows before number `skip` are checked
 * against the grammar, but neither decoded nor kept. With `from`, the first byte pushed is the one at this mark.
 */
export function createRowScanner(
  skip: number,
  { from, maxRowBytes = MAX_ROW_BYTES }: { from?: RowMark | undefined; maxRowBytes?: number } = {},
): RowScanner {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let state = from === undefined ? START : RESUMED;
  let count = from?.row ?? 0;
  let offset = from?.byte ?? 0;
  /** Start of the current row in the document, in bytes. */
  let began = offset;
  /** The bytes of the current row so far, unless it is skipped. */
  let held = Buffer.alloc(0);
  let heldBytes = 0;

  function appendHeld(bytes: Uint8Array): void {
    const needed = heldBytes + bytes.length;
    if (needed > held.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, 2 * held.length));
      held.copy(grown, 0, 0, heldBytes);
      held = grown;
    }
    held.set(bytes, heldBytes);
    heldBytes = needed;
  }

  function parse(bytes: Uint8Array): readonly Row[] {
    const whole = heldBytes === 0 ? bytes : Buffer.concat([held.subarray(0, heldBytes), bytes]);
    held = Buffer.alloc(0);
    heldBytes = 0;
    try {
      // The grammar ensures that these are rows of texts and nulls.
      return JSON.parse(`[${decoder.decode(whole)}]`);
    } catch {
      throw incomplete("it is not valid UTF-8");
    }
  }

  function push(bytes: Uint8Array): ScannedRows {
    const ends: number[] = [];
    /** The range of `bytes` that holds the wanted rows that end in it. */
    let first = heldBytes > 0 ? 0 : -1;
    let last = 0;
    for (let at = 0; at < bytes.length; at++) {
      const next = NEXT[state * 256 + (bytes[at] ?? 0)] ?? REFUSED;
      if (next === state) continue;
      state = next;
      if (next === FIRST_CELL) {
        began = offset + at;
        if (count >= skip && first === -1) first = at;
      } else if (next === AFTER_ROW) {
        if (count++ < skip) continue;
        ends.push(offset + at);
        last = at + 1;
      } else if (next === REFUSED) throw incomplete("it is not an array of rows of text");
    }
    const rows = ends.length === 0 ? [] : parse(bytes.subarray(first, last));
    const inRow = state >= FIRST_CELL && state <= AFTER_CELL;
    if (inRow && offset + bytes.length - began > maxRowBytes)
      throw incomplete(`row ${count} is longer than this server reads`);
    if (inRow && count >= skip) appendHeld(bytes.subarray(Math.max(0, began - offset)));
    offset += bytes.length;
    return { rows, ends };
  }

  return {
    push,
    end: () => {
      if (state !== END) throw incomplete("it ends early");
    },
    get count() {
      return count;
    },
  };
}
