/** The tree of an XPath 1.0 expression. */
export type XPathExpression =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly XPathExpression[] }
  | { readonly kind: "negate"; readonly operand: XPathExpression }
  | {
      readonly kind: "binary";
      readonly operator: string;
      readonly left: XPathExpression;
      readonly right: XPathExpression;
    }
  | {
      readonly kind: "path";
      /** Where the steps begin: an expression, the document (`/a`), or the current node. */
      readonly from: XPathExpression | "root" | "context";
      readonly predicates: readonly XPathExpression[];
      readonly steps: readonly XPathStep[];
    };

export interface XPathStep {
  readonly axis: string;
  /** A name, `*`, `node()`, `text()` or `comment()`. */
  readonly test: string;
  readonly predicates: readonly XPathExpression[];
}

/** A text that is not an XPath expression, or one that cannot be computed. */
export class XPathError extends Error {}

const TOKEN =
  /\s*(?:(\d+(?:\.\d*)?|\.\d+)|"([^"]*)"|'([^']*)'|(\/\/|::|\.\.|!=|<=|>=|[/()[\]@,|+\-=<>*.])|([\p{L}_][\p{L}\p{N}_.-]*(?::(?:[\p{L}_][\p{L}\p{N}_.-]*|\*))?))/uy;

interface Token {
  readonly kind: "number" | "text" | "symbol" | "name";
  readonly value: string;
}

function tokensOf(expression: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const trimmed = expression.trimEnd();
  while (TOKEN.lastIndex < trimmed.length) {
    const match = TOKEN.exec(trimmed);
    if (match === null) throw new XPathError(`Invalid XPath '${expression}'`);
    const [, number, double, single, symbol, name] = match;
    if (number !== undefined) tokens.push({ kind: "number", value: number });
    else if (symbol !== undefined) tokens.push({ kind: "symbol", value: symbol });
    else if (name !== undefined) tokens.push({ kind: "name", value: name });
    else tokens.push({ kind: "text", value: double ?? single ?? "" });
  }
  return tokens;
}

/** @throws {XPathError} */
export function parseXPath(expression: string): XPathExpression {
  const parser = new XPathParser(expression, tokensOf(expression));
  return parser.whole();
}

/** Operators by precedence, the loosest first. */
const LEVELS: readonly (readonly string[])[] = [
  ["or"],
  ["and"],
  ["=", "!="],
  ["<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "div", "mod"],
];

const NODE_TYPES = new Set(["node", "text", "comment", "processing-instruction"]);

class XPathParser {
  private at = 0;
  private readonly source: string;
  private readonly tokens: readonly Token[];

  constructor(source: string, tokens: readonly Token[]) {
    this.source = source;
    this.tokens = tokens;
  }

  whole(): XPathExpression {
    const expression = this.binary(0);
    if (this.at < this.tokens.length) throw this.failure();
    return expression;
  }

  private binary(level: number): XPathExpression {
    const operators = LEVELS[level];
    if (operators === undefined) return this.unary();
    let left = this.binary(level + 1);
    for (;;) {
      const token = this.tokens[this.at];
      if (token === undefined || token.kind === "text" || !operators.includes(token.value)) return left;
      this.at += 1;
      left = { kind: "binary", operator: token.value, left, right: this.binary(level + 1) };
    }
  }

  private unary(): XPathExpression {
    if (this.accept("-")) return { kind: "negate", operand: this.unary() };
    let left = this.path();
    while (this.accept("|")) left = { kind: "binary", operator: "|", left, right: this.path() };
    return left;
  }

  private path(): XPathExpression {
    const primary = this.primary();
    if (primary === undefined) {
      if (this.accept("//")) return this.location("root", [], [ANYWHERE, this.step()]);
      if (this.accept("/")) return this.location("root", [], this.startsStep() ? [this.step()] : []);
      return this.location("context", [], [this.step()]);
    }
    const predicates = this.predicates();
    if (predicates.length === 0 && !this.is("/") && !this.is("//")) return primary;
    return this.location(primary, predicates, []);
  }

  private location(
    from: XPathExpression | "root" | "context",
    predicates: readonly XPathExpression[],
    first: readonly XPathStep[],
  ): XPathExpression {
    const steps = [...first];
    for (;;) {
      if (this.accept("//")) steps.push(ANYWHERE, this.step());
      else if (this.accept("/")) steps.push(this.step());
      else return { kind: "path", from, predicates, steps };
    }
  }

  private primary(): XPathExpression | undefined {
    const token = this.tokens[this.at];
    if (token === undefined) throw this.failure();
    if (token.kind === "number" || token.kind === "text") {
      this.at += 1;
      return token.kind === "number"
        ? { kind: "number", value: Number(token.value) }
        : { kind: "text", value: token.value };
    }
    if (this.accept("(")) {
      const inner = this.binary(0);
      this.expect(")");
      return inner;
    }
    if (token.kind !== "name" || NODE_TYPES.has(token.value) || this.tokens[this.at + 1]?.value !== "(")
      return undefined;
    this.at += 2;
    const args: XPathExpression[] = [];
    while (!this.accept(")")) {
      if (args.length > 0) this.expect(",");
      args.push(this.binary(0));
    }
    return { kind: "call", name: token.value, args };
  }

  private startsStep(): boolean {
    const token = this.tokens[this.at];
    return token !== undefined && (token.kind === "name" || ["@", ".", "..", "*"].includes(token.value));
  }

  private step(): XPathStep {
    if (this.accept("..")) return { axis: "parent", test: "node()", predicates: [] };
    if (this.accept(".")) return { axis: "self", test: "node()", predicates: [] };
    let axis = this.accept("@") ? "attribute" : "child";
    const token = this.tokens[this.at];
    if (token?.kind === "name" && this.tokens[this.at + 1]?.value === "::") {
      axis = token.value;
      this.at += 2;
    }
    return { axis, test: this.nodeTest(), predicates: this.predicates() };
  }

  private nodeTest(): string {
    const token = this.tokens[this.at];
    if (token === undefined || (token.kind !== "name" && token.value !== "*")) throw this.failure();
    this.at += 1;
    if (!NODE_TYPES.has(token.value) || !this.accept("(")) return token.value;
    this.expect(")");
    return `${token.value}()`;
  }

  private predicates(): XPathExpression[] {
    const predicates: XPathExpression[] = [];
    while (this.accept("[")) {
      predicates.push(this.binary(0));
      this.expect("]");
    }
    return predicates;
  }

  private is(symbol: string): boolean {
    const token = this.tokens[this.at];
    return token?.kind === "symbol" && token.value === symbol;
  }

  private accept(symbol: string): boolean {
    if (!this.is(symbol)) return false;
    this.at += 1;
    return true;
  }

  private expect(symbol: string): void {
    if (!this.accept(symbol)) throw this.failure();
  }

  private failure(): XPathError {
    return new XPathError(`Invalid XPath '${this.source}'`);
  }
}

const ANYWHERE: XPathStep = { axis: "descendant-or-self", test: "node()", predicates: [] };
