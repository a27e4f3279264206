import { sameCell } from "./cell.ts";
import { type CellFile, type CellSlot, cellOf, joinCells } from "./cell-file.ts";
import { trimmedSource } from "./source.ts";

/** One edit of a notebook. Every index is that of the cell as it was read; other edits do not shift it. */
export interface CellEdit {
  readonly replace?: number | undefined;
  readonly delete?: number | undefined;
  /** Insert before this cell; the number of cells appends. */
  readonly insert?: number | undefined;
  readonly move?: number | undefined;
  /** Move the cell before this one. */
  readonly to?: number | undefined;
  readonly source?: string | undefined;
  readonly title?: string | undefined;
}

const KINDS = ["replace", "insert", "delete", "move"] as const;
const kindOf = (edit: CellEdit): (typeof KINDS)[number] | undefined => {
  const given = KINDS.filter((kind) => edit[kind] !== undefined);
  return given.length === 1 ? given[0] : undefined;
};

/** The problem of a single edit, or `undefined` if it is well-formed. */
export function editProblem(edit: CellEdit): string | undefined {
  const kind = kindOf(edit);
  const hasText = edit.source !== undefined || edit.title !== undefined;
  if (kind === undefined) return "must have exactly one of replace, insert, delete and move";
  if (kind === "insert" && edit.source === undefined) return "insert requires source";
  if (kind === "replace" && !hasText) return "replace requires source or title";
  if ((kind === "delete" || kind === "move") && hasText) return `${kind} does not accept source or title`;
  return (kind === "move") === (edit.to === undefined) ? "move requires `to`, and only move accepts it" : undefined;
}

/**
 * The cells after the edits, or the problem if the edits cannot be combined. Cells inserted in one place keep the order of
 * their edits.
 */
export function planEdits(
  edits: readonly CellEdit[],
  count: number,
): readonly CellSlot[] | { readonly problem: string } {
  const own: (CellSlot | undefined)[] = Array.from({ length: count }, (_, index) => index);
  const before: CellSlot[][] = Array.from({ length: count + 1 }, () => []);
  const edited = new Set<number>();
  for (const edit of edits) {
    const cell = edit.replace ?? edit.delete ?? edit.move;
    const place = edit.insert ?? edit.to;
    const out = cell !== undefined && cell >= count ? cell : place !== undefined && place > count ? place : undefined;
    if (out !== undefined) return { problem: `Cell ${out} does not exist. The notebook has cells 0 to ${count - 1}.` };
    if (cell !== undefined && edited.has(cell))
      return { problem: `Cell ${cell} has two edits. Only one edit per cell is allowed.` };
    if (cell !== undefined) {
      edited.add(cell);
      own[cell] = edit.replace === undefined ? undefined : { replaces: cell, ...textOf(edit) };
    }
    if (place !== undefined) before[place]?.push(edit.move ?? textOf(edit));
  }
  return before.flatMap((slots, index) => [...slots, ...[own[index]].filter((slot) => slot !== undefined)]);
}

const textOf = ({ source, title }: CellEdit) => ({
  ...(source === undefined ? {} : { source: trimmedSource(source) }),
  ...(title === undefined ? {} : { title: title.trim() }),
});

/**
 * The text of a notebook with the cells in `slots`, or the index of the first cell that would be read back differently,
 * such as one that contains a cell separator.
 */
export function applySlots(
  file: CellFile,
  slots: readonly CellSlot[],
  read: (text: string) => CellFile | undefined,
): { readonly text: string } | { readonly unwritable: number } {
  const text = joinCells(file, slots);
  const cells = read(text)?.cells ?? [];
  const wanted = slots.length === 0 ? cells.map(() => ({ source: "" })) : slots.map((slot) => cellOf(file, slot));
  const wrong = wanted.findIndex((cell, index) => !sameCell(cell, cells[index]));
  if (wrong !== -1 || cells.length !== wanted.length) return { unwritable: wrong === -1 ? wanted.length - 1 : wrong };
  return { text };
}
