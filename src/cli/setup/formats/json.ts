import {
  createScanner,
  findNodeAtLocation,
  type Node,
  type ParseError,
  parse,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";
import type { ConfigFormat } from "./format.ts";

/** JSON with comments and trailing commas, as editors write it. Only the lines of the entry change. */
export const json: ConfigFormat = {
  parse(text) {
    if (text.trim() === "") return {};
    const errors: ParseError[] = [];
    const value: unknown = parse(text, errors, { allowTrailingComma: true });
    const [error] = errors;
    if (error) {
      const line = text.slice(0, error.offset).split("\n").length;
      throw new SyntaxError(`line ${line}: ${printParseErrorCode(error.error)}`);
    }
    return value;
  },
  set(text, path, value) {
    // An empty text has no indentation to follow.
    const source = text.trim() === "" ? "{\n}\n" : text;
    const root = parseTree(source, [], { allowTrailingComma: true });
    const found = root && findNodeAtLocation(root, [...path]);
    if (found) return value === undefined ? without(source, found) : replaced(source, found, value);
    return root && value !== undefined ? inserted(source, root, path, value) : source;
  },
};

function replaced(text: string, node: Node, value: unknown): string {
  return splice(text, node.offset, endOf(node), written(text, value, indentAt(text, node.offset)));
}

/** Adds a property after the last one of the innermost object on the path, and the objects that are missing around it. */
function inserted(text: string, root: Node, path: readonly string[], value: object): string {
  const missing = path.findIndex((_, depth) => !findNodeAtLocation(root, path.slice(0, depth + 1)));
  const place = findNodeAtLocation(root, path.slice(0, missing));
  if (place?.type !== "object") throw new RangeError(`${path.slice(0, missing).join(".")} is not an object`);
  const last = place.children?.at(-1);
  const outer = indentAt(text, place.offset);
  const indent = last && startsLine(text, last.offset) ? indentAt(text, last.offset) : outer + unitOf(text);
  const inner = path.slice(missing + 1).reduceRight<object>((within, key) => ({ [key]: within }), value);
  const property = `${JSON.stringify(path[missing])}: ${written(text, inner, indent)}`;
  const brace = endOf(place) - 1;
  // A comment after the last property stays on its line.
  const before = text.slice(0, brace).trimEnd();
  const comma = last && commaAfter(text, endOf(last));
  const body = last && comma === undefined ? splice(before, endOf(last), endOf(last), ",") : before;
  const tail = text.slice(before.length, brace);
  const closing = tail.includes("\n") ? tail : eolOf(text) + outer;
  return `${body}${eolOf(text)}${indent}${property}${comma === undefined ? "" : ","}${closing}${text.slice(brace)}`;
}

/** The text without a property. Comments of other properties stay. */
function without(text: string, node: Node): string {
  const property = node.parent;
  const siblings = property?.parent?.children;
  if (!property || !siblings) return text;
  const previous = siblings[siblings.indexOf(property) - 1];
  const comma = commaAfter(text, endOf(property));
  const start = startsLine(text, property.offset) ? lineOf(text, property.offset) : property.offset;
  const after = comma === undefined ? endOf(property) : comma + 1;
  const rest = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(after))?.[0].length ?? 0;
  const cut = splice(text, start, startsLine(text, property.offset) ? after + rest : after, "");
  // The one before is the last now, and had a comma only because of this one.
  const left = previous && comma === undefined ? commaAfter(text, endOf(previous)) : undefined;
  return left === undefined ? cut : splice(cut, left, left + 1, "");
}

const splice = (text: string, start: number, end: number, middle: string): string =>
  text.slice(0, start) + middle + text.slice(end);

const endOf = ({ offset, length }: Node): number => offset + length;

/** The place of the comma after a value; `undefined` if there is none. */
function commaAfter(text: string, offset: number): number | undefined {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  scanner.scan();
  const at = scanner.getTokenOffset();
  return text[at] === "," ? at : undefined;
}

const lineOf = (text: string, offset: number): number => text.lastIndexOf("\n", offset - 1) + 1;

/** Whether only blanks are before this place on its line. */
const startsLine = (text: string, offset: number): boolean => text.slice(lineOf(text, offset), offset).trim() === "";

const indentAt = (text: string, offset: number): string => /^[ \t]*/.exec(text.slice(lineOf(text, offset)))?.[0] ?? "";

const unitOf = (text: string): string => /^([ \t]+)\S/m.exec(text)?.[1] ?? "  ";

const eolOf = (text: string): string => (text.includes("\r\n") ? "\r\n" : "\n");

/** A value as lines, of which all but the first have this indentation. */
const written = (text: string, value: unknown, indent: string): string =>
  JSON.stringify(value, null, unitOf(text)).replaceAll("\n", eolOf(text) + indent);
