import { SqlFailure } from "./failure.ts";

const LETTERS: Readonly<Record<string, string>> = {
  y: "%Y",
  yyyy: "%Y",
  yy: "%y",
  M: "%-m",
  MM: "%m",
  MMM: "%b",
  MMMM: "%B",
  d: "%-d",
  dd: "%d",
  D: "%-j",
  DDD: "%j",
  H: "%-H",
  HH: "%H",
  h: "%-I",
  hh: "%I",
  m: "%-M",
  mm: "%M",
  s: "%-S",
  ss: "%S",
  SSS: "%g",
  SSSSSS: "%f",
  a: "%p",
  E: "%a",
  EE: "%a",
  EEE: "%a",
  EEEE: "%A",
  z: "%Z",
  Z: "%z",
  // Java's zone with a colon, `+01:00`.
  XXX: "%z",
};

/** Java's datetime pattern (`MMM d, yyyy`) in DuckDB's letters (`%b %-d, %Y`). */
export function duckdbPattern(java: string): string {
  return java.replace(/'((?:[^']|'')*)'|([A-Za-z])\2*|%/g, (piece, quoted: string | undefined) => {
    if (quoted !== undefined) return (quoted === "" ? "'" : quoted.replaceAll("''", "'")).replaceAll("%", "%%");
    if (piece === "%") return "%%";
    const letters = LETTERS[piece];
    if (letters !== undefined) return letters;
    throw new SqlFailure(
      "INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER",
      `Unrecognized datetime pattern: '${java}'. Illegal pattern found in datetime pattern: '${piece}'.`,
      "22007",
    );
  });
}
