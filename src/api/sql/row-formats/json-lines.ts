import { type SqlType, sqlType } from "../type.ts";
import type { RowEncoder } from "./encoder.ts";
import { distinctNames, lines } from "./lines.ts";

/**
 * One JSON object a line, keyed by column. Booleans, numbers, arrays, maps and structs are JSON's own; an integer or
 * decimal that a reader's double would round is a string, digit for digit, as are NaN and the infinities. BINARY stays
 * base64, dates and times ISO 8601.
 */
export const jsonLines: RowEncoder = (columns, batches) => {
  const fields = columns.map(({ type }) => writer(sqlType(type)));
  const keys = distinctNames(columns).map((name) => `${JSON.stringify(name)}:`);
  return lines("", batches, (row) => {
    const members = fields.map((write, index) => {
      const value = row[index] ?? null;
      return keys[index] + (value === null ? "null" : write(value));
    });
    return `{${members.join(",")}}\n`;
  });
};

type Write = (value: string) => string;

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** As many significant digits as every double keeps. */
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

/** The platform's JSON goes in as it came: parsing it would round its numbers. */
function isOneLine(json: string): boolean {
  if (/[\r\n]/.test(json)) return false;
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}
