// Learns the weights with which a search of the API judges an operation (`src/api/reference/weights.json`).
//   npx tsx scripts/reference/weights.ts            writes them
//   npx tsx scripts/reference/weights.ts --check    only shows how queries are answered whose set was left out
// The sets of queries in test/api/reference are the examples, except the newest, which stays unseen.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { loadReference } from "../../src/api/reference/reference.ts";
import { judgeOperations } from "../../src/api/reference/search.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const WEIGHTS = `${root}src/api/reference/weights.json`;
const LEARNED = [
  "search-queries",
  "everyday-queries",
  "held-out-queries",
  "held-out-queries-2",
  "held-out-queries-3",
] as const;

const STEPS = 600;
const RATE = 0.05;
/** How much small weights are preferred. */
const DECAY = 0.003;

/** The candidates of a query: their features, and which of them are right. */
interface Example {
  readonly rows: readonly (readonly number[])[];
  readonly right: readonly boolean[];
}

const { all } = await loadReference();
const names = Object.keys(JSON.parse(readFileSync(WEIGHTS, "utf8")));

function readExamples(set: string): Example[] {
  return readFileSync(`${root}test/api/reference/${set}.txt`, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#") && !line.endsWith("\tnone"))
    .map((line) => {
      const [query = "", wanted = ""] = line.split("\t");
      const right = new Set(wanted.split(" "));
      // The order must not say which candidate the present weights prefer.
      const judged = [...judgeOperations(all, query).judged].sort((a, b) => b.likeness - a.likeness);
      return {
        rows: judged.map(({ features }) => Object.values(features)),
        right: judged.map(({ operation }) => right.has(operation.id)),
      };
    });
}

const scored = (rows: Example["rows"], weights: readonly number[]) =>
  rows.map((row) => row.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0));

/** Weights that make the right candidates most likely (a softmax over the candidates of each query, by Adam). */
function learn(examples: readonly Example[]): number[] {
  const usable = examples.filter(({ right }) => right.includes(true));
  const columns = names.map((_, at) => usable.flatMap(({ rows }) => rows.map((row) => row[at] ?? 0)));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = columns.map((values) => {
    const middle = mean(values);
    return Math.sqrt(mean(values.map((value) => (value - middle) ** 2))) || 1;
  });
  const scaled = usable.map(({ rows, right }) => ({
    rows: rows.map((row) => row.map((value, at) => value / (spread[at] ?? 1))),
    right,
  }));
  const weights = names.map((name) => Number(name === "likeness"));
  const first = names.map(() => 0);
  const second = names.map(() => 0);
  for (let step = 1; step <= STEPS; step += 1) {
    const slope = weights.map((weight) => 2 * DECAY * weight);
    for (const { rows, right } of scaled) {
      const scores = scored(rows, weights);
      const most = Math.max(...scores);
      const parts = scores.map((score) => Math.exp(score - most));
      const total = parts.reduce((sum, part) => sum + part, 0);
      const ofRight = parts.reduce((sum, part, at) => sum + (right[at] ? part : 0), 0);
      rows.forEach((row, at) => {
        const part = parts[at] ?? 0;
        const pull = (part / total - (right[at] ? part / ofRight : 0)) / scaled.length;
        row.forEach((value, column) => {
          slope[column] = (slope[column] ?? 0) + pull * value;
        });
      });
    }
    slope.forEach((value, at) => {
      first[at] = 0.9 * (first[at] ?? 0) + 0.1 * value;
      second[at] = 0.999 * (second[at] ?? 0) + 0.001 * value ** 2;
      const moved = (first[at] ?? 0) / (1 - 0.9 ** step) / (Math.sqrt((second[at] ?? 0) / (1 - 0.999 ** step)) + 1e-8);
      weights[at] = (weights[at] ?? 0) - RATE * moved;
    });
  }
  return weights.map((weight, at) => weight / (spread[at] ?? 1));
}

/** The share of queries with a right candidate among the first one, three and five. */
function shares(examples: readonly Example[], weights: readonly number[]): string {
  const places = examples.map(({ rows, right }) => {
    const scores = scored(rows, weights);
    const order = scores.map((_, at) => at).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
    return order.findIndex((at) => right[at]);
  });
  const among = (count: number) => places.filter((place) => place >= 0 && place < count).length / places.length;
  return [1, 3, 5].map((count) => `${(100 * among(count)).toFixed(1)} %`).join("  ");
}

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const sets = new Map(LEARNED.map((set) => [set, readExamples(set)]));
console.log("Right among the first one, three and five, with weights learned from the other sets:");
for (const [left, examples] of sets) {
  const others = [...sets].filter(([set]) => set !== left).flatMap(([, found]) => found);
  console.log(`${left.padEnd(20)} ${shares(examples, learn(others))}`);
}
if (!values.check) {
  const weights = learn([...sets.values()].flat());
  const rounded = weights.map((weight) => Number(weight.toPrecision(3)));
  writeFileSync(
    WEIGHTS,
    `${JSON.stringify(Object.fromEntries(names.map((name, at) => [name, rounded[at]])), null, 2)}\n`,
  );
}
