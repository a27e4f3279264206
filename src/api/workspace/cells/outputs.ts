import * as z from "zod";
import { compact } from "../../../records.ts";
import { plainText } from "../../compute/command-results.ts";
import { text } from "../../http/fields.ts";

/** The output of a cell: text and tables as text, the error separately, images in base64. */
export interface CellOutput {
  readonly output?: string;
  readonly error?: string;
  readonly images?: readonly { readonly mime_type: string; readonly data: string }[];
}

const OUTPUT = "application/vnd.databricks.v1+output";
const MAX_ROWS = 20;
/** Image formats that models can read. */
const IMAGE = /^image\/(?:png|jpeg|gif|webp)$/;

const lines = z.union([z.string(), z.array(z.string()).transform((parts) => parts.join(""))]);
const stream = z.looseObject({ output_type: z.literal("stream"), text: lines });
const failure = z.looseObject({
  output_type: z.literal("error"),
  ename: text,
  evalue: text,
  traceback: z.array(z.string()).nullish(),
});
const named = z.looseObject({ name: z.string() });
const shown = z.looseObject({
  data: z.record(z.string(), z.unknown()).nullish(),
  metadata: z
    .looseObject({
      [OUTPUT]: z
        .looseObject({
          type: text,
          data: z.unknown().optional(),
          schema: z.array(named).nullish().catch(undefined),
          errorSummary: text,
        })
        .optional(),
    })
    .nullish(),
});

type OutputPart = { text?: string; error?: string; image?: { mime_type: string; data: string } };

/** The outputs of one Jupyter cell: text shortened to 2,000 characters of each kind, images in full. */
export function readOutputs(outputs: readonly unknown[]): CellOutput {
  const all = outputs.map(readOne);
  const joined = (part: (one: OutputPart) => string | undefined) =>
    all
      .map((one) => part(one)?.replace(/\n$/, ""))
      .filter(Boolean)
      .join("\n");
  return compact({
    output: excerptStart(joined((one) => one.text)),
    error: excerptEnd(joined((one) => one.error)),
    images: all.flatMap(({ image }) => (image ? [image] : [])),
  });
}

function readOne(output: unknown): OutputPart {
  const printed = stream.safeParse(output).data;
  if (printed) return { text: plainText(printed.text) };
  const failed = failure.safeParse(output).data;
  if (failed) {
    const summary = [failed.ename, failed.evalue].filter(Boolean).join(": ");
    return { error: plainText((failed.traceback ?? []).join("\n")).trim() || summary };
  }
  const display = shown.safeParse(output).data;
  return display ? readDisplay(display) : {};
}

function readDisplay({ data, metadata }: z.output<typeof shown>): OutputPart {
  const own = metadata?.[OUTPUT];
  if (own?.errorSummary) {
    const trace = plainText(typeof own.data === "string" ? own.data : "").trim();
    return { error: trace || plainText(own.errorSummary).trim() };
  }
  if (own?.type === "table" && Array.isArray(own.data)) return { text: rowsText(own.schema ?? [], own.data) };
  const parts = Object.entries(data ?? {}).map(([mime, value]) => ({ mime, value: lines.safeParse(value).data }));
  const picture = parts.find(({ mime, value }) => IMAGE.test(mime) && value);
  if (picture) return { image: { mime_type: picture.mime, data: (picture.value ?? "").replace(/\s+/g, "") } };
  const of = (mime: string) => parts.find((part) => part.mime === mime)?.value;
  const plain = of("text/plain");
  if (plain) return { text: plainText(plain) };
  const html = of("text/html");
  if (html !== undefined) return { text: htmlText(html) };
  if (typeof own?.data === "string") return { text: plainText(own.data) };
  return parts.length > 0 ? { text: `(${parts.map(({ mime }) => mime).join(", ")})` } : {};
}

/**
 * A displayed table: its columns, its first 20 rows, and the number of remaining rows. A single value, such as a plan,
 * keeps its lines.
 */
function rowsText(schema: readonly { name: string }[], rows: readonly unknown[]): string {
  const single = rows.length === 1 && schema.length === 1;
  const cell = (value: unknown) =>
    typeof value !== "string" ? JSON.stringify(value) : single ? value.trimEnd() : value.replace(/\s+/g, " ");
  const line = (row: unknown) => (Array.isArray(row) ? row : [row]).map(cell).join(" | ");
  const more = rows.length - MAX_ROWS;
  return [
    schema.map(({ name }) => name).join(" | "),
    ...rows.slice(0, MAX_ROWS).map(line),
    ...(more > 0 ? [`… ${more} more rows`] : rows.length === 0 ? ["no rows"] : []),
  ].join("\n");
}

/** Maximum characters of a shortened text. */
const EXCERPT = 2000;

/** The start of a printed text, where its meaning is, with a note of how much is left out. */
export function excerptStart(text: string): string {
  if (text.length <= EXCERPT) return text;
  const kept = text.slice(0, EXCERPT).replace(/[\ud800-\udbff]$/, "");
  return `${kept}\n… ${text.length - kept.length} more characters`;
}

/** The end of a traceback, where the error is. */
function excerptEnd(text: string): string {
  if (text.length <= EXCERPT) return text;
  const kept = text.slice(-EXCERPT).replace(/^[\udc00-\udfff]/, "");
  return `${text.length - kept.length} characters before …\n${kept}`;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'", nbsp: " " };

/** The text of an HTML page without its markup: one line for each row of a table, with bars between the cells. */
export function htmlText(html: string): string {
  const text = withoutBlocks(withoutBlocks(html, "style"), "script")
    .replace(/<\/t[dh]>\s*<t[dh]/gi, " | <td")
    .replace(/<\/(?:tr|p|div|li|h[1-6]|pre)>|<br\s*\/?>/gi, "\n")
    .replace(/<[a-z!/][^<>]*>/gi, "")
    .replace(/&(lt|gt|amp|quot|#39|nbsp);/gi, (entity, name: string) => ENTITIES[name.toLowerCase()] ?? entity);
  const lines = text.split("\n").map((line) => line.replace(/[ \t]+/g, " ").trim());
  return lines.filter((line) => line !== "").join("\n");
}

/** The page without the elements of one kind. An element that is never closed extends to the end. */
function withoutBlocks(html: string, tag: string): string {
  const lower = html.toLowerCase();
  const kept: string[] = [];
  let at = 0;
  for (let start = lower.indexOf(`<${tag}`); start !== -1; start = lower.indexOf(`<${tag}`, at)) {
    kept.push(html.slice(at, start));
    const end = lower.indexOf(`</${tag}>`, start);
    at = end === -1 ? html.length : end + tag.length + 3;
  }
  return kept.join("") + html.slice(at);
}
