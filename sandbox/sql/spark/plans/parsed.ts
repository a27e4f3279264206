import { titleOf } from "../analysis/titles.ts";
import type {
  Expression,
  GroupingItem,
  Query,
  QueryBody,
  Relation,
  RelationAlias,
  RowOrder,
  Select,
  SortItem,
} from "../syntax/ast.ts";
import { attribute, expressionText, rewritten, sortText } from "./expressions.ts";
import { JOIN_NAMES } from "./logical-text.ts";
import type { Shown } from "./tree.ts";

const shown = (text: string, ...inputs: readonly Shown[]): Shown => ({ text, inputs });

/** The plan of a query as it is written: with nothing resolved, which an apostrophe says. */
export function parsedPlan({ commonTables, body, order }: Query): Shown {
  const query = ordered(parsedBody(body), order);
  if (commonTables.length === 0) return query;
  const tables = commonTables.map((table) => shown(`'SubqueryAlias ${table.name}`, parsedPlan(table.query)));
  // The tables are drawn next to the query, not below it.
  return { text: `CTE [${commonTables.map(({ name }) => name).join(", ")}]`, inputs: [query], subqueries: tables };
}

function ordered(input: Shown, { orderBy, all, sortBy, distributeBy, limit, offset }: RowOrder): Shown {
  const spread = distributeBy.length === 0 ? input : shown(`'RepartitionByExpression ${list(distributeBy)}`, input);
  const items = orderBy.length > 0 ? orderBy : sortBy;
  const sort = all === undefined ? items.map(order).join(", ") : "'all";
  const sorted = sort === "" ? spread : shown(`'Sort [${sort}], ${orderBy.length > 0 || all !== undefined}`, spread);
  const skipped = offset === undefined ? sorted : shown(`'Offset ${text(offset)}`, sorted);
  return limit === undefined
    ? skipped
    : shown(`'GlobalLimit ${text(limit)}`, shown(`'LocalLimit ${text(limit)}`, skipped));
}

function parsedBody(body: QueryBody): Shown {
  switch (body.kind) {
    case "select":
      return parsedSelect(body);
    case "set": {
      const [left, right] = [parsedBody(body.left), parsedBody(body.right)];
      if (body.operator !== "union")
        return shown(
          `'${body.operator === "except" ? "Except" : "Intersect"}${body.all ? " All" : ""} ${body.all}`,
          left,
          right,
        );
      const union = shown("'Union false, false", left, right);
      return body.all ? union : shown("'Distinct", union);
    }
    case "values":
      return shown("'UnresolvedInlineTable");
    case "table":
      return parsedRelation(body.relation);
    case "nested":
      return parsedPlan(body.query);
    case "pipe":
      return shown(`'PipeOperator ${body.operator.kind}`, parsedPlan(body.input));
  }
}

function parsedSelect(select: Select): Shown {
  const { from, where, groupBy, having, qualify, distinct } = select;
  const rows = from === undefined ? shown("OneRowRelation") : parsedRelation(from);
  const filtered = where === undefined ? rows : shown(`'Filter ${text(where)}`, rows);
  const items = `[${select.items.map(item).join(", ")}]`;
  const computed =
    groupBy === undefined
      ? shown(`'Project ${items}`, filtered)
      : shown(`'Aggregate [${groups(groupBy)}], ${items}`, filtered);
  const kept = having === undefined ? computed : shown(`'UnresolvedHaving ${text(having)}`, computed);
  const qualified = qualify === undefined ? kept : shown(`'UnresolvedQualify ${text(qualify)}`, kept);
  return distinct ? shown("'Distinct", qualified) : qualified;
}

const groups = (grouping: Exclude<Select["groupBy"], undefined>): string =>
  grouping.kind === "all" ? "'all" : grouping.items.map(group).join(", ");

function group(one: GroupingItem): string {
  if (one.kind === "expression") return text(one.expression);
  const sets = one.sets.map((set) => ("kind" in set ? group(set) : set.map(text).join(", ")));
  return `${one.kind === "sets" ? "groupingsets" : one.kind}(${sets.map((set) => (set.includes(", ") ? `(${set})` : set)).join(", ")})`;
}

function item({ expression, alias, aliases }: Select["items"][number]): string {
  const written = text(expression);
  if (alias !== undefined) return `${written} AS ${alias}`;
  if (aliases !== undefined && aliases.length > 0) return `${written} AS [${aliases.join(", ")}]`;
  return expression.kind === "name" || expression.kind === "star" ? written : `unresolvedalias(${written})`;
}

function parsedRelation(relation: Relation): Shown {
  const named = (alias: RelationAlias | undefined, input: Shown): Shown =>
    alias === undefined || alias.name === "" ? input : shown(`'SubqueryAlias ${alias.name}`, input);
  switch (relation.kind) {
    case "named":
      return named(relation.alias, shown(`'UnresolvedRelation [${relation.name.join(", ")}], [], ${relation.stream}`));
    case "derived":
      return named(
        relation.alias ?? { name: "__auto_generated_subquery_name", columns: [] },
        parsedPlan(relation.query),
      );
    case "inline":
      return named(relation.alias, shown("'UnresolvedInlineTable"));
    case "function": {
      const args = relation.call.args.map(({ value }) => text(value)).join(", ");
      return named(
        relation.alias,
        shown(`'UnresolvedTableValuedFunction [${relation.call.name.join(", ")}], [${args}], false`),
      );
    }
    case "join": {
      const using = relation.using === undefined ? "" : `, Using: [${relation.using.join(", ")}]`;
      const on = relation.on === undefined ? using : `, ${text(relation.on)}`;
      const word = relation.natural ? "Natural" : "";
      return shown(
        `'Join ${word}${JOIN_NAMES[relation.join]}${on}`,
        parsedRelation(relation.left),
        parsedRelation(relation.right),
      );
    }
    case "grouped":
      return named(relation.alias, parsedRelation(relation.relation));
    case "sample":
      return named(
        relation.alias,
        shown(
          `'Sample ${"size" in relation.sample ? text(relation.sample.size) : ""}`.trim(),
          parsedRelation(relation.input),
        ),
      );
    case "lateral_view": {
      const columns = relation.columns.map((column) => `'${column}`).join(", ");
      const generate = `'Generate ${text(relation.call)}, ${relation.outer}, ${relation.alias ?? ""}, [${columns}]`;
      return shown(generate, relation.input === undefined ? shown("OneRowRelation") : parsedRelation(relation.input));
    }
    case "pivot":
      return named(relation.alias, shown(`'Pivot ${list(relation.pivot.columns)}`, parsedRelation(relation.input)));
    case "unpivot":
      return named(relation.alias, shown(`'Unpivot ${relation.unpivot.nameColumn}`, parsedRelation(relation.input)));
  }
}

const list = (expressions: readonly Expression[]): string => `[${expressions.map(text).join(", ")}]`;
const order = (one: SortItem): string => sortText({ ...one, expression: unresolved(one.expression) });
const text = (expression: Expression): string => expressionText(unresolved(expression));

/** The expression with an apostrophe before each name of a column or function. */
function unresolved(expression: Expression): Expression {
  return rewritten(expression, (part) => {
    if (part.kind === "name") return attribute(`'${part.parts.join(".")}`);
    if (part.kind === "subquery" || part.kind === "exists" || part.kind === "in_query") return attribute(titleOf(part));
    if (part.kind !== "call" || part.name[0]?.startsWith("'")) return undefined;
    return unresolved({ ...part, name: [`'${part.name.join(".")}`] });
  });
}
