/**
 * Rows as a compact text table: a header and one line per row. NULL differs from an empty string and from the text "NULL",
 * which is in quotes; line breaks are escaped, and a backslash that would look like such an escape is doubled. A single
 * value of several lines, such as a plan or a definition, is shown as it is.
 */
export function table(columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const only = columns.length === 1 && rows.length === 1 ? rows[0]?.[0] : undefined;
  if (typeof only === "string" && only.includes("\n")) return `${columns.map(cell).join()}\n${only.trimEnd()}`;
  return [columns.map(cell), ...rows.map((row) => columns.map((_, index) => cell(row[index])))]
    .map((cells) => cells.join(" | "))
    .join("\n");
}

const ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "|": "\\|", "\\": "\\\\" };

function cell(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  // JSON has its own escapes.
  if (typeof value !== "string") return (JSON.stringify(value) ?? "NULL").replaceAll("|", "\\|");
  if (value === "NULL") return '"NULL"';
  return value.replace(/[\n\r\t|]|\\(?=[nrt|\\])/g, (character) => ESCAPES[character] ?? character);
}
