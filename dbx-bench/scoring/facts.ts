import type { Fact } from "../task.ts";

/** The facts that an answer does not state. */
export function missingFacts(answer: string, facts: readonly Fact[]): string[] {
  const said = plain(answer);
  return facts.filter((fact) => !states(said, fact)).map((fact) => `the answer does not state ${describe(fact)}`);
}

const describe = (fact: Fact): string => (Array.isArray(fact) ? fact.map(String).join(" or ") : String(fact));

/** Without emphasis and code marks, thousands separators and typographic characters. */
function plain(answer: string): string {
  return answer
    .replace(/[*`]/g, "")
    .replace(/[‐‑–]/g, "-")
    .replace(/[’‘]/g, "'")
    .replace(/(?<=\d)[\u00a0\u202f\u2009'](?=\d{3}\b)/g, "")
    .replace(/(?<=\d),(?=\d{3}(?!\d))/g, "");
}

function states(said: string, fact: Fact): boolean {
  if (fact instanceof RegExp) return fact.test(said);
  if (typeof fact === "string") return said.toLowerCase().includes(fact.toLowerCase());
  if (typeof fact === "number") return statesNumber(said, fact);
  return fact.some((each) => states(said, each));
}

/** Words of numbers, by number. "One" also means other things. */
const WORDS = [
  "zero",
  undefined,
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
];

/** Whether a number occurs, as a word or exact or rounded: to at least two decimals below 100, to an integer above. */
function statesNumber(said: string, wanted: number): boolean {
  const word = WORDS[wanted];
  if (word !== undefined && new RegExp(`\\b${word}\\b`, "i").test(said)) return true;
  const decimals = (text: string) => /\.(\d+)/.exec(text)?.[1]?.length ?? 0;
  const fewest = Math.abs(wanted) >= 100 ? 0 : Math.min(2, decimals(String(wanted)));
  return [...said.matchAll(/(?<![\w.])-?\d+(\.\d+)?/g)].some(([token]) => {
    const places = decimals(token);
    return places >= fewest && Math.abs(Number(token) - wanted) <= 0.5 * 10 ** -places + 1e-9;
  });
}
