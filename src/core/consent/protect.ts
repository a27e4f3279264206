/** Words of a question or statement. Names keep their dots, dashes and slashes, quoted or not. */
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
 * The first of `patterns` (`*` matches anything) that matches a name in the call's arguments, or in the question, which
 * contains the names looked up for ids.
 */
export function protectedName(
  patterns: readonly string[],
  args: Readonly<Record<string, unknown>>,
  question: string | null,
): string | undefined {
  if (patterns.length === 0) return undefined;
  const names = [...texts(args), ...words(question ?? "")];
  return patterns.find((pattern) => {
    const expression = matcher(pattern);
    return names.some((name) => expression.test(name));
  });
}
