import type { Subquery } from "../analysis/place.ts";
import { outputOf, type Plan } from "../logical.ts";
import { collapsed } from "./collapse.ts";
import { pruned } from "./columns.ts";
import { pushed } from "./filters.ts";
import { folded, simplified } from "./simplify.ts";
import { withJoinedSubqueries } from "./subqueries.ts";

/** The plan after the rules that change what a reader looks for: filters move to the tables, and columns that nothing uses go. */
export function optimizedPlan(plan: Plan, subqueries: ReadonlyMap<string, Subquery>): Plan {
  const joined = withJoinedSubqueries(simplified(plan), subqueries);
  const filtered = pushed(collapsed(simplified(joined)), []);
  const narrow = pruned(collapsed(filtered), new Set(outputOf(plan).map(({ sql }) => sql)));
  return folded(collapsed(narrow));
}
