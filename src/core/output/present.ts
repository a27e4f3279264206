import { createPace, type Pace } from "../../api/http/slices/pace.ts";
import { recordOf } from "../../records.ts";
import { isPlainToken } from "../../text.ts";
import type { Tool } from "../tool.ts";
import { cleanOutput } from "./clean.ts";
import { fence, isOwnKey } from "./fence.ts";
import type { Redactor } from "./redact.ts";
import type { ResultStore } from "./results.ts";
import { type Cut, shorten } from "./shorten.ts";
import { jsonInSlices } from "./slices.ts";

export type ContentBlock = Record<string, unknown> & { readonly type: string };

/** An MCP `CallToolResult`, as this server builds it. */
export interface ToolResult {
  readonly content: ContentBlock[];
  readonly structuredContent?: Record<string, unknown>;
  readonly isError?: boolean;
  readonly _meta?: Record<string, unknown>;
}

/** The properties of a call that `present` uses. */
export interface Presentation {
  readonly redact: Redactor;
  readonly results: ResultStore;
  readonly scope: string;
  /** Maximum size of the output, in characters. */
  readonly budget: number;
  /** Content blocks that the tool attached: images, links to files. */
  readonly attached: readonly ContentBlock[];
  /** Name of the workspace that the result comes from, if the server has several. */
  readonly from?: string | undefined;
}

/**
 * The result for a validated output: without secrets and hidden characters, shortened to the budget (links lead to the
 * rest), and fenced.
 */
export async function present(
  tool: Tool,
  output: Record<string, unknown>,
  to: Presentation,
  pace: Pace = createPace(),
): Promise<ToolResult> {
  const cleaning = { untrusted: tool.untrusted, redact: to.redact, pace };
  const { value: clean, hidden, hiddenPlace, hiddenThere, chars } = await cleanOutput(output, cleaning);
  const fits = chars !== undefined && chars <= to.budget;
  const { value, cuts } = fits ? { value: clean, cuts: [] } : shorten(clean, to.budget);
  const structured = recordOf(value);

  // The next step is the server's own advice. It goes outside the fence, whose content is not to be followed.
  const { next, ...withoutNext } = structured;
  // Advice that repeats a value of another shape than the platform's ids would carry it outside.
  const fenced = tool.untrusted !== undefined ? tool.untrusted !== false : !isPlainTree(withoutNext);
  const advice = fenced && typeof next === "string" && !repeats(next, withoutNext) ? [next] : [];
  const shownFields = advice.length > 0 ? withoutNext : structured;
  const body = tool.text?.(shownFields) ?? JSON.stringify(shownFields);
  const kept: (Link | undefined)[] = [];
  for (const cut of cuts) kept.push(await storeWhole(tool, cut, to, pace));
  // Text can be longer than the data that it shows.
  const { value: shown, cuts: textCuts } = shorten(body, Math.max(to.budget, 200) * 2);
  const narrower = cuts.length > 0 ? narrowingArguments(tool) : [];
  const notes = [
    ...advice,
    ...cuts.map((cut, index) => `${describeCut(cut)} ${whereRestIs(cut, kept[index])}`),
    ...(narrower.length > 0 ? [`To narrow the result, use ${narrower.join(", ")}.`] : []),
    ...textCuts.map((cut) => `Shortened: this text shows ${amount(cut)}. structuredContent has everything.`),
    ...workspaceLine(to.from),
    ...(hidden > 0
      ? [hiddenNote(hidden, tool.untrusted === "code" ? "found" : "removed", hiddenPlace, hiddenThere)]
      : []),
  ];
  const text = [fenced ? fence(String(shown)) : String(shown), ...notes].join("\n");
  await to.results.saved?.();

  return {
    // A tool whose result is a picture may have no text.
    content: [
      ...(text === "" ? [] : [{ type: "text", text }]),
      ...to.attached,
      ...kept.flatMap((each) => (each ? [link(each)] : [])),
    ],
    structuredContent: structured,
    ...(fenced || to.from || hidden > 0
      ? {
          _meta: {
            ...(fenced ? { "databricks/integrity": "untrusted" } : {}),
            ...(hidden > 0 ? { [HIDDEN_CHARACTERS]: hidden } : {}),
            ...workspaceMeta(to.from),
          },
        }
      : {}),
  };
}

/** Key in `_meta`: how many hidden characters were removed from the result, or found in its source code. */
export const HIDDEN_CHARACTERS = "databricks/hidden_characters";

/** Whether a value is an id, a state or a time of the platform's own shape, or this server's note. */
const isPlainValue = (text: string): boolean =>
  text === "" || isPlainToken(text) || /^\d{4}-\d\d-\d\dT[\d:.]{5,18}Z$/.test(text);

/** Whether all texts in a tree may be shown outside a fence: a tool without `untrusted` returns ids and states. */
function isPlainTree(value: unknown): boolean {
  if (typeof value === "string") return isPlainValue(value);
  if (Array.isArray(value)) return value.every(isPlainTree);
  if (value === null || typeof value !== "object") return true;
  return Object.entries(value).every(([key, item]) => isOwnKey(key) && (key === "note" || isPlainTree(item)));
}

/** Whether a sentence contains a text of the tree that must not be shown outside a fence. */
function repeats(sentence: string, value: unknown): boolean {
  if (typeof value === "string") return value.length >= 4 && sentence.includes(value) && !isPlainValue(value);
  if (value === null || typeof value !== "object") return false;
  return Object.values(value).some((item) => repeats(sentence, item));
}

/** An expected failure: one cause, one next step, no structured content. `from`: the workspace, if the server has several. */
export const failure = (text: string, from?: string): ToolResult => ({
  content: [{ type: "text", text: [text, ...workspaceLine(from)].join("\n") }],
  isError: true,
  ...(from ? { _meta: workspaceMeta(from) } : {}),
});

const workspaceLine = (from: string | undefined): string[] => (from ? [`Workspace: ${from}`] : []);
const workspaceMeta = (from: string | undefined) => (from ? { "databricks/workspace": from } : {});

/** The name of a field, outside the fence: keys that users of the workspace chose are not shown (R1). */
const fieldName = (path: string): string => (/^[a-z][a-z0-9_]*(\.[a-z0-9_]+|\[\d+\])*$/.test(path) ? path : "a field");

/** Code points and no characters: an invisible alphabet could spell instructions outside the fence (R1). */
function hiddenNote(
  count: number,
  what: "found" | "removed",
  place: string | undefined,
  there: readonly string[] = [],
): string {
  const shown = there.length > MOST_CODES ? [...there.slice(0, MOST_CODES), "…"] : there;
  const codes = shown.length > 0 ? `: ${shown.join(" ")}` : "";
  if (count === 1) return `1 invisible character was ${what}${place ? ` in ${place}` : ""}${codes}.`;
  return `${count} invisible characters were ${what}${place ? `, the first in ${place}` : ""}${codes}.`;
}

/** Code points of invisible characters that a note shows. */
const MOST_CODES = 16;

const describeCut = (cut: Cut): string => `Shortened: ${fieldName(cut.path)} shows ${amount(cut)}.`;

const amount = ({ kept, total, unit }: Cut): string =>
  `${kept.toLocaleString("en")} of ${total.toLocaleString("en")} ${unit}`;

function whereRestIs({ unit, kept, total }: Cut, stored: Link | undefined): string {
  if (stored === undefined)
    return "The rest was not kept because the store is full: request less, or retry in ten minutes.";
  const { uri, size } = stored;
  const rest = unit === "items" ? `Read the rest at ${uri}?rows=${kept}-` : `Read all of it at ${uri}`;
  if (size <= PART_BYTES) return rest;
  // One message cannot hold all of it.
  const rows = Math.max(1, Math.floor((total * PART_BYTES) / size));
  const part = unit === "items" ? `rows=${kept}-${kept + rows - 1}` : `bytes=0-${PART_BYTES - 1}`;
  return `Read the rest in parts, beginning with ${uri}?${part} (it has ${size.toLocaleString("en")} bytes)`;
}

/** A part that fits into one message with all of its escapes. */
const PART_BYTES = 4_000_000;

/** Optional arguments that change how a result is read or shown, but do not make it smaller. */
const NOT_NARROWING =
  /^(?:page_token|wait_seconds|warehouse_id|catalog|schema|parameters|order_by|title|x_axis|as_admin|(?:include|show)_.*)$/;
const MAX_NAMED = 5;

/** Arguments that make a result of this tool smaller: the optional ones of a read tool, which select. */
function narrowingArguments({ access, input }: Tool): readonly string[] {
  if (access !== "read") return [];
  return Object.entries(input.shape)
    .filter(([name, schema]) => !NOT_NARROWING.test(name) && schema.safeParse(undefined).success)
    .map(([name]) => name)
    .slice(0, MAX_NAMED);
}

interface Link {
  readonly uri: string;
  readonly name: string;
  readonly mimeType: string;
  readonly size: number;
}

async function storeWhole(tool: Tool, { path, whole }: Cut, to: Presentation, pace: Pace): Promise<Link | undefined> {
  const text = typeof whole === "string";
  const data = text ? whole : await jsonInSlices(whole, pace);
  const file = {
    name: `${tool.name}.${fieldName(path).replace(" ", "_")}`,
    mimeType: text ? "text/plain" : "application/json",
    data,
  };
  const uri = to.results.put(to.scope, file, { redacted: true });
  return uri === undefined
    ? undefined
    : { uri, name: file.name, mimeType: file.mimeType, size: Buffer.byteLength(data) };
}

const link = (to: Link): ContentBlock => ({ type: "resource_link", ...to });
