import { SqlFailure } from "../../../engine/failure.ts";
import type { SparkType, StructField } from "../../data-types.ts";
import { isoText } from "../../values/json-text.ts";
import { castText } from "../../values/text.ts";
import { itemsOf, MapValue, type Value } from "../../values/value.ts";
import type { Zone } from "../../values/zones.ts";
import { isDateTime, writeDateTime, zoneIn } from "../json/options.ts";
import type { XmlSettings } from "./options.ts";

const INDENT = "    ";

const inText = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

const inAttribute = (text: string): string => inText(text).replaceAll('"', "&quot;");

/** A struct as an element with its fields as elements, and its attributes. */
export function xmlText(value: Value, type: SparkType, settings: XmlSettings, session: Zone): string {
  return new XmlWriter(settings, session).element(settings.rowTag, value, type, 0);
}

class XmlWriter {
  private readonly settings: XmlSettings;
  private readonly session: Zone;

  constructor(settings: XmlSettings, session: Zone) {
    this.settings = settings;
    this.session = session;
  }

  element(name: string, value: Value, type: SparkType, depth: number): string {
    if (!/^[\p{L}_:][\p{L}\p{N}_:.-]*$/u.test(name)) {
      throw new SqlFailure("INVALID_XML_NAME", `Illegal name character in ${JSON.stringify(name)}.`, "22023");
    }
    const { fields, values } = this.members(value, type);
    if (fields === undefined) return `<${name}>${inText(this.scalar(value, type))}</${name}>`;
    const { attributePrefix, valueTag } = this.settings;
    let attributes = "";
    let text: string | undefined;
    const children: string[] = [];
    for (const [i, field] of fields.entries()) {
      const member = values[i] ?? null;
      if (member === null && this.settings.nullValue === undefined) continue;
      if (field.name === valueTag) text = inText(this.scalar(member, field.type));
      else if (attributePrefix !== "" && field.name.startsWith(attributePrefix))
        attributes += ` ${field.name.slice(attributePrefix.length)}="${inAttribute(this.scalar(member, field.type))}"`;
      else children.push(...this.field(field.name, member, field.type, depth + 1));
    }
    if (children.length === 0) {
      return text === undefined ? `<${name}${attributes}/>` : `<${name}${attributes}>${text}</${name}>`;
    }
    const lines = children.map((child) => `\n${INDENT.repeat(depth + 1)}${child}`).join("");
    return `<${name}${attributes}>${text ?? ""}${lines}\n${INDENT.repeat(depth)}</${name}>`;
  }

  /** An array has an element of the same name for each of its values. */
  private field(name: string, value: Value, type: SparkType, depth: number): string[] {
    if (type.kind !== "array") return [this.element(name, value, type, depth)];
    const nested = type.element.kind === "array";
    return itemsOf(value)
      .filter((item) => item !== null || this.settings.nullValue !== undefined)
      .map((item) =>
        nested
          ? this.element(name, [item], { kind: "struct", fields: [{ name: "item", type: type.element }] }, depth)
          : this.element(name, item, type.element, depth),
      );
  }

  private members(
    value: Value,
    type: SparkType,
  ): { readonly fields?: readonly StructField[]; readonly values: readonly Value[] } {
    if (value === null) return { values: [] };
    if (type.kind === "struct") return { fields: type.fields, values: itemsOf(value) };
    if (type.kind !== "map" || !(value instanceof MapValue)) return { values: [] };
    const fields = value.entries.map(([key]) => ({
      name: castText(key, type.key, this.session) ?? "null",
      type: type.value,
    }));
    return { fields, values: value.entries.map(([, item]) => item) };
  }

  private scalar(value: Value, type: SparkType): string {
    const { options, nullValue } = this.settings;
    if (value === null) return nullValue ?? "";
    const zone = zoneIn(options, this.session);
    if (isDateTime(type))
      return writeDateTime(value, type.kind, options, this.session) ?? isoText(value, type.kind, zone);
    return castText(value, type, zone) ?? "";
  }
}
