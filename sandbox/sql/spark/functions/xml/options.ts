import { type FormatOptions, isOn } from "../json/options.ts";

/** How elements map to fields, as set by Spark's options. */
export interface XmlSettings {
  readonly options: FormatOptions;
  readonly attributePrefix: string;
  readonly valueTag: string;
  readonly rowTag: string;
  readonly excludeAttribute: boolean;
  readonly ignoreNamespace: boolean;
  readonly nullValue: string | undefined;
  readonly keepSpaces: boolean;
}

export function xmlSettings(options: FormatOptions): XmlSettings {
  return {
    options,
    attributePrefix: options.get("attributeprefix") ?? "_",
    valueTag: options.get("valuetag") ?? "_VALUE",
    rowTag: options.get("rowtag") ?? "ROW",
    excludeAttribute: isOn(options, "excludeAttribute"),
    ignoreNamespace: isOn(options, "ignoreNamespace"),
    nullValue: options.get("nullvalue"),
    keepSpaces: !isOn(options, "ignoreSurroundingSpaces", true),
  };
}

export const localName = (name: string, { ignoreNamespace }: XmlSettings): string =>
  ignoreNamespace ? name.slice(name.indexOf(":") + 1) : name;
