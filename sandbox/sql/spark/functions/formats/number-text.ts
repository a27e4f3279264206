import { decimalText, parseDecimal, toPrecision } from "../../values/decimal.ts";
import { DecimalValue } from "../../values/value.ts";
import type { DigitGroup, NumberFormat } from "./number-format.ts";

/** A number in a format, as `to_char` writes it. Digits that the format has no room for give `#`. */
export function formatNumber(value: DecimalValue, { tokens, precision, scale }: NumberFormat): string {
  const negative = value.unscaled < 0n;
  const size = negative ? new DecimalValue(-value.unscaled, value.scale) : value;
  const [integer = "", decimals = ""] = decimalText(size).split(".");
  const whole = integer.replace(/^0+/, "");
  const fraction = decimals.replace(/0+$/, "");
  const overflow = whole.length > precision - scale || fraction.length > scale;
  const before = whole.padStart(precision - scale);
  const after = fraction.padEnd(scale);
  let result = "";
  let at = 0;
  let reachedPoint = false;
  for (const token of tokens) {
    switch (token.kind) {
      case "digits":
        if (overflow) result += token.groups.map((group) => "#".repeat(group.size)).join(" ");
        else if (reachedPoint) result += after.replaceAll(" ", "0");
        else
          for (const [i, group] of token.groups.entries()) ({ result, at } = digits(result, group, before, at, i > 0));
        break;
      case "point":
        if (result.endsWith(" ")) result = `${result.slice(0, -1)}0`;
        result += ".";
        reachedPoint = true;
        break;
      case "dollar":
        result += "$";
        break;
      case "sign":
        result = withSign(result, negative ? "-" : "+");
        break;
      case "minus":
        result = negative ? withSign(result, "-") : `${result} `;
        break;
      case "open":
        if (negative) result += "<";
        break;
      case "close":
        result = negative ? withSign(result, ">") : `${result}  `;
        break;
    }
  }
  return withoutLonePoint(result);
}

/** The digits of a group; blanks move before a sign or bracket right before them. */
function digits(
  start: string,
  group: DigitGroup,
  value: string,
  from: number,
  separated: boolean,
): { readonly result: string; readonly at: number } {
  let result = start;
  let at = from;
  if (separated) result += /\d$/.test(result) ? "," : " ";
  for (let i = 0; i < group.size; i++) {
    const digit = value.charAt(at);
    at += 1;
    if (digit !== " ") result += digit;
    else if (group.exact) result += "0";
    else result = /^(.*)([+<-])$/s.test(result) ? `${result.slice(0, -1)} ${result.slice(-1)}` : `${result} `;
  }
  return { result, at };
}

/** The sign after the last digit. */
function withSign(result: string, sign: string): string {
  const bare = withoutLonePoint(result);
  const kept = bare.replace(/ +$/, "");
  return kept + sign + bare.slice(kept.length);
}

const withoutLonePoint = (text: string): string => (text.endsWith(".") ? `${text.slice(0, -1)} ` : text);

/** The number of a text in a format, as `to_number` reads it; `undefined` if they do not match. */
export function readNumber(text: string, { tokens, precision, scale }: NumberFormat): DecimalValue | undefined {
  let at = 0;
  let whole = "";
  let fraction = "";
  let negative = false;
  let reachedPoint = false;
  for (const token of tokens) {
    const next = text.charAt(at);
    switch (token.kind) {
      case "digits": {
        const taken = /^[\d,\s]*/.exec(text.slice(at))?.[0] ?? "";
        at += taken.length;
        const bare = taken.replace(/\s/g, "");
        if (!fits(bare, token.groups)) return undefined;
        if (reachedPoint) fraction += bare.replaceAll(",", "");
        else whole += bare.replaceAll(",", "");
        break;
      }
      case "point":
        if (next === ".") {
          reachedPoint = true;
          at += 1;
        }
        break;
      case "dollar":
        if (next !== "$") return undefined;
        at += 1;
        break;
      case "sign":
      case "minus":
        if (next === "-") negative = true;
        if (next === "-" || (next === "+" && token.kind === "sign")) at += 1;
        break;
      case "open":
        if (next === "<") at += 1;
        break;
      case "close":
        if (next === ">") {
          negative = true;
          at += 1;
        }
        break;
    }
  }
  if (at < text.length || (whole === "" && fraction === "" && scale === 0)) return undefined;
  const number = parseDecimal(`${negative ? "-" : ""}${whole || "0"}.${fraction}`);
  return number === undefined ? undefined : toPrecision(number, precision, scale);
}

/** Whether the digits between separators are as many as the format has, from the right. */
function fits(text: string, groups: readonly DigitGroup[]): boolean {
  const found = text.split(",").reverse();
  const expected = [...groups].reverse();
  if (found.length > expected.length || expected.slice(found.length).some(({ exact }) => exact)) return false;
  return found.every((digits, i) => {
    const group = expected[i];
    return group !== undefined && (group.exact ? digits.length === group.size : digits.length <= group.size);
  });
}
