// Learns the weights with which a search of the API judges an operation, and those with which it decides whether any
// operation fits (`src/api/reference/weights.json`).
//   npx tsx scripts/reference/weights.ts            writes them
//   npx tsx scripts/reference/weights.ts --check    only shows how queries are answered whose set was left out
// The sets of queries in test/api/reference are the examples, except the newest, which stays unseen. It takes some minutes.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Judged } from "../../src/api/reference/judge.ts";
import { loadReference } from "../../src/api/reference/reference.ts";
import { evidence, searchOf } from "../../src/api/reference/search.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const WEIGHTS = `${root}src/api/reference/weights.json`;
const LEARNED = [
  "search-queries",
  "everyday-queries",
  "held-out-queries",
  "held-out-queries-2",
  "held-out-queries-3",
  "held-out-queries-4",
  "held-out-queries-5",
  "held-out-queries-6",
] as const;
/** Requests for what does not exist. */
const ABSENT = "absent-queries";

const STEPS = 250;
const RATE = 0.08;
/** How much small weights are preferred. */
const DECAY = 0.003;

/** The candidates of a query: their features, and which of them are right. */
interface Example {
  readonly judged: readonly Judged[];
  readonly rows: readonly (readonly number[])[];
  readonly right: readonly boolean[];
  /** Whether nothing is right. */
  readonly absent: boolean;
}

const { all } = await loadReference();
const present = JSON.parse(readFileSync(WEIGHTS, "utf8"));
const names: readonly string[] = Object.keys(present.judge);

function readExamples(set: string): Example[] {
  return readFileSync(`${root}test/api/reference/${set}.txt`, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [query = "", wanted = ""] = line.split("\t");
      const right = new Set(wanted.split(" "));
      // The order must not say which candidate the present weights prefer.
      const judged = [...searchOf(all).judge(query).judged].sort((a, b) => b.likeness - a.likeness);
      return {
        judged,
        rows: judged.map(({ features }) => Object.values(features)),
        right: judged.map(({ operation }) => right.has(operation.id)),
        absent: right.has("none"),
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
  const known = examples.filter(({ absent }) => !absent);
  const places = known.map(({ rows, right }) => {
    const scores = scored(rows, weights);
    const order = scores.map((_, at) => at).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
    return order.findIndex((at) => right[at]);
  });
  const among = (count: number) => places.filter((place) => place >= 0 && place < count).length / places.length;
  return [1, 3, 5].map((count) => `${(100 * among(count)).toFixed(1)} %`).join("  ");
}

/** How much a false hit weighs, compared with a request that is not answered. */
const FALSE_HIT = 8;
/** Scores of queries that the weights were learned from are too good, so each part is judged with the weights of the others. */
const PARTS = 4;

/** Weights that tell the requests that can be answered from the others (a logistic regression). */
function learnToAnswer(examples: readonly Example[]): number[] {
  const part = (at: number) => at % PARTS;
  const judges = Array.from({ length: PARTS }, (_, left) => learn(examples.filter((__, at) => part(at) !== left)));
  const rows = examples.map(({ judged, rows: features, right }, at) => {
    const scores = scored(features, judges[part(at)] ?? []);
    const ordered = judged.map((one, place) => ({ ...one, score: scores[place] ?? 0 }));
    return {
      row: Object.values(evidence(ordered.sort((a, b) => b.score - a.score))),
      answered: right.includes(true),
    };
  });
  const weights = rows[0]?.row.map(() => 0) ?? [];
  for (let step = 0; step < 20_000; step += 1) {
    const slope = weights.map(() => 0);
    for (const { row, answered } of rows) {
      const sum = row.reduce((total, value, at) => total + value * (weights[at] ?? 0), 0);
      const pull = (1 / (1 + Math.exp(-sum)) - Number(answered)) * (answered ? 1 : FALSE_HIT);
      row.forEach((value, at) => {
        slope[at] = (slope[at] ?? 0) + (pull * value) / rows.length;
      });
    }
    slope.forEach((value, at) => {
      weights[at] = (weights[at] ?? 0) - 0.03 * value;
    });
  }
  return weights;
}

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const sets = new Map(LEARNED.map((set) => [set, readExamples(set)]));
console.log("Right among the first one, three and five, with weights learned from the other sets:");
for (const [left, examples] of sets) {
  const others = [...sets].filter(([set]) => set !== left).flatMap(([, found]) => found);
  console.log(`${left.padEnd(20)} ${shares(examples, learn(others))}`);
}
if (!values.check) {
  const named = (keys: readonly string[], weights: readonly number[]) =>
    Object.fromEntries(keys.map((key, at) => [key, Number((weights[at] ?? 0).toPrecision(3))]));
  const examples = [...sets.values()].flat();
  const judge = named(names, learn(examples));
  const answer = named(Object.keys(present.answer), learnToAnswer([...examples, ...readExamples(ABSENT)]));
  writeFileSync(WEIGHTS, `${JSON.stringify({ judge, answer }, null, 2)}\n`);
}
