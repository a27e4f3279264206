import { callXPath } from "./calls.ts";
import { nodesOn, type XPathNode } from "./nodes.ts";
import { XPathError, type XPathExpression, type XPathStep } from "./syntax.ts";
import { numberOf, textOf, truthOf, type XPathValue } from "./values.ts";

export interface XPathContext {
  readonly node: XPathNode;
  readonly position: number;
  readonly size: number;
}

/** @throws {XPathError} */
export function evaluateXPath(expression: XPathExpression, context: XPathContext): XPathValue {
  switch (expression.kind) {
    case "number":
    case "text":
      return expression.value;
    case "negate":
      return -numberOf(evaluateXPath(expression.operand, context));
    case "call":
      return callXPath(
        expression.name,
        expression.args.map((argument) => evaluateXPath(argument, context)),
        context,
      );
    case "binary":
      return binary(expression.operator, expression.left, expression.right, context);
    case "path":
      return located(expression, context);
  }
}

function binary(operator: string, a: XPathExpression, b: XPathExpression, context: XPathContext): XPathValue {
  const left = evaluateXPath(a, context);
  if (operator === "or" || operator === "and") {
    const known = truthOf(left);
    return known === (operator === "or") ? known : truthOf(evaluateXPath(b, context));
  }
  const right = evaluateXPath(b, context);
  switch (operator) {
    case "|":
      return inOrder([...nodeSet(left), ...nodeSet(right)]);
    case "+":
      return numberOf(left) + numberOf(right);
    case "-":
      return numberOf(left) - numberOf(right);
    case "*":
      return numberOf(left) * numberOf(right);
    case "div":
      return numberOf(left) / numberOf(right);
    case "mod":
      return numberOf(left) % numberOf(right);
    default:
      return compare(operator, left, right);
  }
}

const isNodes = (value: XPathValue): value is readonly XPathNode[] => Array.isArray(value);

/** A set of nodes compares if any of its nodes does. */
function compare(operator: string, left: XPathValue, right: XPathValue): boolean {
  if (isNodes(left) && typeof right !== "boolean")
    return left.some(({ text }) => compare(operator, typeof right === "number" ? numberOf(text) : text, right));
  if (isNodes(right) && typeof left !== "boolean")
    return right.some(({ text }) => compare(operator, left, typeof left === "number" ? numberOf(text) : text));
  if (operator === "=" || operator === "!=") return equal(left, right) === (operator === "=");
  const [a, b] = [numberOf(left), numberOf(right)];
  if (operator === "<") return a < b;
  if (operator === "<=") return a <= b;
  return operator === ">" ? a > b : a >= b;
}

function equal(left: XPathValue, right: XPathValue): boolean {
  if (typeof left === "boolean" || typeof right === "boolean") return truthOf(left) === truthOf(right);
  if (typeof left === "number" || typeof right === "number") return numberOf(left) === numberOf(right);
  return textOf(left) === textOf(right);
}

export function nodeSet(value: XPathValue): readonly XPathNode[] {
  if (isNodes(value)) return value;
  const kind = typeof value === "number" ? "NUMBER" : typeof value === "string" ? "STRING" : "BOOLEAN";
  throw new XPathError(`Can not convert #${kind} to a NodeList!`);
}

function located(path: XPathExpression & { readonly kind: "path" }, context: XPathContext): readonly XPathNode[] {
  let nodes: readonly XPathNode[];
  if (path.from === "context") nodes = [context.node];
  else if (path.from === "root") nodes = [rootOf(context.node)];
  else nodes = filtered(nodeSet(evaluateXPath(path.from, context)), path.predicates);
  for (const step of path.steps) nodes = inOrder(nodes.flatMap((node) => stepFrom(node, step)));
  return nodes;
}

const rootOf = (node: XPathNode): XPathNode => (node.parent === undefined ? node : rootOf(node.parent));

function stepFrom(node: XPathNode, { axis, test, predicates }: XPathStep): readonly XPathNode[] {
  const main = axis === "attribute" ? "attribute" : "element";
  const found = nodesOn(axis, node).filter((one) => {
    if (test === "node()") return true;
    if (test === "text()") return one.kind === "text";
    return one.kind === main && (test === "*" || (one.name === test && !test.includes(":")));
  });
  return filtered(found, predicates);
}

/** A predicate that is a number is a position. */
function filtered(nodes: readonly XPathNode[], predicates: readonly XPathExpression[]): readonly XPathNode[] {
  return predicates.reduce<readonly XPathNode[]>(
    (kept, predicate) =>
      kept.filter((node, i) => {
        const value = evaluateXPath(predicate, { node, position: i + 1, size: kept.length });
        return typeof value === "number" ? value === i + 1 : truthOf(value);
      }),
    nodes,
  );
}

const inOrder = (nodes: readonly XPathNode[]): readonly XPathNode[] =>
  [...new Set(nodes)].sort((a, b) => a.order - b.order);
