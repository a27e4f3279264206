import * as z from "zod";
import { type CellEdit, editProblem, planEdits } from "../../api/workspace/cells/edits.ts";
import {
  keepsOutputs,
  readWithOutputs,
  type StoredNotebook,
  saveCells,
  unwritableCell,
} from "../../api/workspace/cells/stored.ts";
import { cleanPath } from "../../api/workspace/workspace.ts";
import type { Context } from "../../core/calls/context.ts";
import { say, unnamed } from "../../core/consent/facts.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { oneLine } from "../../text.ts";
import { findNotebook, readCells } from "./notebook-open.ts";
import { notebooks } from "./notebooks-toolset.ts";
import { workspaceObject } from "./object-facts.ts";

// Checked here, not in the schema, where five minimums would cost tokens in every session.
const index = z
  .number()
  .int()
  .refine((at) => at >= 0, "must be 0 or greater")
  .optional();

const edit = z
  .strictObject({
    replace: index.describe("Cell to replace"),
    insert: index.describe("Insert a cell before this one; total_cells appends"),
    delete: index.describe("Cell to delete"),
    move: index.describe("Cell to move"),
    to: index.describe("Move it before this cell"),
    source: z.string().optional().describe("Whole text of the cell, including a leading magic (%sql, %md …)"),
    title: z
      .string()
      .max(1000)
      .refine((title) => !/[\r\n]/.test(title), "must be one line")
      .optional()
      .describe("Cell title; empty removes it"),
  })
  .superRefine((one, ctx) => {
    const message = editProblem(one);
    if (message !== undefined) ctx.addIssue({ code: "custom", message });
  });

const rewrites = (one: CellEdit): boolean => one.replace !== undefined && one.source !== undefined;
const deletes = (one: CellEdit): boolean => one.delete !== undefined;
/** Indexes of the cells; numbers, so that none is cut off in a question. */
const cellsOf = (edits: readonly CellEdit[]): string => edits.map((one) => one.replace ?? one.delete).join(", ");

export const editNotebook = notebooks.tool({
  name: "edit_notebook",
  title: "Edit a notebook's cells",
  description:
    "Edits single cells of a notebook; all others stay byte for byte the same. Each edit replaces, inserts, deletes or moves one cell. Indexes are those of read_notebook and do not shift within a call.",
  access: {
    least: "write",
    most: "destructive",
    of: ({ edits }) => (edits.some((one) => rewrites(one) || deletes(one)) ? "destructive" : "write"),
  },
  input: z.strictObject({
    path: params.workspacePath,
    version: z.string().min(1).max(64).describe("Version of the notebook, from read_notebook"),
    edits: z.array(edit).min(1).max(500).describe("Edits, at most one per cell"),
  }),
  output: z.object({
    path: z.string(),
    version: z.string(),
    total_cells: z.number(),
    written: z.array(z.number()).describe("indexes of the cells with new text"),
    note: text,
  }),
  async affects(args, ctx) {
    const [rewritten, deleted] = [cellsOf(args.edits.filter(rewrites)), cellsOf(args.edits.filter(deletes))];
    if (rewritten + deleted === "") return unnamed("Edit", { kind: "notebook", name: cleanPath(args.path) });
    const { found, notebook, rich, slots } = await prepare(ctx, args);
    const unwritten = unwritableCell(notebook, slots);
    if (unwritten !== undefined) throw unwritable(unwritten);
    const count = notebook.file.cells.length;
    const clears = (rich?.holdsMore ?? true) && !keepsOutputs(notebook, rich);
    const texts = [
      ...(rewritten === ""
        ? []
        : [say`Of its ${count} cells, the text of these is replaced: ${{ sentence: rewritten }}.`]),
      ...(deleted === "" ? [] : [say`Of its ${count} cells, these are deleted: ${{ sentence: deleted }}.`]),
      ...(clears ? [say`The outputs of all cells are lost.`] : []),
    ];
    return {
      effect: "Edit",
      objects: [workspaceObject(found, args.path)],
      consequences: texts.map((text) => ({ reason: "loss", text })),
    };
  },
  async run(ctx, args) {
    const { notebook, rich, slots } = await prepare(ctx, args);
    const saved = await saveCells(ctx.client, notebook, rich, slots);
    if ("unwritable" in saved) throw unwritable(saved.unwritable);
    return {
      path: notebook.path,
      version: saved.notebook.version,
      total_cells: saved.notebook.file.cells.length,
      written: slots.flatMap((slot, at) => (typeof slot === "number" ? [] : [at])),
      note: saved.cleared
        ? "The outputs of all cells were cleared. Run the notebook again with run_notebook."
        : undefined,
    };
  },
});

/** The current notebook and its cells after the edits. @throws {ToolError} if it changed since `version` */
async function prepare(
  ctx: Context,
  { path, version, edits }: { path: string; version: string; edits: readonly CellEdit[] },
) {
  const found = await findNotebook(ctx, path);
  // Read before the source, so that a change in between shows in the version.
  const withOutputs = await readWithOutputs(ctx.client, found.path);
  const notebook = await readCells(ctx, found);
  if (notebook.version !== version) throw changed(notebook);
  const count = notebook.file.cells.length;
  const slots = planEdits(edits, count);
  if ("problem" in slots)
    throw new ToolError(slots.problem, { next: "Nothing was written. Correct the edits and call again." });
  return { found, notebook, slots, rich: withOutputs?.cells.length === count ? withOutputs : undefined };
}

/** The current version is not returned: edits with it and the old indexes would change other cells. */
const changed = ({ path }: StoredNotebook): ToolError =>
  new ToolError(`The notebook ${oneLine(path)} has changed since that version.`, {
    next: "Nothing was written. Call read_notebook again and adapt the edits to its current cells.",
  });

const unwritable = (at: number): ToolError =>
  new ToolError(
    `Cell ${at} cannot be stored as given, because it would be read back as other cells. Nothing was written.`,
    {
      next: "Use one edit per cell, without COMMAND, MAGIC and DBTITLE comment lines. Write a magic as %md, %sql and so on.",
    },
  );
