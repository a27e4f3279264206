import type { NotebookCell } from "./cell.ts";

/**
 * A notebook's text taken apart so that putting it together again gives the same bytes:
 * `head + bodies[0] + gaps[0] + bodies[1] + … + tail`. Cells that no edit names travel as the bytes they were.
 */
export interface CellFile {
  readonly head: string;
  readonly bodies: readonly string[];
  /** One fewer than bodies. */
  readonly gaps: readonly string[];
  readonly tail: string;
  /** What `head` is where the cells are no longer what they were. */
  readonly start: string;
  /** Parts cells that were not neighbours. */
  readonly gap: string;
  readonly cells: readonly NotebookCell[];
  /** The body of a new cell, or of the one that takes the place of cell `replaces`. */
  print(cell: NotebookCell, replaces?: number): string;
}

/** A cell of the result: one that stays, by its index; one that takes another's place; or a new one. */
export type Slot = number | (Partial<NotebookCell> & { readonly replaces?: number });

/** The cell a slot stands for. A replacement that leaves title or source out keeps the old one. */
export function cellOf({ cells }: CellFile, slot: Slot): NotebookCell {
  if (typeof slot === "number") return cells[slot] ?? { source: "" };
  const old = slot.replaces === undefined ? undefined : cells[slot.replaces];
  const title = slot.title ?? old?.title ?? "";
  return { source: slot.source ?? old?.source ?? "", ...(title === "" ? {} : { title }) };
}

/** The file with its cells as `slots` have them; with every cell in its place, byte for byte what was read. */
export function arrange(file: CellFile, slots: readonly Slot[]): string {
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
