/** A type in Spark's JSON schema: a name, or an object for a nested type. */
export type SparkType = string | { readonly type: string; readonly [part: string]: unknown };

const NAMES: Readonly<Record<string, string>> = {
  BIGINT: "long",
  INT: "integer",
  SMALLINT: "short",
  TINYINT: "byte",
};

/** Converts a SQL type such as `MAP<STRING, ARRAY<INT>>` to the schema's form. */
export function sparkType(sql: string): SparkType {
  const made = /^(ARRAY|MAP|STRUCT)<(.*)>$/is.exec(sql.trim());
  if (made === null) {
    const name = sql.trim().toUpperCase();
    return NAMES[name] ?? name.toLowerCase();
  }
  const parts = split(made[2] ?? "");
  switch (made[1]?.toUpperCase()) {
    case "ARRAY":
      return { type: "array", elementType: sparkType(parts[0] ?? ""), containsNull: true };
    case "MAP": {
      const [key = "", value = ""] = parts;
      return { type: "map", keyType: sparkType(key), valueType: sparkType(value), valueContainsNull: true };
    }
    default:
      return { type: "struct", fields: parts.map(field) };
  }
}

function field(text: string): object {
  const [, name = "", type = ""] = /^\s*`?([^`:]+)`?\s*:(.*)$/s.exec(text) ?? [];
  return { name, type: sparkType(type), nullable: true, metadata: {} };
}

/** Splits at commas outside brackets, so that `STRUCT<…>` and `DECIMAL(10,2)` are kept together. */
function split(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (const { index, 0: mark } of text.matchAll(/[<>(),]/g)) {
    if (mark === "<" || mark === "(") depth += 1;
    else if (mark !== ",") depth -= 1;
    else if (depth === 0) {
      parts.push(text.slice(from, index));
      from = index + 1;
    }
  }
  return [...parts, text.slice(from)];
}
