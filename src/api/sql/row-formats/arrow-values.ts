import { ApiError } from "../../http/errors.ts";
import { isBase64 } from "../../workspace/notebook.ts";
import { daysOf, microsOf } from "./sql-time.ts";

// Converts the text values of a column to Arrow's memory layout. Each function throws `ApiError` (`bad-response`) for a value
// that does not fit the type of the column `name`.

/** One column of a batch. */
export type Cells = readonly (string | null)[];

/** The validity bitmap: one bit per value, least significant bit first. */
export function validity(cells: Cells): { nullCount: number; nullBitmap: Uint8Array } {
  return {
    nullCount: cells.filter((cell) => cell === null).length,
    nullBitmap: bitmap(cells, (cell) => cell !== null),
  };
}

/** One bit per value. */
export const booleans = (cells: Cells, name: string): Uint8Array =>
  bitmap(cells, (cell) => {
    if (cell !== null && cell !== "true" && cell !== "false") throw misfit(name);
    return cell === "true";
  });

/** Signed integers of up to 32 bits; NULL is 0. */
export function integers(cells: Cells, bits: 8 | 16 | 32, name: string): Int8Array | Int16Array | Int32Array {
  const end = 2 ** (bits - 1);
  const values = cells.map((cell) => {
    if (cell === null) return 0;
    const value = Number(cell);
    if (!WHOLE.test(cell) || value < -end || value >= end) throw misfit(name);
    return value;
  });
  return bits === 8 ? Int8Array.from(values) : bits === 16 ? Int16Array.from(values) : Int32Array.from(values);
}

/** Signed 64-bit integers; NULL is 0. */
export const longs = (cells: Cells, name: string): BigInt64Array =>
  BigInt64Array.from(cells, (cell) =>
    cell === null ? 0n : WHOLE.test(cell) ? long(BigInt(cell), name) : refuse(name),
  );

/** Floating-point numbers, NaN and infinities included; NULL is 0. */
export function doubles(cells: Cells, bits: 32 | 64, name: string): Float32Array | Float64Array {
  const values = cells.map((cell) => {
    if (cell === null) return 0;
    const value = Number(cell);
    if (cell.trim() === "" || (Number.isNaN(value) && cell !== "NaN")) throw misfit(name);
    return value;
  });
  return bits === 32 ? Float32Array.from(values) : Float64Array.from(values);
}

/** Decimals as 128-bit integers, lower half first. */
export function decimals(
  cells: Cells,
  { precision, scale }: { precision: number; scale: number },
  name: string,
): Uint32Array {
  const out = new BigUint64Array(cells.length * 2);
  const end = 10n ** BigInt(precision);
  for (const [index, cell] of cells.entries()) {
    if (cell === null) continue;
    const value = unscaled(cell, scale);
    if (value === undefined || value >= end || value <= -end) throw misfit(name);
    out[index * 2] = BigInt.asUintN(64, value);
    out[index * 2 + 1] = BigInt.asUintN(64, value >> 64n);
  }
  return new Uint32Array(out.buffer);
}

/** Dates as days since 1970-01-01. */
export const days = (cells: Cells, name: string): Int32Array =>
  Int32Array.from(cells, (cell) => (cell === null ? 0 : (daysOf(cell) ?? refuse(name))));

/** Timestamps as microseconds since 1970-01-01T00:00 UTC. */
export const micros = (cells: Cells, name: string): BigInt64Array =>
  BigInt64Array.from(cells, (cell) => (cell === null ? 0n : long(microsOf(cell) ?? refuse(name), name)));

/** Values of variable length: concatenated, with the offset of each. */
interface VariableLength {
  readonly valueOffsets: Int32Array;
  readonly data: Uint8Array;
}

/** UTF-8 texts. */
export const texts = (cells: Cells): VariableLength => layOutValues(cells, (cell) => Buffer.from(cell));

/** Binary values, which the platform writes as base64. */
export const bytes = (cells: Cells, name: string): VariableLength =>
  layOutValues(cells, (cell) => (cell === "" || isBase64(cell) ? Buffer.from(cell, "base64") : refuse(name)));

function layOutValues(cells: Cells, encode: (cell: string) => Buffer): VariableLength {
  const values = cells.map((cell) => (cell === null ? EMPTY : encode(cell)));
  const valueOffsets = new Int32Array(cells.length + 1);
  let end = 0;
  for (const [index, value] of values.entries()) {
    end += value.length;
    valueOffsets[index + 1] = end;
  }
  return { valueOffsets, data: Buffer.concat(values) };
}

function bitmap(cells: Cells, isSet: (cell: string | null) => boolean): Uint8Array {
  const out = new Uint8Array(Math.ceil(cells.length / 64) * 8);
  for (const [index, cell] of cells.entries()) {
    if (isSet(cell)) out[index >> 3] = (out[index >> 3] ?? 0) | (1 << (index & 7));
  }
  return out;
}

const EMPTY = Buffer.alloc(0);
const WHOLE = /^-?\d{1,20}$/;
const DECIMAL = /^(?<sign>[+-]?)(?<whole>\d{1,80})(?:\.(?<part>\d{0,80}))?(?:[eE](?<exponent>[+-]?\d{1,3}))?$/;

/** `-12.5` at scale 2 is -1250; undefined if digits would be lost. */
function unscaled(text: string, scale: number): bigint | undefined {
  const { sign, whole, part = "", exponent = "0" } = DECIMAL.exec(text)?.groups ?? {};
  if (whole === undefined) return undefined;
  const digits = BigInt(whole + part);
  const shift = scale - part.length + Number(exponent);
  // The platform writes every digit of the scale, so usually there is nothing to shift.
  const power = shift === 0 ? 1n : 10n ** BigInt(Math.abs(shift));
  if (shift < 0 && digits % power !== 0n) return undefined;
  const size = shift < 0 ? digits / power : digits * power;
  return sign === "-" ? -size : size;
}

/** Refuses values of more than 64 bits, which BigInt64Array would silently wrap. */
const long = (value: bigint, name: string): bigint => (BigInt.asIntN(64, value) === value ? value : refuse(name));

const refuse = (name: string): never => {
  throw misfit(name);
};

/** The schema is written before the values, so a value that does not fit its type is an error. */
const misfit = (name: string) =>
  new ApiError({
    kind: "bad-response",
    outcome: "failed",
    message: `Column ${name} holds a value that Arrow cannot carry as the column's type.`,
    next: "Export as csv or json_lines, or cast the column to STRING.",
  });
