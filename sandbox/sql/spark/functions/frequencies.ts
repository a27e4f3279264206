import { isIntegral } from "../analysis/coercion.ts";
import { array, BIGINT, struct } from "../data-types.ts";
import type { Value } from "../values/value.ts";
import { valuesOf } from "./aggregates.ts";
import { identity } from "./collection-types.ts";
import type { FunctionDefinition, Typed } from "./contract.ts";
import { aggregate, NONE, outOfRange, typed, unexpectedInput } from "./define.ts";
import { requireOrder } from "./strict.ts";

/** The most frequent value; of equally frequent ones the smallest, or the largest after ORDER BY … DESC. */
const mode = aggregate("mode", "col? deterministic?", (args, call, context) => {
  const ordered = call.orderBy?.[0];
  const x = ordered?.expression ?? args[0] ?? NONE;
  const largest = ordered?.descending === true;
  return {
    type: x.type,
    sql: (suffix) => {
      const sorted = typed(
        array(x.type),
        `list_sort(${valuesOf(x, { ...call, orderBy: [] }, suffix)}, '${largest ? "DESC" : "ASC"}')`,
      );
      return context.call("mode", [sorted], x.type, mostFrequent).sql;
    },
  };
});

interface Counted {
  readonly value: Value;
  count: number;
}

/** Every value once with how often it occurs, in the order of their first rows. */
function counted(values: readonly Value[]): Counted[] {
  const counts = new Map<string, Counted>();
  for (const value of values) {
    const key = identity(value);
    const seen = counts.get(key);
    if (seen === undefined) counts.set(key, { value, count: 1 });
    else seen.count++;
  }
  return [...counts.values()];
}

function mostFrequent(values: readonly Value[]): Value {
  let best: Counted | undefined;
  for (const one of counted(values)) if (best === undefined || one.count > best.count) best = one;
  return best?.value ?? null;
}

/** Most frequent values that `approx_top_k` counts, and their number by default. */
const MOST_TRACKED = 10_000;
const DEFAULT_K = 5;

function countOf(name: string, argument: Typed | undefined, index: number, otherwise: number): number {
  if (argument === undefined) return otherwise;
  if (!isIntegral(argument.type)) throw unexpectedInput(name, argument, index, '"INTEGRAL"');
  const value = Number(argument.literal?.value ?? Number.NaN);
  if (value > 0 && value <= MOST_TRACKED) return value;
  throw outOfRange(name, `number of values must be a constant between 1 and ${MOST_TRACKED}`);
}

/** The most frequent values with their counts, as Databricks has them; exact here. */
const topK = aggregate("approx_top_k", "expr k? maxItemsTracked?", ([x = NONE, k, tracked], call, context, name) => {
  requireOrder(name, x.type, true);
  const most = countOf(name, k, 1, DEFAULT_K);
  countOf(name, tracked, 2, MOST_TRACKED);
  const returns = array(
    struct([
      { name: "item", type: x.type },
      { name: "count", type: BIGINT },
    ]),
  );
  // NULL is an item too, so it stays in the list.
  const all = (suffix: string) =>
    typed(array(x.type), `coalesce(list(${call.distinct ? "DISTINCT " : ""}${x.sql})${suffix}, [])`);
  return {
    type: returns,
    sql: (suffix) =>
      context.call(`${name}_${most}`, [all(suffix)], returns, (values: readonly Value[]) =>
        counted(values)
          .sort((a, b) => b.count - a.count)
          .slice(0, most)
          .map(({ value, count }) => [value, BigInt(count)]),
      ).sql,
  };
});

/** Aggregates of how often values occur. */
export const frequencyFunctions: readonly FunctionDefinition[] = [mode, topK];
