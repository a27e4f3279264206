import fc from "fast-check";
import type { ResultColumn } from "../../src/api/sql/row-formats/encoder.ts";

import type { Row } from "../../src/api/sql/rows/rows.ts";

const big = (bits: number) =>
  fc.bigInt({ min: -(2n ** BigInt(bits - 1)), max: 2n ** BigInt(bits - 1) - 1n }).map(String);
const pad = (value: number, length: number) => String(value).padStart(length, "0");
const date = fc
  .tuple(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(([year, month, day]) => `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`);
const moment = fc
  .tuple(date, fc.integer({ min: 0, max: 86_399 }), fc.integer({ min: 0, max: 999_999 }))
  .map(([day, second, micros]) => {
    const clock = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60].map((part) => pad(part, 2));
    return `${day}T${clock.join(":")}.${pad(micros, 6)}`;
  });
/** A decimal of 1 to 38 digits, ten of them behind the point. */
const decimal = fc
  .tuple(
    fc.boolean(),
    fc.integer({ min: 1, max: 38 }).chain((digits) => fc.bigInt({ min: 0n, max: 10n ** BigInt(digits) - 1n })),
  )
  .map(([negative, digits]) => {
    const text = String(digits).padStart(11, "0");
    return `${negative && digits !== 0n ? "-" : ""}${text.slice(0, -10)}.${text.slice(-10)}`;
  });

const COLUMNS: readonly (readonly [type: string, cell: fc.Arbitrary<string>])[] = [
  ["BOOLEAN", fc.boolean().map(String)],
  ["TINYINT", big(8)],
  ["SMALLINT", big(16)],
  ["INT", big(32)],
  ["BIGINT", big(64)],
  ["DOUBLE", fc.double().map(String)],
  ["DECIMAL(38,10)", decimal],
  ["DATE", date],
  ["TIMESTAMP", moment.map((text) => `${text}Z`)],
  ["TIMESTAMP_NTZ", moment],
  ["BINARY", fc.uint8Array().map((bytes) => Buffer.from(bytes).toString("base64"))],
  ["STRING", fc.string({ unit: "binary", maxLength: 20 })],
  ["STRING", fc.array(fc.constantFrom('"', ",", "\n", "\r", "", "NULL", "🧱", "=1+1", " ")).map((all) => all.join(""))],
];

/** A column of every type, named after it. */
export const columns: readonly ResultColumn[] = COLUMNS.map(([type], index) => ({ name: `${type} ${index}`, type }));

/** Rows of those columns; any value may be NULL. */
export const rows: fc.Arbitrary<Row[]> = fc.array(
  fc.tuple(...COLUMNS.map(([, cell]) => fc.option(cell, { nil: null, freq: 4 }))),
  { maxLength: 12 },
);

/** The rows in batches of three. */
export async function* inBatches(all: readonly Row[]): AsyncGenerator<readonly Row[]> {
  for (let from = 0; from < all.length; from += 3) yield all.slice(from, from + 3);
}

export async function whole(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}
