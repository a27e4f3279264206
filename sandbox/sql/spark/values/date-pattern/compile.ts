import { SqlFailure } from "../../../engine/failure.ts";

export type NumberField =
  | "year"
  | "yearOfEra"
  | "month"
  | "quarter"
  | "dayOfYear"
  | "dayOfMonth"
  | "alignedDay"
  | "hourOfDay"
  | "clockHourOfDay"
  | "hourOfHalf"
  | "clockHourOfHalf"
  | "minute"
  | "second";

export type TextField = "era" | "month" | "quarter" | "dayOfWeek" | "half";

export interface NumberItem {
  readonly kind: "number";
  readonly field: NumberField;
  readonly least: number;
  readonly most: number;
  /** `normal` writes `-`; `pad` needs `+` for more digits than `least`; `none` has no sign. */
  readonly sign: "normal" | "pad" | "none";
  /** Only the last two digits of the year, from 2000. */
  readonly reduced?: boolean;
}

export type PatternItem =
  | NumberItem
  | { readonly kind: "fraction"; readonly digits: number }
  | { readonly kind: "text"; readonly field: TextField; readonly full: boolean }
  | { readonly kind: "zone"; readonly letter: "V" | "z" | "O" | "X" | "x" | "Z"; readonly count: number }
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "optional"; readonly items: readonly PatternItem[] };

export type DatePattern = readonly PatternItem[];

const kept = new Map<string, DatePattern>();

/** A pattern of Java's `DateTimeFormatter`, within what Spark allows. @throws {SqlFailure} for a pattern that Spark refuses */
export function compileDatePattern(pattern: string, use: "format" | "parse"): DatePattern {
  const key = `${use}:${pattern}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const compiled = checked(pattern, use);
  if (kept.size >= 500) kept.clear();
  kept.set(key, compiled);
  return compiled;
}

function checked(pattern: string, use: "format" | "parse"): DatePattern {
  try {
    refuseLetters(pattern, use === "parse");
    const parts = pattern.split("'").filter((_, i) => i % 2 === 0);
    const reader = { pattern, at: 0, era: parts.some((part) => part.includes("G")) };
    const items = readItems(reader, false);
    if (reader.at < pattern.length) throw illegal(pattern, "Pattern invalid as it contains ] without previous [");
    return items;
  } catch (error) {
    if (error instanceof SqlFailure && isLegacyPattern(pattern)) throw unrecognized(pattern);
    throw error;
  }
}

/** Whether Java's old `SimpleDateFormat` reads the pattern. Spark then refuses it because its meaning might have changed. */
function isLegacyPattern(pattern: string): boolean {
  const parts = pattern.split("'");
  if (parts.length % 2 === 0) return false;
  return parts.every(
    (part, i) =>
      i % 2 === 1 || (/^[^A-Za-z]*(?:[GyYMLwWDdFEuaHkKhmsSzZX][^A-Za-z]*)*$/.test(part) && !/X{4}/.test(part)),
  );
}

function unrecognized(pattern: string): SqlFailure {
  const message = `You may get a different result due to the upgrading to Spark >= 3.0:\nFail to recognize '${pattern}' pattern in the DateTimeFormatter.\n1) You can set "spark.sql.legacy.timeParserPolicy" to "LEGACY" to restore the behavior before Spark 3.0.\n2) You can form a valid datetime pattern with the guide from 'https://spark.apache.org/docs/latest/sql-ref-datetime-pattern.html'.`;
  return new SqlFailure("INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION", message, "42K0B");
}

function refuseLetters(pattern: string, parsing: boolean): void {
  for (const [i, part] of pattern.split("'").entries()) {
    if (i % 2 === 1) continue;
    const week = /[YWwuec]/.exec(part)?.[0];
    if (week !== undefined) {
      const message = `You may get a different result due to the upgrading to Spark >= 3.0:\nAll week-based patterns are unsupported since Spark 3.0, detected week-based character: ${week}.\nPlease use the SQL function EXTRACT instead.`;
      throw new SqlFailure("INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN", message, "42K0B");
    }
    const letter = (parsing ? /[ABnNpEFqQ]/ : /[ABnNp]/).exec(part)?.[0];
    if (letter !== undefined) {
      const detail = `Illegal pattern character found in datetime pattern: ${letter}. Please provide legal character.`;
      throw new SqlFailure(
        "INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER",
        `Unrecognized datetime pattern: ${pattern}. ${detail}`,
        "22007",
      );
    }
    if (/G{5}|M{5}|L{5}|E{5}|Q{5}|q{5}|y{7}/.test(part)) throw illegal(pattern, "Too many pattern letters");
  }
}

function illegal(pattern: string, detail: string): SqlFailure {
  return new SqlFailure(
    "INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER",
    `Unrecognized datetime pattern: ${pattern}. ${detail}.`,
    "22007",
  );
}

interface Reader {
  readonly pattern: string;
  at: number;
  readonly era: boolean;
}

function readItems(reader: Reader, optional: boolean): PatternItem[] {
  const { pattern } = reader;
  const items: PatternItem[] = [];
  while (reader.at < pattern.length) {
    const character = pattern.charAt(reader.at);
    if (/[A-Za-z]/.test(character)) {
      const start = reader.at;
      while (pattern.charAt(reader.at) === character) reader.at += 1;
      items.push(letterItem(character, reader.at - start, reader));
      continue;
    }
    if (character === "]") {
      if (optional) reader.at += 1;
      return items;
    }
    reader.at += 1;
    if (character === "[") items.push({ kind: "optional", items: readItems(reader, true) });
    else if (character === "'") items.push({ kind: "literal", text: quoted(reader) });
    else if (/[{}#]/.test(character)) throw illegal(pattern, `Pattern includes reserved character: '${character}'`);
    else items.push({ kind: "literal", text: character });
  }
  return items;
}

function quoted(reader: Reader): string {
  const { pattern } = reader;
  let text = "";
  for (;;) {
    if (reader.at >= pattern.length) throw illegal(pattern, "Pattern ends with an incomplete string literal");
    const character = pattern.charAt(reader.at);
    reader.at += 1;
    if (character !== "'") text += character;
    else if (pattern.charAt(reader.at) === "'") {
      text += "'";
      reader.at += 1;
    } else return text === "" ? "'" : text;
  }
}

const TWO_DIGITS: Readonly<Record<string, NumberField>> = {
  d: "dayOfMonth",
  H: "hourOfDay",
  k: "clockHourOfDay",
  K: "hourOfHalf",
  h: "clockHourOfHalf",
  m: "minute",
  s: "second",
};

const plain = (field: NumberField): NumberItem => ({ kind: "number", field, least: 1, most: 19, sign: "normal" });
const fixed = (field: NumberField, digits: number): NumberItem => ({
  kind: "number",
  field,
  least: digits,
  most: digits,
  sign: "none",
});

function letterItem(letter: string, count: number, { pattern, era }: Reader): PatternItem {
  const tooMany = () => illegal(pattern, `Too many pattern letters: ${letter}`);
  const two = TWO_DIGITS[letter];
  if (two !== undefined) {
    if (count > 2) throw tooMany();
    return count === 1 ? plain(two) : fixed(two, 2);
  }
  switch (letter) {
    case "y":
      return yearItem(era ? "yearOfEra" : "year", count);
    case "M":
    case "L":
    case "Q":
    case "q": {
      const field = letter === "M" || letter === "L" ? "month" : "quarter";
      if (count > 4) throw tooMany();
      if (count <= 2) return count === 1 ? plain(field) : fixed(field, 2);
      return { kind: "text", field, full: count === 4 };
    }
    case "D":
      if (count > 3) throw tooMany();
      return count === 1 ? plain("dayOfYear") : { ...fixed("dayOfYear", 3), least: count };
    case "F":
      if (count > 1) throw tooMany();
      return plain("alignedDay");
    case "G":
    case "E":
      if (count > 4) throw tooMany();
      return { kind: "text", field: letter === "G" ? "era" : "dayOfWeek", full: count === 4 };
    case "a":
      if (count > 1) throw tooMany();
      return { kind: "text", field: "half", full: false };
    case "S":
      if (count > 9) throw tooMany();
      return { kind: "fraction", digits: count };
    case "V":
    case "z":
    case "O":
    case "X":
    case "x":
    case "Z":
      return zoneItem(letter, count, pattern);
    default:
      throw illegal(pattern, `Unknown pattern letter: ${letter}`);
  }
}

function yearItem(field: "year" | "yearOfEra", count: number): NumberItem {
  if (count === 2) return { ...fixed(field, 2), reduced: true };
  return { kind: "number", field, least: count, most: 19, sign: count < 4 ? "normal" : "pad" };
}

function zoneItem(letter: "V" | "z" | "O" | "X" | "x" | "Z", count: number, pattern: string): PatternItem {
  const most = letter === "V" ? 2 : letter === "z" || letter === "O" ? 4 : 5;
  if (count > most) throw illegal(pattern, `Too many pattern letters: ${letter}`);
  if (letter === "V" && count !== 2) throw illegal(pattern, `Pattern letter count must be 2: ${letter}`);
  if (letter === "O" && count !== 1 && count !== 4)
    throw illegal(pattern, `Pattern letter count must be 1 or 4: ${letter}`);
  return { kind: "zone", letter, count };
}
