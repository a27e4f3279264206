const MAX_LINE = 500;

/** Text as one line: control characters become spaces, at most `max` characters, no code point split. */
export function oneLine(text: string, max = MAX_LINE): string {
  const line = text
    .slice(0, max * 8)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  if (line.length <= max) return line;
  return `${line.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** ISO 8601 of epoch milliseconds, to the second; `undefined` for a time the platform does not know (absent or 0). */
export function isoTime(ms: number | null | undefined): string | undefined {
  if (!ms || Math.abs(ms) > 8.64e15) return undefined;
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");
}
