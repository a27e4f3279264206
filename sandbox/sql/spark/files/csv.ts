/** How a CSV file is written. */
export interface CsvFormat {
  readonly separator: string;
  readonly quote: string;
  readonly escape: string;
  readonly comment: string;
  readonly multiLine: boolean;
}

/** The records of a CSV text. A field in quotes that is empty is the empty text, one without is undefined. */
export function csvRecords(text: string, format: CsvFormat): (string | undefined)[][] {
  const records: (string | undefined)[][] = [];
  let record: (string | undefined)[] = [];
  let at = text.startsWith("\ufeff") ? 1 : 0;
  const endRecord = () => {
    const isComment = format.comment !== "" && record[0]?.startsWith(format.comment) === true;
    if (!isComment && !(record.length === 1 && record[0] === undefined)) records.push(record);
    record = [];
  };
  while (at < text.length) {
    const { value, end } = field(text, at, format);
    record.push(value);
    at = end;
    if (text.startsWith(format.separator, at)) {
      at += format.separator.length;
      // A separator at the end of the text is followed by one more empty field.
      if (at === text.length) record.push(undefined);
      continue;
    }
    if (text[at] === "\r") at += 1;
    if (text[at] === "\n") at += 1;
    endRecord();
  }
  if (record.length > 0) endRecord();
  return records;
}

function field(
  text: string,
  start: number,
  format: CsvFormat,
): { readonly value: string | undefined; readonly end: number } {
  if (format.quote !== "" && text[start] === format.quote) return quoted(text, start + 1, format);
  let end = start;
  while (end < text.length && text[end] !== "\n" && text[end] !== "\r" && !text.startsWith(format.separator, end))
    end += 1;
  const value = text.slice(start, end);
  return { value: value === "" ? undefined : value, end };
}

function quoted(text: string, start: number, { quote, escape: mark, separator, multiLine }: CsvFormat) {
  let value = "";
  let at = start;
  while (at < text.length) {
    const character = text[at] ?? "";
    if (!multiLine && character === "\n") break;
    if (character === mark && mark !== quote && at + 1 < text.length) {
      value += text[at + 1];
      at += 2;
    } else if (character === quote) {
      if (text[at + 1] !== quote) {
        at += 1;
        break;
      }
      value += quote;
      at += 2;
    } else {
      value += character;
      at += 1;
    }
  }
  // Text after a closing quote belongs to the field.
  while (at < text.length && text[at] !== "\n" && text[at] !== "\r" && !text.startsWith(separator, at)) {
    value += text[at];
    at += 1;
  }
  return { value, end: at };
}
