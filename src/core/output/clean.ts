import { type Pace, SLICE, workOf } from "../../api/http/slices/pace.ts";
import { countHidden, hiddenIn, isPlain, strip } from "./fence.ts";
import { firstHidden } from "./hidden-place.ts";
import { isMasked, MASK, type Redactor } from "./redact.ts";
import { jsonSize } from "./shorten.ts";
import { changeInSlices, changeText, partsOf } from "./slices.ts";

/** A tool's output as it may be shown. */
export interface Clean {
  readonly value: unknown;
  /** How many hidden characters were removed, or found in source code, which must stay unchanged. */
  readonly hidden: number;
  /** Where the first of them is, if the output is not larger than a slice. */
  readonly hiddenPlace?: string | undefined;
  /** The hidden characters of the text there, as `U+200B`. */
  readonly hiddenThere?: readonly string[];
  /** Size as JSON, in characters; `undefined` for an output that is larger than a slice. */
  readonly chars?: number;
}

interface Cleaning {
  /** As the tool declares it. */
  readonly untrusted: unknown;
  readonly redact: Redactor;
  readonly pace: Pace;
}

/**
 * A tool's output without secrets, and without hidden characters if it holds text of the workspace (`untrusted: true`). In
 * source code (`"code"`) they are only counted. It is all done in one walk.
 */
export async function cleanOutput(output: unknown, cleaning: Cleaning): Promise<Clean> {
  const { pace } = cleaning;
  const walk = createWalk(cleaning);
  const work = workOf(output);
  if (work > SLICE) {
    const value = await changeInSlices(output, walk, pace);
    return { value, hidden: walk.found.hidden };
  }
  const value = walk.tree(output);
  await pace.spend(work);
  if (walk.found.hidden === 0) return { value, ...walk.found };
  const isHidden = (text: string) => (cleaning.untrusted === true ? countHidden : hiddenInCode)(text) > 0;
  const first = firstHidden(output, isHidden);
  const hiddenThere = hiddenIn(cleaning.untrusted === true ? (first?.text ?? "") : JSON.stringify(first?.text ?? ""));
  return { value, ...walk.found, hiddenPlace: first?.place, hiddenThere };
}

function createWalk({ untrusted, redact }: Cleaning) {
  const found = { hidden: 0, chars: 0 };
  const seen = (text: string): string => {
    if (untrusted !== true) return text;
    const stripped = strip(text);
    found.hidden += stripped.removed;
    return stripped.text;
  };
  const countInCode = (text: string): void => {
    if (untrusted === "code") found.hidden += hiddenInCode(text);
  };
  // Hidden characters go first: removing them later would put a secret together again.
  const shown = (text: string): string => {
    const masked = redact(text);
    countInCode(masked);
    return masked;
  };
  const entry = ([given, item]: [string, unknown]): [string, unknown] => {
    const key = seen(given);
    const name = shown(key);
    if (item !== undefined) found.chars += jsonSize(name) + COLON_AND_COMMA;
    if (!isMasked(key, item)) return [name, tree(item)];
    found.chars += jsonSize(MASK);
    return [name, MASK];
  };
  const element = (item: unknown): unknown => {
    found.chars += item === undefined ? jsonSize(null) + 1 : 1;
    return tree(item);
  };
  function tree(node: unknown): unknown {
    if (node === null || typeof node !== "object") {
      const value = typeof node === "string" ? shown(seen(node)) : node;
      found.chars += jsonSize(value);
      return value;
    }
    found.chars += 1;
    const before = found.chars;
    const value = Array.isArray(node) ? node.map(element) : Object.fromEntries(Object.entries(node).map(entry));
    // The bracket at its end has been counted with its last item.
    if (found.chars === before) found.chars += 1;
    return value;
  }
  /** A text that is longer than a slice. */
  async function text(given: string, pace: Pace): Promise<string> {
    const stripped = untrusted === true ? await inParts(given, seen, pace) : given;
    const masked = await changeText(stripped, redact, pace);
    for (const part of untrusted === "code" ? partsOf(masked) : []) {
      countInCode(part);
      await pace.spend(part.length);
    }
    return masked;
  }
  return { found, tree, text };
}

const COLON_AND_COMMA = 2;

async function inParts(text: string, change: (part: string) => string, pace: Pace): Promise<string> {
  const parts: string[] = [];
  for (const part of partsOf(text)) {
    parts.push(change(part));
    await pace.spend(part.length);
  }
  return parts.join("");
}

/** Code is shown as JSON, in which most control characters are visible. */
const hiddenInCode = (text: string): number => (isPlain(text) ? 0 : countHidden(JSON.stringify(text)));
