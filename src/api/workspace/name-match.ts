/** The words of a search, lower-case, each once. */
export const wordsOf = (query: string): string[] => [
  ...new Set(
    query
      .toLowerCase()
      .split(/[\s/.,;:]+/)
      .filter((word) => word !== ""),
  ),
];

/**
 * How well a name answers a search: 0 not at all, 1 when all words are somewhere in the name or in `about` (its path, its
 * description), more when the name itself holds, begins with or is what was asked.
 */
export function nameScore(query: string, name: string, about = ""): number {
  const words = wordsOf(query);
  if (words.length === 0) return 0;
  const [asked, called] = [query.trim().toLowerCase(), name.toLowerCase()];
  if (called === asked) return 4;
  if (called.startsWith(asked)) return 3;
  if (words.every((word) => called.includes(word))) return 2;
  const whole = `${called}\n${about.toLowerCase()}`;
  return words.every((word) => whole.includes(word)) ? 1 : 0;
}

const LINE = 160;

/** The first line of a text that holds the search as it is, else the first that holds all its words. */
export function findLine(query: string, text: string): { line: number; text: string } | undefined {
  const asked = query.trim().toLowerCase();
  const lines = text.split(/\r?\n/);
  const lower = lines.map((line) => line.toLowerCase());
  const exact = lower.findIndex((line) => line.includes(asked));
  const words = wordsOf(query);
  const at =
    exact >= 0 ? exact : lower.findIndex((line) => words.length > 0 && words.every((word) => line.includes(word)));
  return at < 0 ? undefined : { line: at + 1, text: (lines[at] ?? "").trim().slice(0, LINE) };
}

/** A SQL LIKE pattern that every name holding the search's words matches, and some others. */
export function likePattern(query: string): string {
  // Of `main.sales.orders` only the last part is a table's own name.
  const longest = query
    .toLowerCase()
    .split(/[\s/,;:]+/)
    .map((word) => word.replace(/\.+$/, "").replace(/^.*\./, "").replaceAll("%", ""))
    .toSorted((a, b) => b.length - a.length)[0];
  return longest ? `%${longest}%` : "%";
}
