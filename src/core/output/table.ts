/** Rows as a compact text table: a header and one line per row. NULL differs from an empty string; line breaks are escaped. */
export function table(columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return [columns.map(cell), ...rows.map((row) => columns.map((_, index) => cell(row[index])))]
    .map((cells) => cells.join(" | "))
    .join("\n");
}

const ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "|": "\\|" };

function cell(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "NULL");
  return text.replace(/[\n\r\t|]/g, (character) => ESCAPES[character] ?? character);
}
