import { RegexSyntaxError } from "./failure.ts";

/** Bodies of character classes for JavaScript's `v` flag, without the brackets. */
export const DIGIT = "0-9";
export const WORD = "a-zA-Z0-9_";
export const SPACE = " \\t\\n\\v\\f\\r";
export const HORIZONTAL = " \\t\\xA0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000";
export const VERTICAL = "\\n\\v\\f\\r\\x85\\u2028\\u2029";
/** Line terminators for `.`, `^` and `$`. */
export const LINE_END = "\\n\\r\\x85\\u2028\\u2029";
/** Java 17 counts letters and digits of all scripts as parts of a word for `\b`, though not for `\w`. */
export const BOUNDARY_WORD = "\\p{L}\\p{Nd}\\p{Mn}_";

const POSIX: Readonly<Record<string, string>> = {
  Lower: "a-z",
  Upper: "A-Z",
  ASCII: "\\x00-\\x7F",
  Alpha: "a-zA-Z",
  Digit: "0-9",
  Alnum: "a-zA-Z0-9",
  Punct: "\\x21-\\x2F\\x3A-\\x40\\x5B-\\x60\\x7B-\\x7E",
  Graph: "\\x21-\\x7E",
  Print: "\\x20-\\x7E",
  Blank: " \\t",
  Cntrl: "\\x00-\\x1F\\x7F",
  XDigit: "0-9a-fA-F",
  Space: SPACE,
  javaLowerCase: "\\p{Lowercase}",
  javaUpperCase: "\\p{Uppercase}",
  javaWhitespace: "\\t-\\r\\x1C-\\x1F\\p{Z}",
  javaLetter: "\\p{L}",
  javaDigit: "\\p{Nd}",
  javaLetterOrDigit: "\\p{L}\\p{Nd}",
  javaAlphabetic: "\\p{Alphabetic}",
  L1: "\\x00-\\xFF",
  all: "\\x00-\\u{10FFFF}",
};

const BINARY: Readonly<Record<string, string>> = {
  alphabetic: "\\p{Alphabetic}",
  ideographic: "\\p{Ideographic}",
  letter: "\\p{L}",
  lowercase: "\\p{Lowercase}",
  uppercase: "\\p{Uppercase}",
  titlecase: "\\p{Lt}",
  punctuation: "\\p{P}",
  control: "\\p{Cc}",
  white_space: "\\p{White_Space}",
  digit: "\\p{Nd}",
  hex_digit: "\\p{Hex_Digit}",
  join_control: "\\p{Join_Control}",
  noncharacter_code_point: "\\p{Noncharacter_Code_Point}",
  assigned: "\\p{Assigned}",
};

/** The class of `\p{name}`. Blocks of Unicode (`\p{InGreek}`) have no equivalent and are refused. */
export function property(name: string): string {
  const posix = POSIX[name];
  if (posix !== undefined) return posix;
  const [key, value] = name.split("=");
  if (value !== undefined) {
    if (/^(script|sc)$/i.test(key ?? "")) return checked(`Script=${title(value)}`);
    if (/^(general_category|gc)$/i.test(key ?? "")) return checked(value);
    throw new RegexSyntaxError(`Unknown character property {${name}}`);
  }
  if (!name.startsWith("Is")) return checked(name);
  const bare = name.slice(2);
  const binary = BINARY[bare.toLowerCase()];
  if (binary !== undefined) return binary;
  return isProperty(bare) && bare.length <= 2 ? `\\p{${bare}}` : checked(`Script=${title(bare)}`);
}

const title = (name: string): string =>
  name
    .toLowerCase()
    .split("_")
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join("_");

const CATEGORY = /^(?:[CLMNPSZ][a-z]?|Script=\w+)$/;

function isProperty(name: string): boolean {
  try {
    return CATEGORY.test(name) && new RegExp(`\\p{${name}}`, "v") !== undefined;
  } catch {
    return false;
  }
}

function checked(name: string): string {
  if (!isProperty(name)) throw new RegexSyntaxError(`Unknown character property name {${name}}`);
  return `\\p{${name}}`;
}
