import { createHash } from "node:crypto";
import type { Client } from "../../http/client.ts";
import { ApiError } from "../../http/errors.ts";
import { decodeText } from "../notebook.ts";
import { exportObject, importObject, type NotebookLanguage } from "../workspace.ts";
import { sameCell } from "./cell.ts";
import { type CellFile, type CellSlot, joinCells } from "./cell-file.ts";
import { applySlots } from "./edits.ts";
import { type JupyterFile, readJupyter } from "./jupyter.ts";
import { readSource } from "./source.ts";

/** A notebook as it is stored in the workspace. */
export interface StoredNotebook {
  readonly path: string;
  readonly language: NotebookLanguage;
  /** A hash of the source; outputs do not affect it. */
  readonly version: string;
  readonly file: CellFile;
}

const versionOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 12);

/**
 * The notebook's cells, or `undefined` if it is not UTF-8 text. `GET /api/2.0/workspace/export` as SOURCE
 * @throws {ApiError} `not-found`, `too-large`
 */
export async function readNotebook(
  client: Client,
  { path, language }: { path: string; language: NotebookLanguage },
): Promise<StoredNotebook | undefined> {
  const text = decodeText(await exportObject(client, { path, format: "SOURCE" }));
  return text === undefined
    ? undefined
    : { path, language, version: versionOf(text), file: readSource(text, language) };
}

/**
 * The notebook with its outputs, or `undefined` if they make it too large for an export. `GET /api/2.0/workspace/export`
 * as JUPYTER
 * @throws {ApiError} `not-found`
 */
export async function readWithOutputs(client: Client, path: string): Promise<JupyterFile | undefined> {
  const text = await exportObject(client, { path, format: "JUPYTER" }).catch((error: unknown) => {
    if (error instanceof ApiError && error.kind === "too-large") return undefined;
    throw error;
  });
  return text && readJupyter(decodeText(text) ?? "");
}

/** The saved notebook and whether its outputs were cleared, or the index of a cell that cannot be written. */
export type SavedNotebook =
  | { readonly notebook: StoredNotebook; readonly cleared: boolean }
  | { readonly unwritable: number };

/** Whether editing this notebook keeps outputs, widgets and dashboards. Languages other than Python may not survive .ipynb. */
export const keepsOutputs = ({ language }: StoredNotebook, rich: JupyterFile | undefined): rich is JupyterFile =>
  language === "PYTHON" && rich?.holdsMore === true;

/** The index of a cell in `slots` that would be read back differently, so that nothing can be written. */
export function unwritableCell({ file, language }: StoredNotebook, slots: readonly CellSlot[]): number | undefined {
  const applied = applySlots(file, slots, (text) => readSource(text, language));
  return "unwritable" in applied ? applied.unwritable : undefined;
}

/**
 * Writes the cells in `slots` and reads the notebook back. The SOURCE format is exact. If the notebook has outputs, it is
 * written as JUPYTER to keep them, and again as SOURCE if the platform turned that into other cells. The platform has no
 * conditional write: a change made since `notebook` was read is overwritten.
 * @throws {ApiError} `permission`, `too-large`
 */
export async function saveCells(
  client: Client,
  notebook: StoredNotebook,
  rich: JupyterFile | undefined,
  slots: readonly CellSlot[],
): Promise<SavedNotebook> {
  const { path, language, file } = notebook;
  const plain = applySlots(file, slots, (text) => readSource(text, language));
  if ("unwritable" in plain) return plain;
  const written = { path, language, version: versionOf(plain.text), file: readSource(plain.text, language) };
  const wanted = written.file.cells;
  if (keepsOutputs(notebook, rich)) {
    const content = Buffer.from(joinCells(rich, withMagics(slots, file, rich)));
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
 * Restores magic lines that Markdown cells lose in a Jupyter file. Where the line is more than `%md` (`%md # Title`,
 * `%md-sandbox`), the cell is written as code that begins with it, as in the source.
 */
function withMagics(slots: readonly CellSlot[], file: CellFile, rich: JupyterFile): CellSlot[] {
  return slots.map((slot) => {
    const cell = typeof slot === "number" ? slot : slot.source === undefined ? slot.replaces : undefined;
    if (cell === undefined || !rich.markdown.has(cell)) return slot;
    const source = file.cells[cell]?.source ?? "";
    if (/^%md(?:\r?\n|$)/.test(source) || !source.startsWith("%")) return slot;
    return { ...(typeof slot === "number" ? { replaces: slot } : slot), source };
  });
}
