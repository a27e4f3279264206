import type { Field } from "../../analysis/compiler.ts";
import { keyOf } from "../../analysis/queries/keys.ts";
import { listText, sortText } from "../expressions.ts";
import type { Computed, Plan } from "../logical.ts";
import { callsIn, computedColumns } from "./grouping.ts";
import type { Place } from "./place.ts";
import { scopeAt } from "./place.ts";
import type { Known } from "./resolve.ts";

/** The rows with the results of window functions: one operator for the calls with the same partitions and order. */
export function windowed(
  expressions: unknown,
  input: Plan,
  fields: readonly Field[],
  place: Place,
  known: Known,
  nameOf: (key: string) => string | undefined,
): { readonly plan: Plan; readonly computed: ReadonlyMap<string, Field> } {
  const calls = callsIn(expressions, fields, place, ({ over }) => over !== undefined);
  const groups = new Map<string, { calls: Computed[]; plan: Extract<Plan, { operator: "window" }> }>();
  const computed = new Map<string, Field>();
  for (const [index, column] of computedColumns(calls, fields, place, known, nameOf).entries()) {
    const { value } = column;
    const call = calls[index];
    if (value.kind !== "call" || value.over === undefined || call === undefined) continue;
    computed.set(keyOf(call, scopeAt(fields, place)), column.attribute);
    const { partitionBy, orderBy } = value.over;
    const key = `${listText(partitionBy)}${orderBy.map(sortText).join()}`;
    const group = groups.get(key) ?? {
      calls: [],
      plan: { operator: "window", calls: [], partitionBy, orderBy, input },
    };
    group.calls.push(column);
    groups.set(key, group);
  }
  const plan = [...groups.values()].reduceRight<Plan>(
    (below, group) => ({ ...group.plan, calls: group.calls, input: below }),
    input,
  );
  return { plan, computed };
}
