import * as z from "zod";
import { cellLanguage, type NotebookCell } from "../../api/workspace/cells/cell.ts";
import { type CellDifference, compareCells } from "../../api/workspace/cells/compare.ts";
import type { CellOutput } from "../../api/workspace/cells/outputs.ts";
import { readWithOutputs } from "../../api/workspace/cells/stored.ts";
import { ToolError } from "../../core/errors.ts";
import { count, text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { view } from "../../core/view.ts";
import { attachPicture, pictureBudget } from "../pictures.ts";
import { openNotebook } from "./notebook-open.ts";
import { notebooks } from "./notebooks-toolset.ts";

const cellView = view(
  {
    index: z.number(),
    language: z.string(),
    title: text,
    source: z.string(),
    output: text,
    error: text,
    images: count.describe("attached, in order"),
  },
  (index: number, language: string, { source, title }: NotebookCell, result?: CellOutput) => ({
    index,
    language,
    title,
    source,
    output: result?.output,
    error: result?.error,
    images: result?.images?.length,
  }),
);

/** A cell of both notebooks, or of one of them. */
const differenceView = view({ cell: count, other_cell: count, diff: z.string() }, (one: CellDifference) => ({
  cell: one.cell,
  other_cell: one.other_cell,
  diff: one.diff,
}));

export const readNotebook = notebooks.tool({
  name: "read_notebook",
  title: "Read a notebook's cells",
  description:
    "Returns the cells of a notebook, numbered from 0, and the version that edits require. For the source as one text, use read_file.",
  access: "read",
  untrusted: "code",
  input: z
    .strictObject({
      path: params.workspacePath,
      cells: z
        .string()
        .refine((range) => rangeOf(range) !== undefined, 'must be a cell or a range of cells, e.g. "4" or "2-5"')
        .optional()
        .describe('Cell or range of cells, e.g. "4" or "2-5"; default all'),
      outputs: z.boolean().default(false).describe("Include shortened outputs, and images"),
      compare_with: params.workspacePath.optional().describe("Notebook to compare with: only differences are returned"),
    })
    .refine(({ compare_with, cells, outputs }) => compare_with === undefined || (cells === undefined && !outputs), {
      path: ["compare_with"],
      message: "compares the source of all cells: leave out cells and outputs",
    }),
  output: z.object({
    path: z.string(),
    language: z.string(),
    version: z.string(),
    total_cells: z.number(),
    note: text,
    cells: z.array(cellView.schema).optional(),
    compared_with: text,
    differences: z.array(differenceView.schema).optional().describe("- only in path, + only in compared_with"),
  }),
  async run(ctx, { path, cells, outputs, compare_with }) {
    const notebook = await openNotebook(ctx, path);
    const all = notebook.file.cells;
    const about = {
      path: notebook.path,
      language: notebook.language,
      version: notebook.version,
      total_cells: all.length,
    };
    if (compare_with !== undefined) {
      const other = await openNotebook(ctx, compare_with);
      const differences = compareCells(all, other.file.cells).map(differenceView);
      return {
        ...about,
        note: differences.length === 0 ? SAME : undefined,
        cells: undefined,
        compared_with: other.path,
        differences,
      };
    }
    const { from, to } = requestedCells(cells, all.length);
    const rich = outputs ? await readWithOutputs(ctx.client, notebook.path) : undefined;
    const matched = rich?.cells.length === all.length ? rich.outputs : undefined;
    const budget = pictureBudget();
    for (const image of (matched ?? []).slice(from, to + 1).flatMap(({ images = [] }) => images)) {
      attachPicture(ctx, image, budget);
    }
    return {
      ...about,
      compared_with: undefined,
      differences: undefined,
      note: outputs && !matched ? UNMATCHED : undefined,
      cells: all.slice(from, to + 1).map((cell, offset) => {
        const index = from + offset;
        return cellView(index, cellLanguage(cell.source, notebook.language), cell, matched?.[index]);
      }),
    };
  },
  text: ({ path, language, version, total_cells, note, cells = [], compared_with, differences = [] }) =>
    [
      `${path}, ${language}, ${total_cells} cells, version ${version}`,
      ...(compared_with ? [`- ${path}`, `+ ${compared_with}`] : []),
      ...(note ? [note] : []),
      ...differences.flatMap(({ cell, other_cell, diff }) => [
        cell === undefined
          ? `[${other_cell}] added`
          : other_cell === undefined
            ? `[${cell}] removed`
            : `[${cell}] → [${other_cell}]`,
        diff,
      ]),
      ...cells.flatMap((cell) => [
        `[${cell.index}] ${cell.language}${cell.title ? ` "${cell.title}"` : ""}`,
        cell.source,
        ...(cell.output ? [`→ ${cell.output}`] : []),
        ...(cell.images ? [`→ ${cell.images} ${cell.images === 1 ? "image" : "images"}`] : []),
        ...(cell.error ? [`✗ ${cell.error}`] : []),
      ]),
    ].join("\n"),
});

const SAME = "Both notebooks have the same cells.";

const UNMATCHED =
  "The outputs of this notebook cannot be assigned to its cells. Read them with export_notebook and format JUPYTER.";

/** The first and last cell of `4` or `2-5`, or `undefined` if the text is neither. */
function rangeOf(range: string): { from: number; to: number } | undefined {
  const [, first, last = first] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(range) ?? [];
  if (first === undefined || last === undefined || Number(last) < Number(first)) return undefined;
  return { from: Number(first), to: Number(last) };
}

function requestedCells(range: string | undefined, count: number): { from: number; to: number } {
  const { from, to } = (range === undefined ? undefined : rangeOf(range)) ?? { from: 0, to: count - 1 };
  if (from < count) return { from, to: Math.min(to, count - 1) };
  throw new ToolError(`Cell ${from} does not exist. The notebook has cells 0 to ${count - 1}.`);
}
