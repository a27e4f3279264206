import { editDistance } from "../text.ts";

/** Longer words are not compared. */
const MAX_LENGTH = 80;

/** The candidate that `word` is probably a typing error of (more errors are allowed in longer words), or `undefined`. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let smallest = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.max(word.length, candidate.length) > MAX_LENGTH) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < smallest) [best, smallest] = [candidate, distance];
  }
  return best;
}

/** ` Did you mean X?`, or an empty string if no candidate is similar. */
export const suggestion = (word: string, candidates: Iterable<string>): string => {
  const near = nearest(word, candidates);
  return near === undefined ? "" : ` Did you mean ${near}?`;
};
