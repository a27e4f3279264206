import { createHash } from "node:crypto";
import type { Client } from "../../http/client.ts";
import { ApiError } from "../../http/errors.ts";
import { decodeText } from "../notebook.ts";
import { exportObject, importObject, type Language } from "../workspace.ts";
import { sameCell } from "./cell.ts";
import { arrange, type CellFile, type Slot } from "./cell-file.ts";
import { applySlots } from "./edits.ts";
import { type JupyterFile, readJupyter } from "./jupyter.ts";
import { readSource } from "./source.ts";

/** A notebook as it is in the workspace. */
export interface StoredNotebook {
  readonly path: string;
  readonly language: Language;
  /** Changes with any byte of the source; outputs do not count. */
  readonly version: string;
  readonly file: CellFile;
}

const versionOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 12);

/** Reads a notebook's cells; `undefined` where it is no UTF-8 text. `GET /api/2.0/workspace/export` as SOURCE. */
export async function readNotebook(
  client: Client,
  { path, language }: { path: string; language: Language },
): Promise<StoredNotebook | undefined> {
  const text = decodeText(await exportObject(client, { path, format: "SOURCE" }));
  return text === undefined
    ? undefined
    : { path, language, version: versionOf(text), file: readSource(text, language) };
}

/** The same notebook as JUPYTER, which has the outputs; `undefined` where they make it too large for an export. */
export async function readWithOutputs(client: Client, path: string): Promise<JupyterFile | undefined> {
  const text = await exportObject(client, { path, format: "JUPYTER" }).catch((error: unknown) => {
    if (error instanceof ApiError && error.kind === "too-large") return undefined;
    throw error;
  });
  return text && readJupyter(decodeText(text) ?? "");
}

export type Saved = { readonly notebook: StoredNotebook; readonly cleared: boolean } | { readonly unwritable: number };

/** Whether an edit of this notebook can keep outputs, widgets and dashboards: another language may not survive .ipynb. */
export const keepsOutputs = ({ language }: StoredNotebook, rich: JupyterFile | undefined): rich is JupyterFile =>
  language === "PYTHON" && rich?.holdsMore === true;

/**
 * Writes the cells as `slots` have them and reads back what is there then. The source form is exact; where the notebook
 * has outputs the Jupyter form keeps them, and gives way to the source form if the platform makes other cells of it.
 * The platform has no conditional write: a change made since `notebook` was read is overwritten.
 */
export async function saveCells(
  client: Client,
  notebook: StoredNotebook,
  rich: JupyterFile | undefined,
  slots: readonly Slot[],
): Promise<Saved> {
  const { path, language, file } = notebook;
  const plain = applySlots(file, slots, (text) => readSource(text, language));
  if ("unwritable" in plain) return plain;
  const written = { path, language, version: versionOf(plain.text), file: readSource(plain.text, language) };
  const wanted = written.file.cells;
  if (keepsOutputs(notebook, rich)) {
    const content = Buffer.from(arrange(rich, withMagics(slots, file, rich)));
    await importObject(client, { path, format: "JUPYTER", content, overwrite: true });
    const now = await readNotebook(client, { path, language });
    const same = now?.file.cells.every((cell, index) => sameCell(cell, wanted[index]));
    if (same && now?.file.cells.length === wanted.length) return { notebook: now, cleared: false };
  }
  await importObject(client, { path, format: "SOURCE", language, content: Buffer.from(plain.text), overwrite: true });
  const now = await readNotebook(client, { path, language });
  return { notebook: now ?? written, cleared: rich?.holdsMore ?? true };
}

/**
 * Prose of a Jupyter file has lost its magic line, which may be more than `%md` (`%md # Title`, `%md-sandbox`): where it
 * is, the cell is written as code that begins with it, as the source has it.
 */
function withMagics(slots: readonly Slot[], file: CellFile, rich: JupyterFile): Slot[] {
  return slots.map((slot) => {
    const cell = typeof slot === "number" ? slot : slot.source === undefined ? slot.replaces : undefined;
    if (cell === undefined || !rich.markdown.has(cell)) return slot;
    const source = file.cells[cell]?.source ?? "";
    if (/^%md(?:\r?\n|$)/.test(source) || !source.startsWith("%")) return slot;
    return { ...(typeof slot === "number" ? { replaces: slot } : slot), source };
  });
}
