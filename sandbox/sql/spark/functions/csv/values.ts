import type { SparkType, StructField } from "../../data-types.ts";
import { parseDouble } from "../../values/java-number.ts";
import { isoText } from "../../values/json-text.ts";
import { isIntegerKind, parseAs, parseInteger } from "../../values/parse.ts";
import { castText } from "../../values/text.ts";
import { itemsOf, MapValue, type Value } from "../../values/value.ts";
import type { Zone } from "../../values/zones.ts";
import { type FormatOptions, isDateTime, readDateTime, writeDateTime, zoneIn } from "../json/options.ts";

/** Types that a column of CSV can have when it is read. */
export const isCsvType = (type: SparkType): boolean =>
  !["array", "map", "struct", "variant", "void"].includes(type.kind);

/** A value of CSV as the type; `undefined` if it is not one. Only floating-point numbers may have spaces around them. */
export function fromCsvText(text: string, type: SparkType, options: FormatOptions, zone: Zone): Value | undefined {
  if (type.kind === "string") return text;
  if (isDateTime(type)) return readDateTime(text, type.kind, options, zone);
  if (isIntegerKind(type.kind)) {
    const value = /\s/.test(text) ? undefined : parseInteger(text, type.kind);
    return value === undefined || type.kind === "bigint" ? value : Number(value);
  }
  if (type.kind === "boolean") {
    const word = text.toLowerCase();
    return word === "true" ? true : word === "false" ? false : undefined;
  }
  if (type.kind === "double" || type.kind === "float") return floating(text, type, options);
  const value = parseAs(text, type, { zone, today: 0 });
  return value === "overflow" ? undefined : value;
}

function floating(text: string, { kind }: SparkType, options: FormatOptions): number | undefined {
  const words: Readonly<Record<string, number>> = {
    [options.get("nanvalue") ?? "NaN"]: Number.NaN,
    [options.get("positiveinf") ?? "Inf"]: Number.POSITIVE_INFINITY,
    [options.get("negativeinf") ?? "-Inf"]: Number.NEGATIVE_INFINITY,
    Infinity: Number.POSITIVE_INFINITY,
    "-Infinity": Number.NEGATIVE_INFINITY,
  };
  const word = words[text];
  const value = word ?? (/^\s*[+-]?[\d.]/.test(text) ? parseDouble(text) : undefined);
  return value === undefined || kind === "double" ? value : Math.fround(value);
}

/** The text of a value in CSV, without quotes; `null` for NULL. */
export function csvText(value: Value, { type }: StructField, options: FormatOptions, session: Zone): string | null {
  if (value === null) return null;
  const zone = zoneIn(options, session);
  if (isDateTime(type)) return writeDateTime(value, type.kind, options, session) ?? isoText(value, type.kind, zone);
  return nestedText(value, type, options.get("nullvalue") ?? "", zone);
}

/** Arrays, maps and structs as CAST writes them, with the text for NULL of the options. */
function nestedText(value: NonNullable<Value>, type: SparkType, nothing: string, zone: Zone): string | null {
  const inner = (item: Value, itemType: SparkType): string =>
    item === null ? nothing : (nestedText(item, itemType, nothing, zone) ?? nothing);
  const listed = (texts: readonly string[]) => texts.reduce((all, text) => `${all},${text === "" ? "" : " "}${text}`);
  const joined = (texts: readonly string[]) => (texts.length === 0 ? "" : listed(texts));
  if (value instanceof Uint8Array)
    return `[${Array.from(value, (byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ")}]`;
  if (type.kind === "array") return `[${joined(itemsOf(value).map((item) => inner(item, type.element)))}]`;
  if (type.kind === "struct")
    return `{${joined(type.fields.map((field, i) => inner(itemsOf(value)[i] ?? null, field.type)))}}`;
  if (type.kind !== "map" || !(value instanceof MapValue)) return castText(value, type, zone);
  const entries = value.entries.map(([key, item]) => `${inner(key, type.key)} -> ${inner(item, type.value)}`.trimEnd());
  return `{${joined(entries)}}`;
}
