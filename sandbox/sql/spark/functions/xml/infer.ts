import {
  array,
  BIGINT,
  BOOLEAN,
  DATE,
  DOUBLE,
  type SparkType,
  STRING,
  struct,
  TIMESTAMP,
  VOID,
} from "../../data-types.ts";
import { parseDouble } from "../../values/java-number.ts";
import { parseInteger } from "../../values/parse.ts";
import { textContent, type XmlElement } from "../../values/xml/parser.ts";
import { readDateTime } from "../json/options.ts";
import { localName, type XmlSettings } from "./options.ts";

/** The type that Spark infers for a row of XML. */
export function inferXmlType(root: XmlElement, settings: XmlSettings): SparkType {
  const type = inferElement(root, settings);
  if (type.kind === "struct") return finished(type);
  return finished(struct([{ name: settings.valueTag, type }]));
}

function inferElement(element: XmlElement, settings: XmlSettings): SparkType {
  const children = element.children.filter((node) => node.kind === "element");
  const attributes = settings.excludeAttribute
    ? []
    : element.attributes.filter(([name]) => !/^xmlns(?::|$)/.test(name));
  const text = element.children.map((node) => (node.kind === "text" ? node.text : "")).join("");
  if (children.length === 0 && attributes.length === 0) return inferText(textContent(element), settings);
  const fields = new Map<string, SparkType>();
  for (const [name, value] of attributes) fields.set(settings.attributePrefix + name, inferText(value, settings));
  if (text.trim() !== "") fields.set(settings.valueTag, inferText(text, settings));
  const seen = new Set<string>();
  for (const child of children) {
    const name = localName(child.name, settings);
    const type = inferElement(child, settings);
    const known = fields.get(name);
    if (known === undefined || !seen.has(name)) fields.set(name, known === undefined ? type : common(known, type));
    else fields.set(name, array(common(known.kind === "array" ? known.element : known, type)));
    seen.add(name);
  }
  const sorted = [...fields].sort(([a], [b]) => (a < b ? -1 : 1));
  return struct(sorted.map(([name, type]) => ({ name, type })));
}

function inferText(given: string, { options }: XmlSettings): SparkType {
  const text = given.trim();
  if (text === "") return VOID;
  if (parseInteger(text, "bigint") !== undefined) return BIGINT;
  if (/^[+-]?[\d.]/.test(text) && !/[dfDF]$/.test(text) && parseDouble(text) !== undefined) return DOUBLE;
  if (/^(?:true|false)$/i.test(text)) return BOOLEAN;
  const zone = { offset: 0 };
  if (!/[ T]/.test(text) && readDateTime(text, "date", options, zone) !== undefined) return DATE;
  return readDateTime(text, "timestamp", options, zone) === undefined ? STRING : TIMESTAMP;
}

function common(a: SparkType, b: SparkType): SparkType {
  if (a.kind === "void") return b;
  if (b.kind === "void") return a;
  if (a.kind === "struct" && b.kind === "struct") {
    const names = [...new Set([...a.fields, ...b.fields].map(({ name }) => name))].sort();
    const type = (of: typeof a, name: string) => of.fields.find((field) => field.name === name)?.type ?? VOID;
    return struct(names.map((name) => ({ name, type: common(type(a, name), type(b, name)) })));
  }
  if (a.kind === "array" && b.kind === "array") return array(common(a.element, b.element));
  if (a.kind === b.kind) return a;
  const kinds = [a.kind, b.kind];
  return kinds.every((kind) => kind === "bigint" || kind === "double") ? DOUBLE : STRING;
}

function finished(type: SparkType): SparkType {
  if (type.kind === "void") return STRING;
  if (type.kind === "array") return array(finished(type.element));
  if (type.kind !== "struct") return type;
  return struct(type.fields.map((field) => ({ name: field.name, type: finished(field.type) })));
}
