import { isDeepStrictEqual } from "node:util";
import { isRecord, recordOf } from "../../records.ts";
import type { ConfigFormat } from "./formats/format.ts";
import { json } from "./formats/json.ts";
import { toml } from "./formats/toml.ts";
import { yaml } from "./formats/yaml.ts";

const FORMATS = { json, toml, yaml } satisfies Record<string, ConfigFormat>;

export type FormatName = keyof typeof FORMATS;

const BOM = "\uFEFF";

/** The value at a path; `undefined` if there is none. @throws {SyntaxError} if the text is not valid */
export const readEntry = (format: FormatName, text: string, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    FORMATS[format].parse(withoutBom(text)),
  );

/**
 * The text with the value set at a path, or removed if it is `undefined`. The result is read back: it differs from the
 * text in this value only.
 * @throws {SyntaxError} if the text is not valid
 * @throws {RangeError} if the text is written in a way that cannot be changed safely
 */
export function setEntry(format: FormatName, text: string, path: readonly string[], value: object | undefined): string {
  const { parse, set } = FORMATS[format];
  const mark = text.startsWith(BOM) ? BOM : "";
  const bare = withoutBom(text);
  const expected = withEntry(parse(bare), path, value);
  let changed: string;
  try {
    changed = set(bare, path, value);
    if (isDeepStrictEqual(comparable(parse(changed), path), comparable(expected, path))) return mark + changed;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
  throw new RangeError(`its ${path[0]} section is written in a way that this program cannot change`);
}

const withoutBom = (text: string): string => (text.startsWith(BOM) ? text.slice(1) : text);

/** Without prototypes and undefined values. An empty section counts as none, because not every format can write one. */
function comparable(root: unknown, [section = ""]: readonly string[]): unknown {
  const { [section]: inner, ...others } = JSON.parse(JSON.stringify(root));
  const empty = inner === undefined || inner === null || (isRecord(inner) && Object.keys(inner).length === 0);
  return empty ? others : { ...others, [section]: inner };
}

function withEntry(root: unknown, [key, ...rest]: readonly string[], value: object | undefined): unknown {
  if (key === undefined) return value;
  const record = recordOf(root);
  const inner = withEntry(record[key], rest, value);
  // A removed entry leaves its section, which can then be empty.
  const { [key]: _, ...others } = record;
  return inner === undefined ? others : { ...others, [key]: inner };
}
