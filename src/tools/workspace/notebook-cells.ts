import * as z from "zod";
import { cellLanguage } from "../../api/workspace/cells/cell.ts";
import type { CellOutput } from "../../api/workspace/cells/outputs.ts";
import { readWithOutputs } from "../../api/workspace/cells/stored.ts";
import type { Context } from "../../core/calls/context.ts";
import { ToolError } from "../../core/errors.ts";
import { text } from "../../core/fields.ts";
import * as params from "../../core/params.ts";
import { compact } from "../../records.ts";
import { attachPicture, pictureRoom } from "../pictures.ts";
import { openNotebook } from "./notebook-open.ts";
import { notebooks } from "./notebooks-toolset.ts";

export const readNotebook = notebooks.tool({
  name: "read_notebook",
  title: "Read a notebook's cells",
  description: "Returns a notebook's cells, numbered from 0, and the version edit_notebook needs.",
  access: "read",
  untrusted: "code",
  input: z.strictObject({
    path: params.workspacePath,
    cells: z
      .string()
      .refine((range) => rangeOf(range) !== undefined, 'must be a cell or a range, e.g. "4" or "2-5"')
      .optional()
      .describe('E.g. "4" or "2-5"'),
    outputs: z.boolean().default(false).describe("With outputs, shortened, and images"),
  }),
  output: z.object({
    path: z.string(),
    language: z.string(),
    version: z.string(),
    total_cells: z.number(),
    note: text,
    cells: z.array(
      z.object({
        index: z.number(),
        language: z.string(),
        title: text,
        source: z.string(),
        output: text,
        error: text,
        images: z.number().optional().describe("attached, in order"),
      }),
    ),
  }),
  async run(ctx, { path, cells, outputs }) {
    const notebook = await openNotebook(ctx, path);
    const all = notebook.file.cells;
    const { from, to } = chosen(cells, all.length);
    const room = pictureRoom();
    const rich = outputs ? await readWithOutputs(ctx.client, notebook.path) : undefined;
    const matched = rich?.cells.length === all.length ? rich : undefined;
    return {
      path: notebook.path,
      language: notebook.language,
      version: notebook.version,
      total_cells: all.length,
      ...(outputs && !matched ? { note: UNMATCHED } : {}),
      cells: all.slice(from, to + 1).map(({ source, title }, offset) => ({
        index: from + offset,
        language: cellLanguage(source, notebook.language),
        ...compact({ title }),
        source,
        ...shownOutput(ctx, room, matched?.outputs[from + offset]),
      })),
    };
  },
  text: ({ path, language, version, total_cells, note, cells }) =>
    [
      `${path}, ${language}, ${total_cells} cells, version ${version}`,
      ...(note ? [note] : []),
      ...cells.flatMap((cell) => [
        `[${cell.index}] ${cell.language}${cell.title ? ` "${cell.title}"` : ""}`,
        cell.source,
        ...(cell.output ? [`→ ${cell.output}`] : []),
        ...(cell.images ? [`→ ${cell.images} ${cell.images === 1 ? "image" : "images"}`] : []),
        ...(cell.error ? [`✗ ${cell.error}`] : []),
      ]),
    ].join("\n"),
});

const UNMATCHED = "Its outputs cannot be told apart by cell: export_notebook with format JUPYTER has them.";

function rangeOf(range: string): { from: number; to: number } | undefined {
  const [, first, last = first] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(range) ?? [];
  if (first === undefined || last === undefined || Number(last) < Number(first)) return undefined;
  return { from: Number(first), to: Number(last) };
}

function chosen(range: string | undefined, count: number): { from: number; to: number } {
  const { from, to } = (range === undefined ? undefined : rangeOf(range)) ?? { from: 0, to: count - 1 };
  if (from < count) return { from, to: Math.min(to, count - 1) };
  throw new ToolError(`There is no cell ${from}: the notebook has ${count}, counted from 0.`);
}

function shownOutput(ctx: Context, room: { left: number }, { images = [], ...said }: CellOutput = {}) {
  for (const picture of images) attachPicture(ctx, picture, room);
  return { ...said, ...(images.length > 0 ? { images: images.length } : {}) };
}
