const WIDTH = 120;

/** JSON as the formatter leaves it: a list of plain values stands on one line where it fits. */
export function formatJson(value: unknown, indent = "", before = 0): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const flat = `[${value.map((item) => JSON.stringify(item)).join(", ")}]`;
    const isPlain = value.every((item) => typeof item !== "object" || item === null);
    if (isPlain && indent.length + before + flat.length < WIDTH) return flat;
    return `[\n${value.map((item) => inner + formatJson(item, inner)).join(",\n")}\n${indent}]`;
  }
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  if (entries.length === 0) return "{}";
  const rows = entries.map(([key, item]) => {
    const name = `${JSON.stringify(key)}: `;
    return inner + name + formatJson(item, inner, name.length);
  });
  return `{\n${rows.join(",\n")}\n${indent}}`;
}
