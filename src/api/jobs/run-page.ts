import * as z from "zod";
import { compact } from "../../records.ts";
import { plainText } from "../compute/command-results.ts";
import type { Client } from "../http/client.ts";
import { ApiError } from "../http/errors.ts";
import { text } from "../http/fields.ts";
import { exportRun } from "./run-output.ts";

/** A cell of an exported notebook run: its source, output and error as text. */
export interface RunCell {
  readonly source: string;
  readonly title?: string;
  readonly output?: string;
  readonly error?: string;
  readonly images?: readonly CellImage[];
}

/** An image in the output of a cell. */
export interface CellImage {
  readonly mime_type: string;
  /** Base64. */
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
 * The cells of a notebook task run, in order. Empty if the platform cannot export the run because it is too large, has
 * expired or is not permitted.
 */
export async function getRunCells(client: Client, { run_id }: { run_id: string }): Promise<readonly RunCell[]> {
  try {
    const { views } = await exportRun(client, { run_id, views_to_export: "CODE" });
    return (views ?? []).flatMap(({ content }) => parseRunPage(content ?? "") ?? []);
  } catch (error) {
    if (error instanceof ApiError && NOT_EXPORTED.has(error.kind)) return [];
    throw error;
  }
}

const NOT_EXPORTED: ReadonlySet<ApiError["kind"]> = new Set([
  "invalid",
  "conflict",
  "not-found",
  "permission",
  "too-large",
  "not-available",
  "internal",
]);

/**
 * The cells of an exported page (`exportRun`), in order; `undefined` if the page is not a notebook (dashboards). The page
 * holds the notebook as base64 of percent-encoded JSON.
 */
export function parseRunPage(html: string): RunCell[] | undefined {
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
        images: imagesIn(results),
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

/** Printed text, the rows of a table one per line, or a list of several results. */
function outputText(data: unknown): string {
  if (typeof data === "string") return data;
  if (Array.isArray(data)) return data.map(resultText).filter(Boolean).join("\n");
  return data === null || data === undefined ? "" : JSON.stringify(data);
}

function resultText(item: unknown): string {
  if (item !== null && typeof item === "object" && "data" in item) {
    // An image is returned separately from the text. A list can hold both.
    return !Array.isArray(item.data) && imagesIn(item).length > 0 ? "" : outputText(item.data);
  }
  return typeof item === "string" ? item : JSON.stringify(item);
}

const IMAGE = /^(?:data:)?(image\/(?:png|jpeg|gif|webp))(?:;base64,)?$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** The images of a result: plots (`image`), output of libraries (`mimeBundle`), and those in a list of results. */
function imagesIn(item: unknown): CellImage[] {
  if (item === null || typeof item !== "object" || !("data" in item)) return [];
  const { data } = item;
  if (Array.isArray(data)) return data.flatMap(imagesIn);
  const kind = "type" in item ? item.type : undefined;
  if (kind === "image" && typeof data === "string") return imageOf("image/png", data);
  if (kind !== "mimeBundle" || data === null || typeof data !== "object") return [];
  return Object.entries(data).flatMap(([mime_type, content]) => imageOf(mime_type, content));
}

function imageOf(name: string, content: unknown): CellImage[] {
  if (typeof content !== "string") return [];
  const comma = content.startsWith("data:") ? content.indexOf(",") : -1;
  const mime_type = IMAGE.exec(comma < 0 ? name : content.slice(0, comma + 1))?.[1];
  const data = content.slice(comma + 1).replace(/\s/g, "");
  return mime_type && BASE64.test(data) ? [{ mime_type, data }] : [];
}
