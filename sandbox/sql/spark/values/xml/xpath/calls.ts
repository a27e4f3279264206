import type { XPathNode } from "./nodes.ts";
import { XPathError } from "./syntax.ts";
import { numberOf, textOf, truthOf, type XPathValue } from "./values.ts";

interface CallContext {
  readonly node: XPathNode;
  readonly position: number;
  readonly size: number;
}

type XPathFunction = (args: readonly XPathValue[], context: CallContext) => XPathValue;

const at = (args: readonly XPathValue[], index: number): XPathValue => {
  const value = args[index];
  if (value === undefined) throw new XPathError("A function of XPath has too few arguments");
  return value;
};

const nodesAt = (args: readonly XPathValue[], index: number): readonly XPathNode[] => {
  const value = at(args, index);
  if (Array.isArray(value)) return value;
  throw new XPathError("A function of XPath needs a set of nodes");
};

/** The argument, or the current node without one. */
const own = (args: readonly XPathValue[], { node }: CallContext): XPathValue =>
  args.length === 0 ? [node] : at(args, 0);

const nameOf: XPathFunction = (args, context) => {
  const [node] = args.length === 0 ? [context.node] : nodesAt(args, 0);
  return node === undefined || node.kind === "text" ? "" : node.name;
};

function substring(args: readonly XPathValue[]): string {
  const characters = Array.from(textOf(at(args, 0)));
  const start = Math.floor(numberOf(at(args, 1)) + 0.5);
  const end = args.length < 3 ? Number.POSITIVE_INFINITY : start + Math.floor(numberOf(at(args, 2)) + 0.5);
  return characters.filter((_, i) => i + 1 >= start && i + 1 < end).join("");
}

function translate(args: readonly XPathValue[]): string {
  const [from, to] = [Array.from(textOf(at(args, 1))), Array.from(textOf(at(args, 2)))];
  return Array.from(textOf(at(args, 0)), (character) => {
    const index = from.indexOf(character);
    return index < 0 ? character : (to[index] ?? "");
  }).join("");
}

const FUNCTIONS: Readonly<Record<string, XPathFunction>> = {
  last: (_, { size }) => size,
  position: (_, { position }) => position,
  count: (args) => nodesAt(args, 0).length,
  sum: (args) => nodesAt(args, 0).reduce((total, { text }) => total + numberOf(text), 0),
  name: nameOf,
  "local-name": (args, context) => textOf(nameOf(args, context)).replace(/^.*:/, ""),
  string: (args, context) => textOf(own(args, context)),
  number: (args, context) => numberOf(own(args, context)),
  boolean: (args) => truthOf(at(args, 0)),
  not: (args) => !truthOf(at(args, 0)),
  true: () => true,
  false: () => false,
  concat: (args) => args.map(textOf).join(""),
  "starts-with": (args) => textOf(at(args, 0)).startsWith(textOf(at(args, 1))),
  contains: (args) => textOf(at(args, 0)).includes(textOf(at(args, 1))),
  "substring-before": (args) => {
    const [text, part] = [textOf(at(args, 0)), textOf(at(args, 1))];
    return text.slice(0, Math.max(text.indexOf(part), 0));
  },
  "substring-after": (args) => {
    const [text, part] = [textOf(at(args, 0)), textOf(at(args, 1))];
    return text.includes(part) ? text.slice(text.indexOf(part) + part.length) : "";
  },
  substring,
  "string-length": (args, context) => Array.from(textOf(own(args, context))).length,
  "normalize-space": (args, context) => textOf(own(args, context)).trim().replace(/\s+/g, " "),
  translate,
  floor: (args) => Math.floor(numberOf(at(args, 0))),
  ceiling: (args) => Math.ceil(numberOf(at(args, 0))),
  round: (args) => Math.floor(numberOf(at(args, 0)) + 0.5),
};

/** A function of XPath 1.0. @throws {XPathError} for one that does not exist */
export function callXPath(name: string, args: readonly XPathValue[], context: CallContext): XPathValue {
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (known === undefined) throw new XPathError(`Could not find function: ${name}`);
  return known(args, context);
}
