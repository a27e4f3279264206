import { randomUUID } from "node:crypto";
import * as z from "zod";
import { parsedJson } from "../../../records.ts";
import { nothing } from "../../http/fields.ts";
import type { NotebookCell } from "./cell.ts";
import type { CellFile } from "./cell-file.ts";
import { elementsOf, memberOf } from "./json-elements.ts";
import { type CellOutput, readOutputs } from "./outputs.ts";

const NOTEBOOK = "application/vnd.databricks.v1+notebook";
const CELL = "application/vnd.databricks.v1+cell";

const lines = z.union([z.string(), z.array(z.string()).transform((parts) => parts.join(""))]);
const ours = z.looseObject({ title: z.string().nullish(), showTitle: z.boolean().nullish() });
const jupyterCell = z.looseObject({
  cell_type: z.string(),
  source: lines,
  id: z.string().nullish(),
  metadata: z.looseObject({ [CELL]: ours.optional() }).default({}),
  attachments: z.unknown().optional(),
  outputs: z.array(z.looseObject({ output_type: z.string() })).nullish(),
});
type JupyterCell = z.output<typeof jupyterCell>;
const own = z.looseObject({ widgets: nothing.nullish(), dashboards: z.array(z.unknown()).nullish() });
const jupyter = z.looseObject({
  nbformat: z.literal(4),
  cells: z.array(jupyterCell),
  metadata: z.looseObject({ [NOTEBOOK]: own.optional().catch(undefined) }).default({}),
});

/** A notebook in JUPYTER format (nbformat 4), which includes outputs. */
export interface JupyterFile extends CellFile {
  /** One for each cell. */
  readonly outputs: readonly CellOutput[];
  /** Whether it contains outputs, widgets or dashboards, which the SOURCE format cannot hold. */
  readonly holdsMore: boolean;
  /** Indexes of Markdown cells, whose magic line this format does not keep. */
  readonly markdown: ReadonlySet<number>;
}

/** Parses a .ipynb file; `undefined` if the text is not one. */
export function readJupyter(text: string): JupyterFile | undefined {
  const document = jupyter.safeParse(parsedJson(text)).data;
  if (document === undefined) return undefined;
  const { cells, metadata } = document;
  const { widgets, dashboards } = metadata[NOTEBOOK] ?? {};
  const found = elementsOf(text, "cells");
  if (found?.elements.length !== cells.length) return undefined;
  const { open, elements } = found;
  const [first, last] = [elements[0]?.from ?? open, elements.at(-1)?.to ?? open];
  const gaps = elements.slice(1).map(({ from }, index) => text.slice(elements[index]?.to ?? from, from));
  const bodies = elements.map(({ from, to }) => text.slice(from, to));
  const withIds = cells.some(({ id }) => id);
  const plain = ({ cell_type, attachments }: JupyterCell) => cell_type === "markdown" && attachments === undefined;
  return {
    head: text.slice(0, first),
    start: text.slice(0, first),
    bodies,
    gaps,
    tail: text.slice(last),
    gap: gaps[0] ?? ",\n",
    cells: cells.map(cellFrom),
    outputs: cells.map(({ outputs }) => readOutputs(outputs ?? [])),
    holdsMore:
      cells.some(({ outputs }) => (outputs ?? []).length > 0) ||
      Object.keys(widgets ?? {}).length > 0 ||
      (dashboards ?? []).length > 0,
    markdown: new Set(cells.flatMap((cell, index) => (plain(cell) ? [index] : []))),
    print(cell, replaces = -1) {
      const old = cells[replaces];
      const retitled = old && cell.source === cellFrom(old).source ? withTitle(bodies[replaces] ?? "", old, cell) : "";
      return retitled || print(cell, old, withIds);
    },
  };
}

function cellFrom({ cell_type, source, metadata }: JupyterCell): NotebookCell {
  const { title, showTitle } = metadata[CELL] ?? {};
  const shown = title && showTitle !== false ? { title } : {};
  return { source: cell_type === "code" || source.startsWith("%") ? source : `%md\n${source}`, ...shown };
}

const metadataOf = (old: JupyterCell | undefined, title: string) => ({
  ...old?.metadata,
  [CELL]: { ...old?.metadata[CELL], showTitle: title !== "", title },
});

/** The same cell with another title; its outputs stay byte for byte the same. */
function withTitle(body: string, old: JupyterCell, { title = "" }: NotebookCell): string | undefined {
  const place = memberOf(body, "metadata");
  return place && body.slice(0, place.from) + JSON.stringify(metadataOf(old, title)) + body.slice(place.to);
}

function print({ source, title = "" }: NotebookCell, old: JupyterCell | undefined, withIds: boolean): string {
  const metadata = metadataOf(old, title);
  const id = withIds ? { id: old?.id ?? randomUUID().slice(0, 8) } : {};
  // Markdown that begins with a magic of its own would be read as a cell of that magic.
  const prose = /^%md\r?\n((?!%)[\s\S]*)$/.exec(source)?.[1];
  // Images pasted into Markdown, to which its text refers.
  const pasted = old?.attachments === undefined ? {} : { attachments: old.attachments };
  if (prose !== undefined)
    return JSON.stringify({ cell_type: "markdown", ...id, metadata, ...pasted, source: sourceLines(prose) });
  const nothingRan = { execution_count: null, outputs: [] };
  return JSON.stringify({ cell_type: "code", ...id, ...nothingRan, metadata, source: sourceLines(source) });
}

const sourceLines = (text: string): string[] => (text === "" ? [] : text.split(/(?<=\n)/));
