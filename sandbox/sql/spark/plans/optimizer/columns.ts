import { usedBy } from "../expressions.ts";
import { type Computed, inputsOf, keptOf, outputOf, type Plan, withInputs } from "../logical.ts";

type Names = ReadonlySet<string>;

/** The plan with no more columns than these, in the order it has them. */
export function pruned(plan: Plan, needed: Names): Plan {
  const narrow = trimmed(plan, needed);
  const output = outputOf(narrow);
  const kept = output.filter(({ sql }) => needed.has(sql));
  return kept.length === output.length ? narrow : { operator: "project", columns: kept.map(keptOf), input: narrow };
}

const and = (needed: Names, ...more: readonly unknown[]): Names => new Set([...needed, ...usedBy(more)]);

/** The plan with only the columns inside it that it needs. It can still return more. */
function trimmed(plan: Plan, needed: Names): Plan {
  const some = (columns: readonly Computed[]) => columns.filter(({ attribute: { sql } }) => needed.has(sql));
  switch (plan.operator) {
    case "project": {
      const columns = some(plan.columns);
      return { ...plan, columns, input: trimmed(plan.input, usedBy(columns.map(({ value }) => value))) };
    }
    case "aggregate": {
      const columns = some(plan.columns);
      const used = usedBy([plan.keys, columns.map(({ value }) => value)]);
      return { ...plan, columns, input: pruned(plan.input, used) };
    }
    case "filter":
      return { ...plan, input: trimmed(plan.input, and(needed, plan.condition)) };
    case "window": {
      const calls = some(plan.calls);
      if (calls.length === 0) return trimmed(plan.input, needed);
      return {
        ...plan,
        calls,
        input: pruned(
          plan.input,
          and(
            needed,
            calls.map(({ value }) => value),
          ),
        ),
      };
    }
    case "sort":
      return { ...plan, input: pruned(plan.input, and(needed, plan.order)) };
    case "repartition":
      return { ...plan, input: pruned(plan.input, and(needed, plan.by)) };
    case "generate":
      return { ...plan, input: pruned(plan.input, and(needed, plan.call)) };
    case "expand": {
      const kept = plan.output.map(({ sql }) => needed.has(sql));
      const sets = plan.sets.map((set) => set.filter((_, index) => kept[index]));
      const output = plan.output.filter((_, index) => kept[index]);
      return { ...plan, sets, output, input: pruned(plan.input, usedBy(sets)) };
    }
    case "join": {
      const names = and(needed, plan.on);
      return { ...plan, left: pruned(plan.left, names), right: pruned(plan.right, names) };
    }
    case "union": {
      // The columns of a recursion are those that it reads again.
      if (plan.loop !== undefined)
        return withInputs(
          plan,
          plan.inputs.map((input) => trimmed(input, new Set(outputOf(input).map(({ sql }) => sql)))),
        );
      const places = outputOf(plan).map(({ sql }) => needed.has(sql));
      const inputs = plan.inputs.map((input) =>
        pruned(input, new Set(outputOf(input).flatMap(({ sql }, index) => (places[index] ? [sql] : [])))),
      );
      return { ...plan, inputs };
    }
    default:
      return withInputs(
        plan,
        inputsOf(plan).map((input) => trimmed(input, needed)),
      );
  }
}
