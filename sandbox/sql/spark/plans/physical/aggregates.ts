import type { Call, Expression } from "../../syntax/ast.ts";
import { attribute, expressionText, rewritten } from "../expressions.ts";
import type { Aggregate } from "../logical.ts";
import { computedText } from "../logical-text.ts";
import { ascending, type Exchanges, sorted } from "./exchange.ts";
import { counted, names, type Physical } from "./operator.ts";

/** Aggregates whose state is an object. */
const OBJECTS =
  /^(array_agg|approx_percentile|approx_top_k|collect_list|collect_set|histogram_numeric|listagg|median|mode|percentile|percentile_approx|percentile_cont|percentile_disc|string_agg|hll_\w+)$/;

/** Aggregates that keep one of their values: text then does not fit in a hash table. */
const VALUES = /^(any_value|first|first_value|last|last_value|max|max_by|min|min_by)$/;

type IsAggregate = (call: Call) => boolean;

/** An aggregation: each partition aggregates its own rows before they move. */
export function aggregated(plan: Aggregate, input: Physical, exchanges: Exchanges, isAggregate: IsAggregate): Physical {
  const functions = functionsOf(plan, isAggregate);
  const distinct = functions.filter((one) => one.kind === "call" && one.distinct);
  const kind = kindOf(plan, functions);
  const make = (keys: readonly Expression[], texts: readonly string[], below: Physical): Physical =>
    aggregate(
      kind,
      keys,
      texts,
      plan,
      kind === "SortAggregate" && keys.length > 0 ? sorted(below, ascending(keys), false) : below,
    );
  const plain = functions.filter((one) => !distinct.includes(one)).map(expressionText);
  const moved = (below: Physical, keys: readonly Expression[]) => exchanges.byKeys(below, keys);
  if (distinct.length === 0) {
    const partial = make(plan.keys, plain.map(prefixed("partial_")), input);
    return make(plan.keys, plain, moved(partial, plan.keys));
  }
  const values = distinct.flatMap((one) => (one.kind === "call" ? one.args.map(({ value }) => value) : []));
  const unique = [...new Map([...plan.keys, ...values].map((one) => [expressionText(one), one])).values()];
  const counts = distinct.map(expressionText);
  const first = make(unique, plain.map(prefixed("partial_")), input);
  const merged = make(unique, plain.map(prefixed("merge_")), moved(first, unique));
  const second = make(plan.keys, [...plain.map(prefixed("merge_")), ...counts.map(prefixed("partial_"))], merged);
  return make(plan.keys, [...plain, ...counts], moved(second, plan.keys));
}

const prefixed =
  (prefix: string) =>
  (text: string): string =>
    prefix + text;

function functionsOf({ columns }: Aggregate, isAggregate: IsAggregate): readonly Expression[] {
  const found = new Map<string, Expression>();
  for (const { value } of columns) {
    // A filtered aggregate of PIVOT is a text that uses columns.
    if (value.kind === "name" && value.parts.length > 1)
      found.set(value.parts[0] ?? "", attribute(value.parts[0] ?? ""));
    rewritten(value, (part) => {
      if (part.kind !== "call" || !isAggregate(part)) return undefined;
      found.set(expressionText(part), part);
      return part;
    });
  }
  return [...found.values()];
}

function kindOf({ columns }: Aggregate, functions: readonly Expression[]): string {
  const calls = functions.flatMap((one) => (one.kind === "call" ? [one.name.at(-1)?.toLowerCase() ?? ""] : []));
  if (calls.some((name) => OBJECTS.test(name))) return "ObjectHashAggregate";
  const keepsText = columns.some(
    ({ attribute: { type }, value }) =>
      value.kind === "call" && VALUES.test(value.name.at(-1)?.toLowerCase() ?? "") && !FIXED.test(type.kind),
  );
  return keepsText ? "SortAggregate" : "HashAggregate";
}

/** Types whose values all have the same size. */
const FIXED =
  /^(boolean|tinyint|smallint|int|bigint|float|double|decimal|date|timestamp|timestamp_ntz|interval_ym|interval_dt)$/;

function aggregate(
  kind: string,
  keys: readonly Expression[],
  functions: readonly string[],
  plan: Aggregate,
  input: Physical,
): Physical {
  const key = kind === "SortAggregate" ? "key" : "keys";
  const texts = keys.map(expressionText);
  const output = plan.columns.map(({ attribute: field }) => field);
  const partial = functions.some((text) => /^(partial|merge)_/.test(text)) || functions.length === 0;
  return {
    name: kind,
    detail: `(${key}=[${texts.join(", ")}], functions=[${functions.join(", ")}])`,
    output,
    facts: [
      counted("Input", names(input.output)),
      counted("Keys", texts),
      counted("Functions", functions),
      ...(partial ? [] : [counted("Results", plan.columns.map(computedText))]),
    ],
    inputs: [input],
    ...(input.partitions === undefined ? {} : { partitions: input.partitions }),
  };
}
