import { type SqlType, sqlType } from "../column-type.ts";
import type { RowEncoder } from "./encoder.ts";
import { distinctNames, encodeLines } from "./lines.ts";

/**
 * One JSON object per line, keyed by column. Booleans, numbers, arrays, maps and structs become JSON values. Integers and
 * decimals that a double would round become strings with all their digits, as do NaN and infinities. BINARY stays base64,
 * and dates and times stay ISO 8601.
 */
export const jsonLines: RowEncoder = (columns, batches) => {
  const fields = columns.map(({ type }) => writer(sqlType(type)));
  const keys = distinctNames(columns).map((name) => `${JSON.stringify(name)}:`);
  return encodeLines("", batches, (row) => {
    const members = fields.map((write, index) => {
      const value = row[index] ?? null;
      return keys[index] + (value === null ? "null" : write(value));
    });
    return `{${members.join(",")}}\n`;
  });
};

type Write = (value: string) => string;

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** Significant digits that every double represents exactly. */
const EXACT_DIGITS = 15;

const text: Write = (value) => JSON.stringify(value);
const number: Write = (value) => (NUMBER.test(value) ? value : text(value));

function writer({ kind }: SqlType): Write {
  switch (kind) {
    case "boolean":
      return (value) => (value === "true" || value === "false" ? value : text(value));
    case "float":
      return number;
    case "integer":
      return (value) => (Number.isSafeInteger(Number(value)) ? number(value) : text(value));
    case "decimal":
      return (value) => (digits(value) <= EXACT_DIGITS ? number(value) : text(value));
    case "nested":
      return (value) => (isOneLine(value) ? value : text(value));
    default:
      return text;
  }
}

const digits = (value: string): number =>
  value
    .replace(/[eE].*$/, "")
    .replace(/\D/g, "")
    .replace(/^0+/, "").length;

/** Whether JSON of the platform can be copied unchanged, because parsing it would round its numbers. */
function isOneLine(json: string): boolean {
  if (/[\r\n]/.test(json)) return false;
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}
