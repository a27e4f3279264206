import { sameCell } from "./cell.ts";
import { arrange, type CellFile, cellOf, type Slot } from "./cell-file.ts";
import { trimmed } from "./source.ts";

/** One edit; every index is the cell's as it was read, whatever the other edits do. */
export interface Edit {
  readonly replace?: number | undefined;
  readonly delete?: number | undefined;
  /** Before this cell; the number of cells is the end. */
  readonly insert?: number | undefined;
  readonly move?: number | undefined;
  /** Where a moved cell goes: before this cell. */
  readonly to?: number | undefined;
  readonly source?: string | undefined;
  readonly title?: string | undefined;
}

const KINDS = ["replace", "insert", "delete", "move"] as const;
export const kindOf = (edit: Edit): (typeof KINDS)[number] | undefined => {
  const given = KINDS.filter((kind) => edit[kind] !== undefined);
  return given.length === 1 ? given[0] : undefined;
};

/** What is wrong with an edit by itself; `undefined` when nothing is. */
export function malformed(edit: Edit): string | undefined {
  const kind = kindOf(edit);
  const says = edit.source !== undefined || edit.title !== undefined;
  if (kind === undefined) return "needs exactly one of replace, insert, delete and move";
  if (kind === "insert" && edit.source === undefined) return "insert needs a source";
  if (kind === "replace" && !says) return "replace needs a source or a title";
  if ((kind === "delete" || kind === "move") && says) return `${kind} takes no source and no title`;
  return (kind === "move") === (edit.to === undefined) ? "move needs to, and only move takes it" : undefined;
}

/** The cells as the edits want them, or why they cannot be carried out together. Inserts in one place keep their order. */
export function planEdits(edits: readonly Edit[], count: number): readonly Slot[] | { readonly problem: string } {
  const own: (Slot | undefined)[] = Array.from({ length: count }, (_, index) => index);
  const before: Slot[][] = Array.from({ length: count + 1 }, () => []);
  const named = new Set<number>();
  for (const edit of edits) {
    const cell = edit.replace ?? edit.delete ?? edit.move;
    const place = edit.insert ?? edit.to;
    const out = cell !== undefined && cell >= count ? cell : place !== undefined && place > count ? place : undefined;
    if (out !== undefined) return { problem: `There is no cell ${out}: the notebook has ${count}, counted from 0.` };
    if (cell !== undefined && named.has(cell)) return { problem: `Two edits name cell ${cell}: one edit a cell.` };
    if (cell !== undefined) {
      named.add(cell);
      own[cell] = edit.replace === undefined ? undefined : { replaces: cell, ...textOf(edit) };
    }
    if (place !== undefined) before[place]?.push(edit.move ?? textOf(edit));
  }
  return before.flatMap((slots, index) => [...slots, ...[own[index]].filter((slot) => slot !== undefined)]);
}

const textOf = ({ source, title }: Edit) => ({
  ...(source === undefined ? {} : { source: trimmed(source) }),
  ...(title === undefined ? {} : { title: title.trim() }),
});

/**
 * The text of a notebook with its cells as `slots` have them, or the index of the cell that would not be read back as
 * it was meant, such as one with a line that parts cells.
 */
export function applySlots(
  file: CellFile,
  slots: readonly Slot[],
  read: (text: string) => CellFile | undefined,
): { readonly text: string } | { readonly unwritable: number } {
  const text = arrange(file, slots);
  const cells = read(text)?.cells ?? [];
  const wanted = slots.length === 0 ? cells.map(() => ({ source: "" })) : slots.map((slot) => cellOf(file, slot));
  const wrong = wanted.findIndex((cell, index) => !sameCell(cell, cells[index]));
  if (wrong !== -1 || cells.length !== wanted.length) return { unwritable: wrong === -1 ? wanted.length - 1 : wrong };
  return { text };
}
