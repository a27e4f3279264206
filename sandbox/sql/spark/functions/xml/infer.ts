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
import { mergedType, withoutVoid } from "../../inferred-types.ts";
import { parseDouble } from "../../values/java-number.ts";
import { parseInteger } from "../../values/parse.ts";
import { textContent, type XmlElement } from "../../values/xml/parser.ts";
import { readDateTime } from "../json/options.ts";
import { localName, type XmlSettings } from "./options.ts";

/** The type that Spark infers for a row of XML. */
export function inferXmlType(root: XmlElement, settings: XmlSettings): SparkType {
  const type = inferElement(root, settings);
  if (type.kind === "struct") return withoutVoid(type);
  return withoutVoid(struct([{ name: settings.valueTag, type }]));
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
    if (known === undefined || !seen.has(name)) fields.set(name, known === undefined ? type : mergedType(known, type));
    else fields.set(name, array(mergedType(known.kind === "array" ? known.element : known, type)));
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
