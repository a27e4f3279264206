import { isMap, isScalar, type Pair, parseDocument, stringify, type YAMLMap } from "yaml";
import type { ConfigFormat } from "./format.ts";

/** YAML. An entry is spliced into the text, because writing the document again would change its layout. */
export const yaml: ConfigFormat = {
  parse(text) {
    const document = parseDocument(text);
    const [error] = document.errors;
    if (error) throw new SyntaxError(`line ${error.linePos?.[0].line ?? 1}: ${error.message.split("\n")[0]}`);
    return document.toJS() ?? {};
  },
  set(text, path, value) {
    const [section = "", name = ""] = path;
    const eol = text.includes("\r\n") ? "\r\n" : "\n";
    const source = text.replaceAll("\r\n", "\n");
    return setEntry(source, section, name, value).replaceAll("\n", eol);
  },
};

function setEntry(text: string, section: string, name: string, value: object | undefined): string {
  const document = parseDocument(text);
  const map: unknown = document.get(section, true);
  if (isMap(map) && !map.flow && map.items.length > 0) return setInMap(text, map, name, value);
  if (document.has(section)) {
    // An empty or a bracketed map has no lines of its own to add to.
    if (!value) document.deleteIn([section, name]);
    else if (isMap(map)) document.setIn([section, name], value);
    else document.set(section, { [name]: value });
    return document.toString({ lineWidth: 0 });
  }
  if (!value) return text;
  const before = text.trimEnd();
  return `${before === "" ? "" : `${before}\n`}${section}:\n${lines(name, value, "  ")}`;
}

function setInMap(text: string, map: YAMLMap, name: string, value: object | undefined): string {
  const items = map.items;
  const indent = " ".repeat(columnOf(text, startOf(items[0])));
  const at = items.findIndex(({ key }) => isScalar(key) && key.value === name);
  const item = items[at];
  if (!item) {
    if (!value) return text;
    const end = endOf(text, items.at(-1));
    return `${text.slice(0, end).trimEnd()}\n${lines(name, value, indent)}${text.slice(end)}`;
  }
  const start = startOf(item) - indent.length;
  const end = endOf(text, item);
  return text.slice(0, start) + (value ? lines(name, value, indent) : "") + text.slice(end);
}

const lines = (name: string, value: object, indent: string): string =>
  stringify({ [name]: value }, { lineWidth: 0 }).replace(/^(?=.)/gm, indent);

const startOf = (item: Pair | undefined): number => rangeOf(item?.key)[0];

/** The start of the line after an entry. Comments that follow it are not part of it. */
function endOf(text: string, item: Pair | undefined): number {
  const last = item?.value ?? item?.key;
  const body = text.slice(0, rangeOf(last)[1]).trimEnd().length;
  const line = text.indexOf("\n", body);
  return line < 0 ? text.length : line + 1;
}

const columnOf = (text: string, offset: number): number => offset - (text.lastIndexOf("\n", offset - 1) + 1);

const rangeOf = (node: unknown): readonly [number, number] => {
  const range = typeof node === "object" && node !== null && "range" in node ? node.range : undefined;
  return Array.isArray(range) ? [range[0], range[1]] : [0, 0];
};
