import type { Operation } from "./reference.ts";

/** Weight of a word by where it occurs. */
const WEIGHT = { name: 5, path: 3, parameter: 2, prose: 1 } as const;
/** Factor for a word that is only the beginning of another. */
const PARTIAL = 0.5;
const SHORTEST_PARTIAL = 4;

/** Everyday words and the words that the platform uses for them. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  access: ["permission"],
  add: ["create"],
  change: ["update", "edit"],
  copy: ["clone"],
  execute: ["run"],
  history: ["run"],
  folder: ["directory", "mkdirs"],
  kill: ["cancel", "stop"],
  make: ["create"],
  modify: ["update", "edit"],
  query: ["statement"],
  remove: ["delete", "uninstall"],
  rotate: ["create"],
  sql: ["statement"],
  show: ["list"],
  size: ["resize"],
  switch: ["update"],
  trigger: ["run"],
  undelete: ["restore"],
};
const NOISE = new Set(
  (
    "a an the of to in into for on off and or my me by with from at all how do does did i is are be can it its this that " +
    "who what which why when see want someone give api rest call databricks"
  ).split(" "),
);

/** Up to `limit` operations whose words match the query, best first; only that operation for an exact ID. */
export function searchOperations(operations: readonly Operation[], query: string, limit: number): readonly Operation[] {
  const wanted = query.trim().toLowerCase();
  const exact = operations.find(({ id }) => id.toLowerCase() === wanted);
  if (exact) return [exact];

  const words = [...new Set(wordsOf(query))].filter((word) => !NOISE.has(word));
  const indexed = operations.map((operation) => ({ operation, index: indexOf(operation) }));
  const rarity = new Map(
    words.map((word) => [
      word,
      Math.log(1 + indexed.length / (1 + indexed.filter(({ index }) => weigh(index, word) > 0).length)),
    ]),
  );
  return indexed
    .map(({ operation, index }) => ({
      operation,
      score: words.reduce((sum, word) => sum + weigh(index, word) * (rarity.get(word) ?? 0), 0),
    }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.operation.id.length - b.operation.id.length)
    .slice(0, limit)
    .map(({ operation }) => operation);
}

function weigh(index: ReadonlyMap<string, number>, word: string): number {
  const whole = Math.max(...[word, ...(SYNONYMS[word] ?? [])].map((one) => index.get(one) ?? 0));
  if (whole > 0 || word.length < SHORTEST_PARTIAL) return whole;
  const partial = [...index].filter(([other]) => other.startsWith(word)).map(([, weight]) => weight * PARTIAL);
  return Math.max(0, ...partial);
}

/** Words of an operation, each with the highest weight of its occurrences. */
function indexOf({ id, title, service, path, parameters, note, returns }: Operation): ReadonlyMap<string, number> {
  const index = new Map<string, number>();
  const add = (text: string, weight: number) => {
    for (const word of wordsOf(text)) index.set(word, Math.max(index.get(word) ?? 0, weight));
  };
  add(`${id} ${title} ${service}`, WEIGHT.name);
  add(path.replace(/\{[^}]*\}/g, " "), WEIGHT.path);
  add(parameters.map(({ name }) => name).join(" "), WEIGHT.parameter);
  add(`${note ?? ""} ${returns ?? ""}`, WEIGHT.prose);
  return index;
}

const wordsOf = (text: string): string[] =>
  text
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "")
    .map(singular);

function singular(word: string): string {
  if (word.length <= 3 || /(ss|us|is)$/.test(word)) return word;
  if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (/(x|ch|sh|ss)es$/.test(word)) return word.slice(0, -2);
  return word.replace(/s$/, "");
}
