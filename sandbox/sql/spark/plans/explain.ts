import { findFunction } from "../analysis/calls.ts";
import { compileTopQuery } from "../analysis/compile.ts";
import type { Compiler } from "../analysis/compiler.ts";
import { typeText } from "../data-types.ts";
import type { NameParts, Query } from "../syntax/ast.ts";
import type { Statement } from "../syntax/statements/ast.ts";
import { analyzedPlan } from "./analysis/queries.ts";
import { formattedText } from "./formatted.ts";
import type { Plan } from "./logical.ts";
import { shownPlan } from "./logical-text.ts";
import { optimizedPlan } from "./optimizer/optimize.ts";
import { parsedPlan } from "./parsed.ts";
import { shownPhysical } from "./physical/operator.ts";
import { physicalPlan } from "./physical/planner.ts";
import { statisticsText } from "./statistics.ts";
import { treeText } from "./tree.ts";

export type ExplainMode = Extract<Statement, { kind: "explain" }>["mode"];

/**
 * How Spark would run a query, in its words. `rows` gives the number of rows of a stored table.
 * @throws {SqlFailure} what is wrong with the query
 */
export function explainedQuery(
  query: Query,
  mode: ExplainMode,
  compiler: Compiler,
  rows: (name: NameParts) => number,
): string {
  const { columns } = compileTopQuery(query, compiler);
  // No Java code is generated for plans that can change while they run, nor anywhere in this workspace.
  if (mode === "codegen") return "Found 0 WholeStageCodegen subtrees.\n";
  const { plan, subqueries } = analyzedPlan(query, compiler, rows);
  const optimized = (one: Plan) => optimizedPlan(one, subqueries);
  const best = optimized(plan);
  const isAggregate = (call: Parameters<typeof findFunction>[0]) => findFunction(call, compiler)?.kind === "aggregate";
  const physical = physicalPlan(best, { subqueries, optimized, isAggregate });
  if (mode === "formatted") return section("Physical", `${formattedText(physical)}\n\n`);
  const sections = [section("Physical", `${treeText(shownPhysical(physical))}\n`)];
  if (mode === "cost") {
    const tree = treeText(shownPlan(best, (one) => `, ${statisticsText(one)}`));
    return [section("Optimized Logical", `${tree}\n`), ...sections].join("\n");
  }
  if (mode === "simple") return sections.join("\n");
  const schema = columns.map(({ name, type }) => `${name}: ${typeText(type)}`).join(", ");
  return [
    section("Parsed Logical", `${treeText(parsedPlan(query))}\n`),
    section("Analyzed Logical", `${schema}\n${treeText(shownPlan(plan))}\n`),
    section("Optimized Logical", `${treeText(shownPlan(best))}\n`),
    ...sections,
  ].join("\n");
}

const section = (name: string, text: string): string => `== ${name} Plan ==\n${text}`;
