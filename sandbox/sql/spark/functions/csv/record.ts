import { type FormatOptions, isOn } from "../json/options.ts";

/** How records of CSV are written, by Spark's options. */
export interface CsvDialect {
  readonly separator: string;
  readonly quote: string;
  readonly quoting: string;
  readonly nullValue: string;
  readonly emptyValue: string;
  readonly quoteAll: boolean;
  readonly ignoreLeadingSpace: boolean;
  readonly ignoreTrailingSpace: boolean;
}

export function csvDialect(options: FormatOptions, writing: boolean): CsvDialect {
  const separator = options.get("sep") ?? options.get("delimiter") ?? ",";
  return {
    separator: separator === "\\t" ? "\t" : separator,
    quote: options.get("quote") ?? '"',
    quoting: options.get("escape") ?? "\\",
    nullValue: options.get("nullvalue") ?? "",
    emptyValue: options.get("emptyvalue") ?? (writing ? '""' : ""),
    quoteAll: isOn(options, "quoteAll"),
    ignoreLeadingSpace: isOn(options, "ignoreLeadingWhiteSpace", writing),
    ignoreTrailingSpace: isOn(options, "ignoreTrailingWhiteSpace", writing),
  };
}

/** The values of the first record of a text; `null` for an empty one without quotes. */
export function readRecord(text: string, dialect: CsvDialect): (string | null)[] {
  const { separator } = dialect;
  const values: (string | null)[] = [];
  let at = 0;
  for (;;) {
    const quoted = readQuoted(text, at, dialect);
    if (quoted !== undefined) {
      values.push(quoted.value);
      at = quoted.end;
    } else {
      const next = text.indexOf(separator, at);
      const end = next < 0 ? text.length : next;
      values.push(unquoted(text.slice(at, end), dialect));
      at = end;
    }
    if (!text.startsWith(separator, at)) return values;
    at += separator.length;
  }
}

function unquoted(text: string, { ignoreLeadingSpace, ignoreTrailingSpace }: CsvDialect): string | null {
  const started = ignoreLeadingSpace ? text.trimStart() : text;
  const value = ignoreTrailingSpace ? started.trimEnd() : started;
  return value === "" ? null : value;
}

/** A value in quotes that ends before a separator or at the end of the record; other values are taken as they are. */
function readQuoted(
  text: string,
  start: number,
  { separator, quote, quoting }: CsvDialect,
): { readonly value: string; readonly end: number } | undefined {
  if (quote === "" || text.charAt(start) !== quote) return undefined;
  let value = "";
  let at = start + 1;
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === quoting && (text.charAt(at + 1) === quote || text.charAt(at + 1) === quoting)) {
      value += text.charAt(at + 1);
      at += 2;
    } else if (character === quote) {
      let end = at + 1;
      while (text.charAt(end) === " ") end += 1;
      return end >= text.length || text.startsWith(separator, end) ? { value, end } : undefined;
    } else {
      value += character;
      at += 1;
    }
  }
  return { value, end: at };
}

/** One record. A value that holds the separator, a quote or a line end is quoted. */
export function writeRecord(values: readonly (string | null)[], dialect: CsvDialect): string {
  return values.map((value) => writeValue(value, dialect)).join(dialect.separator);
}

function writeValue(value: string | null, dialect: CsvDialect): string {
  const { separator, quote, quoting, nullValue, emptyValue } = dialect;
  if (value === null) return nullValue;
  const started = dialect.ignoreLeadingSpace ? value.trimStart() : value;
  const text = dialect.ignoreTrailingSpace ? started.trimEnd() : started;
  if (text === "") return emptyValue;
  if (!dialect.quoteAll && !text.includes(separator) && !text.includes(quote) && !/[\r\n]/.test(text)) return text;
  return quote + text.replaceAll(quote, quoting + quote) + quote;
}
