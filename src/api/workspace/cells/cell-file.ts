import type { NotebookCell } from "./cell.ts";

/**
 * A notebook's text, split so that joining the parts gives the same bytes:
 * `head + bodies[0] + gaps[0] + bodies[1] + … + tail`. Cells without an edit keep their bytes.
 */
export interface CellFile {
  readonly head: string;
  readonly bodies: readonly string[];
  /** The text between neighbouring cells: one fewer than `bodies`. */
  readonly gaps: readonly string[];
  readonly tail: string;
  /** Replaces `head` when cells were changed. */
  readonly start: string;
  /** The text between cells that were not neighbours before. */
  readonly gap: string;
  readonly cells: readonly NotebookCell[];
  /** The body of a new cell, or of one that replaces cell `replaces`. */
  print(cell: NotebookCell, replaces?: number): string;
}

/** A cell of the edited notebook: an unchanged one by its old index, a replacement for `replaces`, or a new one. */
export type CellSlot = number | (Partial<NotebookCell> & { readonly replaces?: number });

/** The cell in a slot. A replacement without title or source keeps that of the old cell. */
export function cellOf({ cells }: CellFile, slot: CellSlot): NotebookCell {
  if (typeof slot === "number") return cells[slot] ?? { source: "" };
  const old = slot.replaces === undefined ? undefined : cells[slot.replaces];
  const title = slot.title ?? old?.title ?? "";
  return { source: slot.source ?? old?.source ?? "", ...(title === "" ? {} : { title }) };
}

/** The text of the notebook with the cells in `slots`. If no cell changed, it is byte for byte the text that was read. */
export function joinCells(file: CellFile, slots: readonly CellSlot[]): string {
  const { head, start, tail, bodies, gaps, gap } = file;
  const unchanged = slots.length === bodies.length && slots.every((slot, index) => slot === index);
  const parts = slots.map((slot, index) => {
    const body = typeof slot === "number" ? bodies[slot] : file.print(cellOf(file, slot), slot.replaces);
    const before = slots[index - 1];
    const together = typeof before === "number" && slot === before + 1;
    return (index === 0 ? "" : ((together ? gaps[before] : undefined) ?? gap)) + (body ?? "");
  });
  return (unchanged ? head : start) + parts.join("") + tail;
}
