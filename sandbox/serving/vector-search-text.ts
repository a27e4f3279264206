import { createHash } from "node:crypto";

/** Dimension of the vector of a text. */
const DIMENSIONS = 256;

/** Stop words, which would make all texts similar. */
const STOP = new Set(
  "a an and are as at be by do for from how i in is it my of on or that the this to was what when where which who with".split(
    " ",
  ),
);

export const wordsOf = (text: string): string[] =>
  (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !STOP.has(word));

/** A text as a unit vector: its words and their letter triples, hashed. Texts that share words or stems are near each other. */
export function embed(text: string): number[] {
  const vector = new Array<number>(DIMENSIONS).fill(0);
  const add = (feature: string, weight: number) => {
    const digest = createHash("sha1").update(feature).digest();
    const at = digest.readUInt16BE(0) % DIMENSIONS;
    vector[at] = (vector[at] ?? 0) + ((digest[2] ?? 0) % 2 === 0 ? weight : -weight);
  };
  for (const word of wordsOf(text)) {
    add(word, 1);
    const padded = `^${word}$`;
    for (let at = 0; at + 3 <= padded.length; at++) add(`3 ${padded.slice(at, at + 3)}`, 0.4);
  }
  return unit(vector);
}

function unit(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector);
  return length === 0 ? [...vector] : vector.map((value) => value / length);
}

/** The platform's similarity score: 1 / (1 + squared distance). */
export const nearness = (a: readonly number[], b: readonly number[]): number => {
  const distance = a.reduce((sum, value, at) => sum + (value - (b[at] ?? 0)) ** 2, 0);
  return 1 / (1 + distance);
};

/** BM25 score of each document for the words of the query. */
export function keywordScores(query: string, documents: readonly string[]): number[] {
  const texts = documents.map(wordsOf);
  const average = texts.reduce((sum, words) => sum + words.length, 0) / Math.max(1, texts.length);
  const terms = [...new Set(wordsOf(query))].map((term) => {
    const holding = texts.filter((words) => words.includes(term)).length;
    return { term, rarity: Math.log(1 + (texts.length - holding + 0.5) / (holding + 0.5)) };
  });
  return texts.map((words) =>
    terms.reduce((sum, { term, rarity }) => {
      const count = words.filter((word) => word === term).length;
      return sum + (rarity * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * words.length) / Math.max(1, average)));
    }, 0),
  );
}
