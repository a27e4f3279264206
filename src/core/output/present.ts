import type { Tool } from "../tool.ts";
import { countHidden, fence, stripTree } from "./fence.ts";
import { narrowing } from "./narrowing.ts";
import { type Redactor, redactTree } from "./redact.ts";
import type { ResultStore } from "./results.ts";
import { type Cut, shorten } from "./shorten.ts";

export type ContentBlock = Record<string, unknown> & { readonly type: string };

/** An MCP `CallToolResult`, as this server builds it. */
export interface ToolResult {
  readonly content: ContentBlock[];
  readonly structuredContent?: Record<string, unknown>;
  readonly isError?: boolean;
  readonly _meta?: Record<string, unknown>;
}

export interface Presentation {
  readonly redact: Redactor;
  readonly results: ResultStore;
  readonly scope: string;
  /** Size of one answer in characters. */
  readonly budget: number;
  /** Blocks the tool attached: images, links to files. */
  readonly attached: readonly ContentBlock[];
  /** The workspace's name, where there are several: a result says where it comes from. */
  readonly from?: string | undefined;
}

/** Parsed output → the result: redacted, cleaned, cut to the budget with the rest behind links, and fenced. */
export function present(tool: Tool, output: Record<string, unknown>, to: Presentation): ToolResult {
  const redacted = redactTree(output, to.redact);
  const { value: clean, removed } = tool.untrusted === true ? stripTree(redacted) : { value: redacted, removed: 0 };
  const { value, cuts } = shorten(clean, to.budget);
  const structured = asRecord(value);
  const hidden = tool.untrusted === "code" ? countHidden(JSON.stringify(clean)) : removed;

  // What to do next is the server's own advice, and a reader is told that nothing inside the fence is.
  const { next, ...told } = structured;
  const advice = tool.untrusted && typeof next === "string" ? [next] : [];
  const shownFields = advice.length > 0 ? told : structured;
  const body = tool.text?.(shownFields) ?? JSON.stringify(shownFields);
  const kept = cuts.map((cut) => keep(tool, cut, to));
  // Text can be longer than what it tells.
  const { value: shown, cuts: textCuts } = shorten(body, Math.max(to.budget, 200) * 2);
  const narrower = cuts.length > 0 ? narrowing(tool) : [];
  const notes = [
    ...advice,
    ...cuts.map((cut, index) => `${describe(cut)} ${rest(cut, kept[index]?.uri)}`),
    ...(narrower.length > 0 ? [`To get less: ${narrower.join(", ")}.`] : []),
    ...textCuts.map((cut) => `Cut to fit: this text has ${share(cut)}. structuredContent says all of it.`),
    ...(to.from ? [`Workspace: ${to.from}`] : []),
    ...(hidden > 0 ? [`${hidden} invisible characters were ${tool.untrusted === "code" ? "found" : "removed"}.`] : []),
  ];
  const text = [tool.untrusted ? fence(String(shown)) : String(shown), ...notes].join("\n");

  return {
    // A tool that says everything with a picture has no text of its own.
    content: [
      ...(text === "" ? [] : [{ type: "text", text }]),
      ...to.attached,
      ...kept.flatMap((each) => (each ? [link(each)] : [])),
    ],
    structuredContent: structured,
    ...(tool.untrusted || to.from
      ? {
          _meta: {
            ...(tool.untrusted ? { "databricks/integrity": "untrusted" } : {}),
            ...(to.from ? { "databricks/workspace": to.from } : {}),
          },
        }
      : {}),
  };
}

/** An expected failure: one cause, one next step, no structured content. */
export const failure = (text: string): ToolResult => ({ content: [{ type: "text", text }], isError: true });

const asRecord = (value: unknown): Record<string, unknown> =>
  Object.fromEntries(value !== null && typeof value === "object" ? Object.entries(value) : []);

/** A field's name in the server's own words; a key that somebody wrote is not among them (R1). */
const fieldName = (path: string): string => (/^[a-z][a-z0-9_]*(\.[a-z0-9_]+|\[\d+\])*$/.test(path) ? path : "a field");

const describe = (cut: Cut): string => `Cut to fit: ${fieldName(cut.path)} has ${share(cut)}.`;

const share = ({ kept, total, unit }: Cut): string =>
  `${kept.toLocaleString("en")} of ${total.toLocaleString("en")} ${unit}`;

function rest({ unit, kept }: Cut, uri: string | undefined): string {
  if (uri === undefined) return "It was not kept, there being no room: ask for less, or again in ten minutes.";
  return unit === "items" ? `The rest: ${uri}?rows=${kept}-` : `All of it: ${uri}`;
}

interface Link {
  readonly uri: string;
  readonly name: string;
  readonly mimeType: string;
  readonly size: number;
}

function keep(tool: Tool, { path, whole }: Cut, to: Presentation): Link | undefined {
  const text = typeof whole === "string";
  const data = text ? whole : JSON.stringify(whole);
  const file = {
    name: `${tool.name}.${fieldName(path).replace(" ", "_")}`,
    mimeType: text ? "text/plain" : "application/json",
    data,
  };
  const uri = to.results.put(to.scope, file);
  return uri === undefined
    ? undefined
    : { uri, name: file.name, mimeType: file.mimeType, size: Buffer.byteLength(data) };
}

const link = (to: Link): ContentBlock => ({ type: "resource_link", ...to });
