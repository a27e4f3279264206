/** Reads texts as the numbers of their words. Two indexes have the same phrases, and the words recur in them. */
export interface Tokens {
  /** The words of a text, between spaces and in lower case, as they are written. */
  of(text: string): readonly number[];
  /** A word by its number. */
  word(token: number): string;
}

export function createTokens(): Tokens {
  const words: string[] = [];
  const numbers = new Map<string, number>();
  // The names of an object recur with each of its operations.
  const texts = new Map<string, readonly number[]>();
  const numberOf = (word: string): number => {
    const known = numbers.get(word);
    if (known !== undefined) return known;
    numbers.set(word, words.length);
    return words.push(word) - 1;
  };
  return {
    of(text) {
      const known = texts.get(text) ?? text.toLowerCase().split(" ").map(numberOf);
      texts.set(text, known);
      return known;
    },
    word: (token) => words[token] ?? "",
  };
}
