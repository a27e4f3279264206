/** ` Did you mean x?` when a candidate is spelt much like `word`; otherwise ` It takes …`, all of them. */
export function suggest(word: string, candidates: readonly string[]): string {
  const best = closest(word, candidates, 1)[0];
  if (best !== undefined) return ` Did you mean ${best}?`;
  return candidates.length === 0 ? " It takes none." : ` It takes ${candidates.slice(0, 40).join(", ")}.`;
}

const ALIKE = 0.5;

/** The candidates that share at least half their letter pairs with `word`, nearest first. */
export function closest(word: string, candidates: readonly string[], most: number): readonly string[] {
  const own = pairs(word);
  return candidates
    .map((candidate) => ({ candidate, likeness: dice(own, pairs(candidate)) }))
    .filter(({ likeness }) => likeness >= ALIKE)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, most)
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
