import * as z from "zod";
import { compact } from "../../../records.ts";
import { plainText } from "../../compute/command-results.ts";
import { text } from "../../http/fields.ts";
import { endOf, startOf } from "./excerpt.ts";
import { htmlText } from "./html-text.ts";

/** What a cell left behind: text and tables as text, the error apart, pictures as base64. */
export interface CellOutput {
  readonly output?: string;
  readonly error?: string;
  readonly images?: readonly { readonly mime_type: string; readonly data: string }[];
}

const OUTPUT = "application/vnd.databricks.v1+output";
const MAX_ROWS = 20;
/** What models can look at. */
const PICTURE = /^image\/(?:png|jpeg|gif|webp)$/;

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

type One = { text?: string; error?: string; image?: { mime_type: string; data: string } };

/** The outputs of one Jupyter cell, each kind shortened to what tells; pictures whole. */
export function readOutputs(outputs: readonly unknown[]): CellOutput {
  const all = outputs.map(readOne);
  const joined = (part: (one: One) => string | undefined) =>
    all
      .map((one) => part(one)?.replace(/\n$/, ""))
      .filter(Boolean)
      .join("\n");
  return compact({
    output: startOf(joined((one) => one.text)),
    error: endOf(joined((one) => one.error)),
    images: all.flatMap(({ image }) => (image ? [image] : [])),
  });
}

function readOne(output: unknown): One {
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

function readDisplay({ data, metadata }: z.output<typeof shown>): One {
  const own = metadata?.[OUTPUT];
  if (own?.errorSummary) {
    const trace = plainText(typeof own.data === "string" ? own.data : "").trim();
    return { error: trace || plainText(own.errorSummary).trim() };
  }
  if (own?.type === "table" && Array.isArray(own.data)) return { text: rowsText(own.schema ?? [], own.data) };
  const parts = Object.entries(data ?? {}).map(([mime, value]) => ({ mime, value: lines.safeParse(value).data }));
  const picture = parts.find(({ mime, value }) => PICTURE.test(mime) && value);
  if (picture) return { image: { mime_type: picture.mime, data: (picture.value ?? "").replace(/\s+/g, "") } };
  const of = (mime: string) => parts.find((part) => part.mime === mime)?.value;
  const plain = of("text/plain");
  if (plain) return { text: plainText(plain) };
  const html = of("text/html");
  if (html !== undefined) return { text: htmlText(html) };
  if (typeof own?.data === "string") return { text: plainText(own.data) };
  return parts.length > 0 ? { text: `(${parts.map(({ mime }) => mime).join(", ")})` } : {};
}

/** A displayed table: its columns, its first rows, and how many more there are. */
function rowsText(schema: readonly { name: string }[], rows: readonly unknown[]): string {
  const cell = (value: unknown) => (typeof value === "string" ? value.replace(/\s+/g, " ") : JSON.stringify(value));
  const line = (row: unknown) => (Array.isArray(row) ? row : [row]).map(cell).join(" | ");
  const more = rows.length - MAX_ROWS;
  return [
    schema.map(({ name }) => name).join(" | "),
    ...rows.slice(0, MAX_ROWS).map(line),
    ...(more > 0 ? [`… ${more} more rows`] : []),
  ].join("\n");
}
