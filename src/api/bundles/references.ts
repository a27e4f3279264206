import { isRecord } from "../../records.ts";
import { BundleProblem } from "./files.ts";

/** The value that a path of the configuration has; `undefined` if it has none. */
export type Look = (path: string) => unknown;

/** The value with every text replaced. */
function mapTexts(value: unknown, change: (text: string) => unknown): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)]));
}

const REFERENCE = /\$\{([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*|\[\d+\])+)\}/g;
const ONE_REFERENCE = new RegExp(`^${REFERENCE.source}$`);

/** The paths that a value refers to: `var.catalog` of `${var.catalog}`. */
export function referencesIn(value: unknown): readonly string[] {
  const found: string[] = [];
  mapTexts(value, (text) => {
    for (const [, path = ""] of text.matchAll(REFERENCE)) found.push(path);
    return text;
  });
  return found;
}

/**
 * The value with its references replaced. A text that is one reference takes the type of what it refers to. References that
 * `look` does not know stay.
 */
export const replaceReferences = (value: unknown, look: Look): unknown =>
  mapTexts(value, (text) => {
    const whole = ONE_REFERENCE.exec(text)?.[1];
    if (whole !== undefined) return look(whole) ?? text;
    return text.replace(REFERENCE, (reference, path: string) => {
      const known = look(path);
      return known === undefined || (typeof known === "object" && known !== null) ? reference : String(known);
    });
  });

/** The value at a path such as `resources.jobs.nightly.tasks[0].task_key`. */
export function valueAt(fields: unknown, path: string): unknown {
  let value = fields;
  for (const part of path.split(/\.|\[(\d+)\]/).filter(Boolean)) {
    value = Array.isArray(value) ? value[Number(part)] : isRecord(value) ? value[part] : undefined;
  }
  return value;
}

/** A value with its references replaced, also those in what they refer to. */
export function settled(value: unknown, look: Look): unknown {
  let current = value;
  for (let depth = 0; depth < 10; depth++) {
    const next = replaceReferences(current, look);
    if (JSON.stringify(next) === JSON.stringify(current)) return next;
    current = next;
  }
  throw new BundleProblem("References form a circle.");
}
