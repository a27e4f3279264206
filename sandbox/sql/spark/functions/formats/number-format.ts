import { SqlFailure } from "../../../engine/failure.ts";

/** A part of a format of `to_char` and `to_number`. */
export type FormatToken =
  /** Digits; `groups` are the digits between separators of thousands, from the left. */
  | { readonly kind: "digits"; readonly groups: readonly DigitGroup[] }
  | { readonly kind: "point" | "dollar" | "sign" | "minus" | "open" | "close" };

export interface DigitGroup {
  readonly size: number;
  /** Begins with `0`: shows zeros, and reads exactly so many digits. */
  readonly exact: boolean;
  /** `9` or `0` for each digit. */
  readonly digits: string;
}

export interface NumberFormat {
  readonly text: string;
  readonly tokens: readonly FormatToken[];
  readonly precision: number;
  readonly scale: number;
}

const STRUCTURE = /^(MI|S)?(\$)?([09,]*)(?:(\.)([09]*))?(\$)?(PR)?(MI|S)?(PR)?$/;
const SHAPE = "`[MI|S]` `[$]` `[0|9|G|,]*` `[.|D]` `[0|9]*` `[$]` `[PR|MI|S]`";

function invalid(condition: string, format: string, detail: string): SqlFailure {
  return new SqlFailure(`INVALID_FORMAT.${condition}`, `The format is invalid: '${format}'. ${detail}`, "42601");
}

/** A format such as `$9,999.99S`. @throws {SqlFailure} INVALID_FORMAT */
export function parseNumberFormat(given: string): NumberFormat {
  const shown = given.toUpperCase();
  if (given === "") throw invalid("EMPTY", "", "The number format string cannot be empty.");
  const text = shown.replaceAll("G", ",").replaceAll("D", ".");
  check(text, shown);
  const match = STRUCTURE.exec(text);
  if (match === null) {
    const stray = /[^09,.$SMIPR]/.exec(text)?.[0];
    const what = stray === undefined ? "digit sequence" : `character '${stray}''`;
    throw invalid(
      "UNEXPECTED_TOKEN",
      shown,
      `Found the unexpected ${what} in the format string; the structure of the format string must match: ${SHAPE}.`,
    );
  }
  const [, before, dollar, whole = "", point, fraction = "", , bracketsFirst, after, bracketsLast] = match;
  const brackets = bracketsFirst ?? bracketsLast;
  const tokens: FormatToken[] = [];
  if (before !== undefined) tokens.push({ kind: before === "S" ? "sign" : "minus" });
  if (brackets !== undefined) tokens.push({ kind: "open" });
  if (dollar !== undefined) tokens.push({ kind: "dollar" });
  if (whole !== "") tokens.push({ kind: "digits", groups: whole.split(",").map((digits) => group(digits, true)) });
  if (point !== undefined) tokens.push({ kind: "point" });
  if (fraction !== "") tokens.push({ kind: "digits", groups: [group(fraction, false)] });
  if (brackets !== undefined) tokens.push({ kind: "close" });
  if (after !== undefined) tokens.push({ kind: after === "S" ? "sign" : "minus" });
  const precision = whole.replaceAll(",", "").length + fraction.length;
  if (precision > 38) {
    throw new SqlFailure(
      "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION",
      `Decimal precision ${precision} exceeds max precision 38.`,
      "22003",
    );
  }
  return { text: given, tokens, precision, scale: fraction.length };
}

const group = (digits: string, whole: boolean): DigitGroup => ({
  size: digits.length,
  exact: whole && digits.startsWith("0"),
  digits,
});

function check(text: string, shown: string): void {
  if (!/[09]/.test(text))
    throw invalid("WRONG_NUM_DIGIT", shown, "The format string requires at least one number digit.");
  const count = (part: string) => text.split(part).length - 1;
  const counted: readonly (readonly [part: string, name: string])[] = [
    [".", ". or D"],
    ["$", "$"],
    ["S", "S"],
    ["MI", "MI"],
    ["PR", "PR"],
  ];
  for (const [part, name] of counted)
    if (count(part) > 1)
      throw invalid("WRONG_NUM_TOKEN", shown, `At most one ${name} is allowed in the number format.`);
  const dollar = text.indexOf("$");
  if (dollar > text.search(/[09]/)) {
    throw invalid(
      "CUR_MUST_BEFORE_DIGIT",
      shown,
      "Currency characters must appear before digits in the number format.",
    );
  }
  const point = text.indexOf(".");
  if (point >= 0 && text.includes(",", point)) {
    throw invalid(
      "THOUSANDS_SEPS_MUST_BEFORE_DEC",
      shown,
      "Thousands separators (, or G) may not appear after the decimal point in the number format.",
    );
  }
  if (/(?<![09]),|,(?![09])/.test(text)) {
    throw invalid(
      "CONT_THOUSANDS_SEPS",
      shown,
      "Thousands separators (, or G) must have digits in between them in the number format.",
    );
  }
}
