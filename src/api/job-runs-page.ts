import * as z from "zod";
import { plainText } from "./command-results.ts";
import { compact } from "./compact.ts";

/** A cell of an exported run: what it ran and what came of it, as text. */
export interface RunCell {
  readonly source: string;
  readonly title?: string;
  readonly output?: string;
  readonly error?: string;
}

const text = z.string().nullish();
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
        output: plainText(outputText(results?.data)).trim(),
        error: [...new Set(failure)].join("\n"),
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
  if (item !== null && typeof item === "object" && "data" in item) return outputText(item.data);
  return typeof item === "string" ? item : JSON.stringify(item);
}
