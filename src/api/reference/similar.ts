/** ` Did you mean x?` if a candidate is spelled like `word`, otherwise a list of the candidates. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const best = closest(word, candidates, 1)[0];
  if (best !== undefined) return ` Did you mean ${best}?`;
  return candidates.length === 0
    ? " It has no parameters."
    : ` Its parameters are ${candidates.slice(0, 40).join(", ")}.`;
}

/** Minimum share of common letter pairs. */
const MIN_LIKENESS = 0.5;

/** Up to `count` candidates that share at least half of their letter pairs with `word`, closest first. */
export function closest(word: string, candidates: readonly string[], count: number): readonly string[] {
  const own = pairs(word);
  return candidates
    .map((candidate) => ({ candidate, likeness: dice(own, pairs(candidate)) }))
    .filter(({ likeness }) => likeness >= MIN_LIKENESS)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, count)
    .map(({ candidate }) => candidate);
}

function pairs(word: string): ReadonlySet<string> {
  const letters = ` ${word.toLowerCase()} `;
  return new Set(Array.from({ length: letters.length - 1 }, (_, at) => letters.slice(at, at + 2)));
}

function dice(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((pair) => b.has(pair)).length;
  return (2 * shared) / (a.size + b.size);
}
