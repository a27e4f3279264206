/** Words of a question or statement: names with their dots, dashes and slashes stay whole, quoted or not. */
const words = (text: string): string[] =>
  text
    .replace(/["'`]/g, "")
    .split(/[\s(),;?]+/)
    .flatMap((word) => [word, word.replace(/[.:]+$/, "")]);

function texts(value: unknown): string[] {
  if (typeof value === "string") return [value, ...words(value)];
  if (Array.isArray(value)) return value.flatMap(texts);
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(texts) : [];
}

const matcher = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
      .join("[^]*")}$`,
    "i",
  );

/**
 * The first of `patterns` (`*` stands for anything) that names something this call is about: in its arguments, or in
 * the question, which holds the names that were looked up for the ids.
 */
export function protectedName(
  patterns: readonly string[],
  args: Readonly<Record<string, unknown>>,
  question: string | null,
): string | undefined {
  if (patterns.length === 0) return undefined;
  const named = [...texts(args), ...words(question ?? "")];
  return patterns.find((pattern) => {
    const expression = matcher(pattern);
    return named.some((name) => expression.test(name));
  });
}
