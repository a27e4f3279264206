import type { Call } from "../../syntax/ast.ts";
import type { Subquery } from "../analysis/place.ts";
import { allOf, conjuncts, expressionText, listText, sortText, textsIn, usedBy } from "../expressions.ts";
import { outputOf, type Plan } from "../logical.ts";
import { columnsText, fieldsText, windowText } from "../logical-text.ts";
import { aggregated } from "./aggregates.ts";
import { ascending, createExchanges, sorted } from "./exchange.ts";
import { joinedPhysically } from "./joins.ts";
import { adaptive, counted, names, type Physical } from "./operator.ts";
import { scanned } from "./scan.ts";

export interface PhysicalPlanning {
  readonly subqueries: ReadonlyMap<string, Subquery>;
  readonly optimized: (plan: Plan) => Plan;
  readonly isAggregate: (call: Call) => boolean;
}

/** How Spark would run an optimized plan. */
export function physicalPlan(plan: Plan, { subqueries, optimized, isAggregate }: PhysicalPlanning): Physical {
  let last = 0;
  const exchanges = createExchanges(() => ++last);

  const made = (name: string, detail: string, of: Plan, input: Physical, facts: Physical["facts"] = []): Physical => ({
    name,
    detail: detail === "" ? "" : ` ${detail}`,
    output: outputOf(of),
    facts: facts.length > 0 ? facts : [counted("Input", names(input.output)), ["Arguments", detail]],
    inputs: [input],
    ...(input.partitions === undefined ? {} : { partitions: input.partitions }),
    ...withSubqueries(of),
  });

  /** The plans of the subqueries whose value an operator's own expressions use. */
  const withSubqueries = (of: Plan): Pick<Physical, "subqueries"> => {
    const own =
      of.operator === "filter"
        ? of.condition
        : of.operator === "project" || of.operator === "aggregate"
          ? of.columns
          : [];
    const found = [...textsIn(own)].flatMap((text) => {
      const subquery = subqueries.get(text);
      if (subquery === undefined) return [];
      const input = adaptive(physical(optimized(subquery.plan)));
      return [{ name: "Subquery", detail: ` ${text}`, output: input.output, facts: [], inputs: [input] }];
    });
    return found.length === 0 ? {} : { subqueries: found };
  };

  /** The input of an operator: a table reads only the columns that the operator and its filter use. */
  const over = (input: Plan, used: ReadonlySet<string>): Physical => {
    if (input.operator === "relation") return scanned(input, used, undefined);
    if (input.operator !== "filter") return physical(input);
    if (input.input.operator !== "relation") return filtered(input, physical(input.input));
    const { condition } = input;
    return filtered(input, scanned(input.input, new Set([...used, ...usedBy(condition)]), condition));
  };

  const filtered = (plan: Extract<Plan, { operator: "filter" }>, input: Physical): Physical => {
    const { condition } = plan;
    // Conditions that a table could test are joined in one row.
    const test = expressionText(input.name === "FileScan" ? (allOf(conjuncts(condition)) ?? condition) : condition);
    const facts = [counted("Input", names(input.output)), ["Condition ", test] as const];
    return { ...made("Filter", test, plan, input, facts), output: input.output };
  };

  const projected = (plan: Extract<Plan, { operator: "project" }>): Physical => {
    const input = over(plan.input, usedBy(plan.columns.map(({ value }) => value)));
    const same = columnsText(plan.columns) === fieldsText(input.output);
    if (same || (plan.columns.length === 0 && input.output.length === 0)) return input;
    return made("Project", columnsText(plan.columns), plan, input, [
      counted(
        "Output",
        columnsText(plan.columns) === "[]" ? [] : plan.columns.map((column) => columnsText([column]).slice(1, -1)),
      ),
      counted("Input", names(input.output)),
    ]);
  };

  const limitedTo = (plan: Extract<Plan, { operator: "limit" }>, top: boolean): Physical => {
    const offset = plan.input.operator === "offset" ? plan.input : undefined;
    const below = offset === undefined ? plan.input : offset.input;
    const count = offset === undefined ? plan.count : String(Number(plan.count) + Number(offset.count));
    const skips = offset === undefined ? "" : `, offset=${offset.count}`;
    const project = below.operator === "project" ? below : undefined;
    const sort = project === undefined ? below : project.input;
    if (sort.operator === "sort" && sort.global) {
      const input = physical(sort.input);
      const columns =
        project === undefined
          ? fieldsText(sort.input.operator === "relation" ? input.output : outputOf(sort), ",")
          : columnsText(project.columns).replaceAll(", ", ",");
      const order = `[${sort.order.map(sortText).join(",")}]`;
      return {
        ...made("TakeOrderedAndProject", "", plan, input, [
          counted("Input", names(input.output)),
          ["Arguments", `${count}, ${order}, ${columns.replaceAll(",", ", ")}`],
        ]),
        detail: `(limit=${count}${skips}, orderBy=${order}, output=${columns})`,
      };
    }
    const input = physical(below);
    if (top) {
      const detail = offset === undefined ? count : `${count}, ${offset.count}`;
      return made("CollectLimit", detail, plan, input);
    }
    const local = made("LocalLimit", count, plan, input);
    const { partitions: _, ...moved } = made(
      "GlobalLimit",
      offset === undefined ? count : `${count}, ${offset.count}`,
      plan,
      exchanges.byKeys(local, []),
    );
    return { ...moved, partitions: [] };
  };

  const physical = (plan: Plan, top = false): Physical => {
    switch (plan.operator) {
      case "relation":
        return scanned(plan, new Set(outputOf(plan).map(({ sql }) => sql)), undefined);
      case "local":
        return leaf("LocalTableScan", ` ${fieldsText(plan.output)}`, plan);
      case "loop":
        return leaf("UnionLoopRef", ` ${plan.id}, ${fieldsText(plan.output)}, false`, plan);
      case "one_row":
        return leaf("Scan", " OneRowRelation[]", plan);
      case "range": {
        const [start, end, step] = plan.bounds;
        return leaf("Range", ` (${start}, ${end}, step=${step}, splits=1)`, plan);
      }
      case "project":
        return projected(plan);
      case "filter":
        return over(plan, new Set(outputOf(plan.input).map(({ sql }) => sql)));
      case "aggregate": {
        const used = usedBy([plan.keys, plan.columns.map(({ value }) => value)]);
        return { ...aggregated(plan, over(plan.input, used), exchanges, isAggregate), ...withSubqueries(plan) };
      }
      case "join":
        return joinedPhysically(plan, physical(plan.left), physical(plan.right), exchanges);
      case "sort": {
        const input = physical(plan.input);
        return sorted(plan.global ? exchanges.byRange(input, plan.order) : input, plan.order, plan.global);
      }
      case "repartition":
        return exchanges.byKeys(physical(plan.input), plan.by, "REPARTITION_BY_COL");
      case "window": {
        const input = exchanges.byKeys(physical(plan.input), plan.partitionBy);
        const order = [...ascending(plan.partitionBy), ...plan.orderBy];
        const text = windowText(plan).replace(/^Window /, "");
        return made("Window", text, plan, order.length === 0 ? input : sorted(input, order, false));
      }
      case "limit":
        return limitedTo(plan, top);
      case "offset":
        return made("GlobalLimit", `-1, ${plan.count}`, plan, exchanges.byKeys(physical(plan.input), []));
      case "sample":
        return made("Sample", plan.bounds, plan, physical(plan.input));
      case "expand": {
        const used = usedBy(plan.sets);
        return made(
          "Expand",
          `[${plan.sets.map(listText).join(", ")}], ${fieldsText(plan.output)}`,
          plan,
          over(plan.input, used),
        );
      }
      case "generate": {
        const input = physical(plan.input);
        const detail = `${expressionText(plan.call)}, ${fieldsText(input.output)}, ${plan.outer}, ${fieldsText(plan.added)}`;
        return made("Generate", detail, plan, input);
      }
      case "union": {
        const inputs = plan.inputs.map((input) => physical(input));
        const [name, detail] = plan.loop === undefined ? ["Union", ""] : ["UnionLoop", ` ${plan.loop}`];
        return { name, detail, output: outputOf(plan), facts: [], inputs };
      }
      case "alias":
      case "distinct":
      case "set":
        return physical(optimized(plan));
    }
  };

  const leaf = (name: string, detail: string, of: Plan): Physical => ({
    name,
    detail,
    output: outputOf(of),
    facts: [counted("Output", names(outputOf(of))), ["Arguments", detail.trim()]],
    inputs: [],
  });

  return adaptive(physical(plan, true));
}
