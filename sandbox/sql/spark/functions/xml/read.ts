import type { SparkType, StructField } from "../../data-types.ts";
import { isIntegerKind, parseAs, parseInteger } from "../../values/parse.ts";
import { MapValue, type Value } from "../../values/value.ts";
import { textContent, type XmlElement, type XmlNode } from "../../values/xml/parser.ts";
import type { Zone } from "../../values/zones.ts";
import { isDateTime, readDateTime } from "../json/options.ts";
import { localName, type XmlSettings } from "./options.ts";

export interface XmlReader {
  readonly settings: XmlSettings;
  readonly zone: Zone;
  /** Set when a value was bad. */
  corrupt: boolean;
}

const elements = (element: XmlElement): XmlElement[] => element.children.filter((node) => node.kind === "element");

const attributesOf = (element: XmlElement, { settings }: XmlReader): readonly (readonly [string, string])[] =>
  settings.excludeAttribute ? [] : element.attributes.filter(([name]) => !/^xmlns(?::|$)/.test(name));

const ownText = (element: XmlElement): string =>
  element.children.map((node) => (node.kind === "text" ? node.text : "")).join("");

/** The fields of a struct from attributes, child elements and text. Names are equal in any case, and the last of equal names counts. */
export function toFields(element: XmlElement, fields: readonly StructField[], reader: XmlReader): Value[] {
  const { settings } = reader;
  const values = new Map<StructField, Value>();
  const find = (name: string) => fields.find((field) => field.name.toLowerCase() === name.toLowerCase());
  for (const [name, text] of attributesOf(element, reader)) {
    const field = find(settings.attributePrefix + name);
    if (field !== undefined) values.set(field, scalar(text, field.type, reader));
  }
  for (const child of elements(element)) {
    const field = find(localName(child.name, settings));
    if (field === undefined) continue;
    if (field.type.kind === "array") {
      const known = values.get(field);
      values.set(field, [...(Array.isArray(known) ? known : []), fromElement(child, field.type.element, reader)]);
    } else values.set(field, fromElement(child, field.type, reader));
  }
  const value = find(settings.valueTag);
  const text = ownText(element);
  if (value !== undefined && text.trim() !== "") values.set(value, scalar(text, value.type, reader));
  return fields.map((field) => values.get(field) ?? null);
}

function fromElement(element: XmlElement, type: SparkType, reader: XmlReader): Value {
  switch (type.kind) {
    case "struct":
      return toFields(element, type.fields, reader);
    case "array":
      return [fromElement(element, type.element, reader)];
    case "map": {
      const entries = new Map<string, Value>();
      for (const [name, text] of attributesOf(element, reader))
        entries.set(reader.settings.attributePrefix + name, scalar(text, type.value, reader));
      for (const child of elements(element))
        entries.set(localName(child.name, reader.settings), fromElement(child, type.value, reader));
      return new MapValue([...entries]);
    }
    case "string":
      if (elements(element).length > 0) return element.children.map(innerText).join("").trim();
      return scalar(textContent(element), type, reader);
    default:
      return scalar(textContent(element), type, reader);
  }
}

function innerText(node: XmlNode): string {
  if (node.kind === "text") return node.text;
  const attributes = node.attributes.map(([name, value]) => ` ${name}="${value}"`).join("");
  return `<${node.name}${attributes}>${node.children.map(innerText).join("")}</${node.name}>`;
}

function scalar(given: string, type: SparkType, reader: XmlReader): Value {
  const { settings, zone } = reader;
  const text = settings.keepSpaces ? given : given.trim();
  if (text === settings.nullValue) return null;
  if (type.kind === "string") return text;
  if (text.trim() === "") return null;
  const value = parsed(text.trim(), type, reader, zone);
  if (value === undefined || value === "overflow") {
    reader.corrupt = true;
    return null;
  }
  return value;
}

function parsed(text: string, type: SparkType, { settings }: XmlReader, zone: Zone): Value | undefined | "overflow" {
  if (isDateTime(type)) return readDateTime(text, type.kind, settings.options, zone);
  if (isIntegerKind(type.kind)) {
    const value = parseInteger(text, type.kind);
    return value === undefined || type.kind === "bigint" ? value : Number(value);
  }
  if (type.kind === "boolean")
    return /^(?:true|1)$/i.test(text) ? true : /^(?:false|0)$/i.test(text) ? false : undefined;
  return parseAs(text, type, { zone, today: 0 });
}
