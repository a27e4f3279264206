import * as z from "zod";
import { compact } from "../../records.ts";
import { plainText } from "../compute/command-results.ts";
import { text } from "../http/fields.ts";

/** A cell of an exported run: what it ran and what came of it, as text. */
export interface RunCell {
  readonly source: string;
  readonly title?: string;
  readonly output?: string;
  readonly error?: string;
  /** In base64. */
  readonly images?: readonly Picture[];
}

export interface Picture {
  readonly mime_type: string;
  readonly data: string;
}

const result = z.looseObject({ data: z.unknown().optional() });
const model = z.looseObject({
  language: text,
  commands: z.array(
    z.looseObject({
      position: z.number().nullish(),
      command: text,
      commandTitle: text,
      showCommandTitle: z.boolean().nullish(),
      results: result.nullish(),
      errorSummary: text,
      error: text,
    }),
  ),
});

const MODEL = /__DATABRICKS_NOTEBOOK_MODEL = '([A-Za-z0-9+/=]+)'/;

/**
 * The cells of an exported page, in order. The page carries the notebook as base64 of percent-encoded JSON; `undefined`
 * where it does not (dashboards).
 */
export function cellsOf(html: string): RunCell[] | undefined {
  const encoded = MODEL.exec(html)?.[1];
  if (encoded === undefined) return undefined;
  const parsed = model.safeParse(decoded(encoded));
  if (!parsed.success) return undefined;
  const commands = parsed.data.commands.toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0));
  return commands.map(({ command, commandTitle, showCommandTitle, results, errorSummary, error }) => {
    const failure = [errorSummary, error].map((part) => plainText(part ?? "").trim()).filter(Boolean);
    return {
      source: command ?? "",
      ...compact({
        title: showCommandTitle === true ? commandTitle : undefined,
        output: plainText(resultText(results ?? "")).trim(),
        error: [...new Set(failure)].join("\n"),
        images: picturesIn(results),
      }),
    };
  });
}

function decoded(encoded: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(Buffer.from(encoded, "base64").toString()));
  } catch {
    return undefined;
  }
}

/** Printed text, a table's rows one a line, or a list of several results. */
function outputText(data: unknown): string {
  if (typeof data === "string") return data;
  if (Array.isArray(data)) return data.map(resultText).filter(Boolean).join("\n");
  return data === null || data === undefined ? "" : JSON.stringify(data);
}

function resultText(item: unknown): string {
  if (item !== null && typeof item === "object" && "data" in item) {
    // A picture is shown beside the text; a list may hold both.
    return !Array.isArray(item.data) && picturesIn(item).length > 0 ? "" : outputText(item.data);
  }
  return typeof item === "string" ? item : JSON.stringify(item);
}

const PICTURE = /^(?:data:)?(image\/(?:png|jpeg|gif|webp))(?:;base64,)?$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Pictures of a result: plots (`image`), what libraries draw (`mimeBundle`), and those in a list of results. */
function picturesIn(item: unknown): Picture[] {
  if (item === null || typeof item !== "object" || !("data" in item)) return [];
  const { data } = item;
  if (Array.isArray(data)) return data.flatMap(picturesIn);
  const kind = "type" in item ? item.type : undefined;
  if (kind === "image" && typeof data === "string") return picture("image/png", data);
  if (kind !== "mimeBundle" || data === null || typeof data !== "object") return [];
  return Object.entries(data).flatMap(([mime_type, content]) => picture(mime_type, content));
}

function picture(named: string, content: unknown): Picture[] {
  if (typeof content !== "string") return [];
  const comma = content.startsWith("data:") ? content.indexOf(",") : -1;
  const mime_type = PICTURE.exec(comma < 0 ? named : content.slice(0, comma + 1))?.[1];
  const data = content.slice(comma + 1).replace(/\s/g, "");
  return mime_type && BASE64.test(data) ? [{ mime_type, data }] : [];
}
