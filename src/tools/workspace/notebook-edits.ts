import * as z from "zod";
import { type Edit, malformed, planEdits } from "../../api/workspace/cells/edits.ts";
import { keepsOutputs, readWithOutputs, type StoredNotebook, saveCells } from "../../api/workspace/cells/stored.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import * as params from "../../core/params.ts";
import { oneLine } from "../../text.ts";
import { findNotebook, readFound } from "./notebook-open.ts";
import { notebooks } from "./notebooks-toolset.ts";

// Checked here, not in the schema: five bounds cost every reader what nobody needs to be told.
const index = z
  .number()
  .int()
  .refine((at) => at >= 0, "must count from 0")
  .optional();

const edit = z
  .strictObject({
    replace: index,
    insert: index.describe("Before this cell; total_cells appends"),
    delete: index,
    move: index,
    to: index.describe("move before this cell"),
    source: z.string().optional().describe("Whole cell, %sql, %md … first"),
    title: z
      .string()
      .max(1000)
      .refine((title) => !/[\r\n]/.test(title), "must be one line")
      .optional()
      .describe("Empty removes"),
  })
  .superRefine((one, ctx) => {
    const message = malformed(one);
    if (message !== undefined) ctx.addIssue({ code: "custom", message });
  });

const rewrites = (one: Edit): boolean => one.replace !== undefined && one.source !== undefined;
const deletes = (one: Edit): boolean => one.delete !== undefined;

export const editNotebook = notebooks.tool({
  name: "edit_notebook",
  title: "Edit a notebook's cells",
  description:
    "Changes cells, the others stay byte for byte. Each edit is one replace, insert, delete or move of a cell, by read_notebook's index.",
  access: {
    least: "write",
    most: "destructive",
    of: ({ edits }) => (edits.some((one) => rewrites(one) || deletes(one)) ? "destructive" : "write"),
  },
  input: z.strictObject({
    path: params.workspacePath,
    version: z.string().min(1).max(64).describe("From read_notebook"),
    edits: z.array(edit).min(1).max(500).describe("Edits"),
  }),
  output: z.object({
    path: z.string(),
    version: z.string(),
    total_cells: z.number(),
    written: z.array(z.number()).describe("where new text is now"),
    note: z.string().optional(),
  }),
  async confirm(args, ctx) {
    const { notebook, rich } = await prepare(ctx, args);
    const count = notebook.file.cells.length;
    const [rewritten, deleted] = [args.edits.filter(rewrites).length, args.edits.filter(deletes).length];
    const parts = [...(rewritten > 0 ? [`replace ${rewritten}`] : []), ...(deleted > 0 ? [`delete ${deleted}`] : [])];
    const what = `${parts.join(" and ")} of the ${count} ${count === 1 ? "cell" : "cells"}`;
    const outputs = (rich?.holdsMore ?? true) && !keepsOutputs(notebook, rich) ? ", with the outputs of all cells" : "";
    return `${what.charAt(0).toUpperCase()}${what.slice(1)} of the notebook ${oneLine(notebook.path)}? Their present text is lost${outputs}.`;
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
      ...(saved.cleared ? { note: "The outputs of all cells are cleared; run_notebook makes new ones." } : {}),
    };
  },
});

/** The notebook as it is now and the cells as it shall have them, if it is still the one the edits were made for. */
async function prepare(
  ctx: Context,
  { path, version, edits }: { path: string; version: string; edits: readonly Edit[] },
) {
  const found = await findNotebook(ctx, path);
  // Before the source, whose version then vouches for both: a change in between is seen.
  const withOutputs = await readWithOutputs(ctx.client, found.path);
  const notebook = await readFound(ctx, found);
  if (notebook.version !== version) throw changed(notebook);
  const count = notebook.file.cells.length;
  const slots = planEdits(edits, count);
  if ("problem" in slots) throw new ToolError(slots.problem, { next: "Nothing was written." });
  return { notebook, slots, rich: withOutputs?.cells.length === count ? withOutputs : undefined };
}

/** It does not tell the present version: an edit made with that and the old indexes would hit other cells. */
const changed = ({ path }: StoredNotebook): ToolError =>
  new ToolError(`The notebook ${oneLine(path)} is not at that version: it was changed since.`, {
    next: "Nothing was written. Call read_notebook again and make the edits for the cells it has now.",
  });

const unwritable = (at: number): ToolError =>
  new ToolError(`The text of what would be cell ${at} would not be read back as it is. Nothing was written.`, {
    next: "Give each cell an edit of its own, without COMMAND, MAGIC and DBTITLE comment lines; a magic is written %md.",
  });
