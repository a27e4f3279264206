/** The words of a search in lower case, without duplicates. */
export const wordsOf = (query: string): string[] => [
  ...new Set(
    query
      .toLowerCase()
      .split(/[\s/.,;:]+/)
      .filter((word) => word !== ""),
  ),
];

/**
 * How well a name matches a search: 0 if it does not, 1 if all words occur in the name or in `about` (a path or
 * description), 2 if all occur in the name, 3 if the name begins with the search, 4 if it equals the search.
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

/**
 * The first line that contains the search literally, else the first that contains all its words. Lines count from 1 and
 * are cut to 160 characters.
 */
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

/** A SQL LIKE pattern that matches every name containing the search's words, and possibly others. */
export function likePattern(query: string): string {
  // In `main.sales.orders` only the last part is the table's own name.
  const longest = query
    .toLowerCase()
    .split(/[\s/,;:]+/)
    .map((word) => word.replace(/\.+$/, "").replace(/^.*\./, "").replaceAll("%", ""))
    .toSorted((a, b) => b.length - a.length)[0];
  return longest ? `%${longest}%` : "%";
}
