import { comparedType, isIntegral, isNumeric } from "../../analysis/coercion.ts";
import type { Field } from "../../analysis/compiler.ts";
import { keyOf } from "../../analysis/queries/keys.ts";
import { resolveHere } from "../../analysis/scope.ts";
import { decimal, type SparkType, sameType } from "../../data-types.ts";
import type { Expression, NameParts, WindowSpecification } from "../../syntax/ast.ts";
import { attribute, expressionText, rewritten, usedBy, written } from "../expressions.ts";
import { type Place, type Planned, scopeAt, typeIn } from "./place.ts";

/** Meanings of expressions in addition to columns. */
export interface Known {
  /** Expressions that an operator below has computed, by their key. */
  readonly computed?: ReadonlyMap<string, Field>;
  /** Values of aliases, by lower-case name: they come after columns. */
  readonly aliases?: ReadonlyMap<string, Expression>;
}

/** The expression over the attributes of a plan. */
export function resolved<Tree>(tree: Tree, fields: readonly Field[], place: Place, known: Known = {}): Tree {
  const again = <Part>(part: Part) => resolved(part, fields, place, known);
  return rewritten(tree, (part) => {
    const computed = known.computed?.get(keyOf(part, scopeAt(fields, place)));
    if (computed !== undefined) return attribute(computed.sql);
    switch (part.kind) {
      case "name":
        return columnOf(part.parts, fields, place, known);
      case "lambda":
        return { ...part, body: resolved(part.body, withoutNames(fields, part.parameters), place, known) };
      case "binary": {
        const { left, right } = part;
        const both = coerced(left, right, part.operator, fields, place);
        return { ...part, left: both.left(again(left)), right: both.right(again(right)) };
      }
      case "call":
        if (part.over?.base === undefined) return undefined;
        return again({ ...part, over: withBase(part.over, place) });
      case "subquery":
        return subquery("scalar", part.query, undefined, fields, place);
      case "exists":
        return subquery("exists", part.query, undefined, fields, place);
      case "in_query": {
        const test = subquery("in", part.query, again(part.operand), fields, place);
        return part.negated ? { kind: "unary", span: part.span, operator: "not", operand: test } : test;
      }
      default:
        return undefined;
    }
  });
}

const withoutNames = (fields: readonly Field[], names: readonly string[]): readonly Field[] =>
  fields.filter(({ name }) => !names.some((other) => other.toLowerCase() === name.toLowerCase()));

function columnOf(parts: NameParts, fields: readonly Field[], place: Place, { aliases }: Known): Expression {
  const here = columnIn(parts, fields);
  if (here !== undefined) return attributeOf(here);
  const alias = parts.length === 1 ? aliases?.get(parts[0]?.toLowerCase() ?? "") : undefined;
  if (alias !== undefined) return alias;
  for (let scope = place.outer; scope !== undefined; scope = scope.outer) {
    const around = columnIn(parts, scope.fields);
    if (around !== undefined) return attribute(`outer(${around.attribute})${around.path}`);
  }
  return attribute(parts.join("."));
}

const attributeOf = ({ attribute: text, path }: Found): Expression =>
  path === "" ? attribute(text) : written(text + path, [text]);

interface Found {
  readonly attribute: string;
  /** Fields inside the column: `.city`. */
  readonly path: string;
}

function columnIn(parts: NameParts, fields: readonly Field[]): Found | undefined {
  for (let length = parts.length; length > 0; length--) {
    const name = parts.slice(0, length);
    const found = resolveColumn(name, fields);
    if (found !== undefined)
      return {
        attribute: found,
        path: parts
          .slice(length)
          .map((part) => `.${part}`)
          .join(""),
      };
  }
  return undefined;
}

/** The column itself: a field inside one is not the column. */
function resolveColumn(parts: NameParts, fields: readonly Field[]): string | undefined {
  try {
    const found = resolveHere(parts, { fields })?.sql;
    return fields.some(({ sql }) => sql === found) ? found : undefined;
  } catch {
    return undefined;
  }
}

/** The window with what it takes from the named window it extends. */
function withBase(window: WindowSpecification, place: Place): WindowSpecification {
  const named = place.windows.get(window.base?.toLowerCase() ?? "");
  if (named === undefined) return window;
  const { base: _, ...own } = window;
  const inherited = withBase(named, place);
  return {
    ...inherited,
    ...own,
    partitionBy: own.partitionBy.length > 0 ? own.partitionBy : inherited.partitionBy,
    orderBy: own.orderBy.length > 0 ? own.orderBy : inherited.orderBy,
  };
}

const COMPARISONS: ReadonlySet<string> = new Set(["=", "<>", "<", "<=", ">", ">=", "<=>"]);
const ARITHMETIC: ReadonlySet<string> = new Set(["+", "-", "*", "/", "%"]);

type Change = (expression: Expression) => Expression;

/** Casts for the sides of an operator whose types differ. */
function coerced(
  left: Expression,
  right: Expression,
  operator: string,
  fields: readonly Field[],
  place: Place,
): { readonly left: Change; readonly right: Change } {
  const same = { left: (one: Expression) => one, right: (one: Expression) => one };
  if (!COMPARISONS.has(operator) && !ARITHMETIC.has(operator)) return same;
  const [a, b] = beside(left, typeIn(left, fields, place), right, typeIn(right, fields, place));
  if (sameType(a, b)) return same;
  // Arithmetic of decimals takes operands of any precision.
  const decimals = ARITHMETIC.has(operator) && (a.kind === "decimal" || b.kind === "decimal");
  if (decimals || (ARITHMETIC.has(operator) && !(isNumeric(a) && isNumeric(b)))) return same;
  const common = comparedType(a, b);
  if (common === undefined) return same;
  const to =
    (type: SparkType): Change =>
    (given) => {
      const one = given.kind === "literal" && !sameType(given.type, type) ? castOf(given, type) : given;
      return sameType(type, common) ? one : castOf(one, common);
    };
  return { left: to(a), right: to(b) };
}

const castOf = (operand: Expression, type: SparkType): Expression => ({
  kind: "cast",
  span: operand.span,
  operand,
  target: { type },
  safe: false,
});

/** The types of both sides. A whole number that is written next to a decimal has only the digits it needs. */
function beside(left: Expression, a: SparkType, right: Expression, b: SparkType): readonly [SparkType, SparkType] {
  const narrow = (side: Expression, type: SparkType, other: SparkType): SparkType =>
    side.kind === "literal" && isIntegral(type) && other.kind === "decimal"
      ? decimal(String(side.value).replace("-", "").length, 0)
      : type;
  return [narrow(left, a, b), narrow(right, b, a)];
}

function subquery(
  kind: "scalar" | "in" | "exists",
  query: Parameters<Place["planning"]["query"]>[0],
  operand: Expression | undefined,
  fields: readonly Field[],
  place: Place,
): Expression {
  const { plan } = inside(query, fields, place);
  const number = place.planning.number();
  const outer = [...outerAttributes(plan)];
  const name = kind === "scalar" ? "scalar-subquery" : kind === "in" ? "list" : "exists";
  const call = `${name}#${number} [${outer.join(", ")}]`;
  const text = operand === undefined ? call : `${expressionText(operand)} IN (${call})`;
  place.planning.subqueries.set(text, { kind, plan, ...(operand === undefined ? {} : { operand }) });
  return written(text, [...(operand === undefined ? [] : usedBy(operand)), ...outer]);
}

function inside(query: Parameters<Place["planning"]["query"]>[0], fields: readonly Field[], place: Place): Planned {
  return place.planning.query(query, { ...place, outer: scopeAt(fields, place) });
}

/** Attributes of the query around that a plan uses. */
function outerAttributes(plan: unknown): ReadonlySet<string> {
  return new Set([...usedBy(plan)].flatMap((name) => /^outer\((.*)\)/.exec(name)?.[1] ?? []));
}
