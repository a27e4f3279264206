import { cellKey, type NotebookCell } from "./cell.ts";

/** Cells of two notebooks that differ: one of each, or one that the other notebook does not have. */
export interface CellDifference {
  /** Index of the cell in the first notebook. */
  readonly cell?: number;
  /** Index of the cell in the second notebook. */
  readonly other_cell?: number;
  /** Its lines: `- ` only in the first notebook, `+ ` only in the second. Equal ones far from a difference are left out. */
  readonly diff: string;
}

/** The cells in which two notebooks differ, in order. Moved cells are removed and added. */
export function compareCells(first: readonly NotebookCell[], second: readonly NotebookCell[]): CellDifference[] {
  const found: CellDifference[] = [];
  const work: Work = { left: MAX_COMPARED };
  const [own, others] = [first.map(linesOf), second.map(linesOf)];
  const linesAt = (lines: readonly Lines[], cell: number | undefined): Lines => lines[cell ?? -1] ?? [];
  let removed: number[] = [];
  let added: number[] = [];
  const close = () => {
    const similar = (a: number, b: number) =>
      spend(work, MAX_SIMILAR) && areSimilar(linesAt(own, a), linesAt(others, b));
    for (const [cell, other_cell] of pairs(removed, added, similar)) {
      const diff = lineDiff(work, linesAt(own, cell), linesAt(others, other_cell));
      found.push({ ...(cell !== undefined && { cell }), ...(other_cell !== undefined && { other_cell }), diff });
    }
    removed = [];
    added = [];
  };
  for (const [a, b] of align(work, first.map(cellKey), second.map(cellKey))) {
    if (a !== undefined && b !== undefined) close();
    else if (a !== undefined) removed.push(a);
    else if (b !== undefined) added.push(b);
  }
  close();
  return found;
}

type Pair = readonly [first: number | undefined, second: number | undefined];

/** Removed cells with the added ones that replace them: as many as before in their order, otherwise those that are similar. */
function pairs(
  removed: readonly number[],
  added: readonly number[],
  similar: (a: number, b: number) => boolean,
): readonly Pair[] {
  if (removed.length === added.length) return removed.map((cell, at) => [cell, added[at]]);
  const found: Pair[] = [];
  let next = 0;
  for (const cell of removed) {
    const at = added.findIndex((other, index) => index >= next && similar(cell, other));
    const until = at < 0 ? next : at;
    for (const other of added.slice(next, until)) found.push([undefined, other]);
    found.push([cell, at < 0 ? undefined : added[at]]);
    next = at < 0 ? next : at + 1;
  }
  for (const other of added.slice(next)) found.push([undefined, other]);
  return found;
}

type Lines = readonly string[];

const linesOf = ({ title, source }: NotebookCell): Lines => [
  ...(title ? [`title: ${title}`] : []),
  ...source.trimEnd().split(/\r?\n/),
];

/** Whether two cells have a third of their lines in common. */
function areSimilar(first: Lines, second: Lines): boolean {
  const own = first.slice(0, MAX_SIMILAR);
  const other = new Set(second.slice(0, MAX_SIMILAR));
  return own.filter((line) => other.has(line)).length * 3 >= Math.max(own.length, other.size);
}

/** Equal lines that are shown on both sides of a difference. */
const CONTEXT = 2;

function lineDiff(work: Work, first: Lines, second: Lines): string {
  const steps = align(work, first, second);
  const differs = steps.map(([a, b]) => a === undefined || b === undefined);
  const shown = steps.map((_, at) => differs.slice(Math.max(0, at - CONTEXT), at + CONTEXT + 1).includes(true));
  return steps
    .flatMap(([a, b], at) => {
      if (!shown[at]) return shown[at - 1] || at === 0 ? ["…"] : [];
      return [a === undefined ? `+ ${second[b ?? -1]}` : `${b === undefined ? "-" : " "} ${first[a]}`];
    })
    .join("\n");
}

/** Comparisons that are left: others wait meanwhile. */
interface Work {
  left: number;
}
const MAX_COMPARED = 4_000_000;
/** Lines of two cells that are compared to see whether the cells are similar. */
const MAX_SIMILAR = 200;

function spend(work: Work, steps: number): boolean {
  if (steps > work.left) return false;
  work.left -= steps;
  return true;
}

/** Two lists side by side, along their longest common subsequence. Beyond the work left, all between equal ends is replaced. */
function align(work: Work, first: Lines, second: Lines): Pair[] {
  const most = Math.min(first.length, second.length);
  let start = 0;
  while (start < most && first[start] === second[start]) start += 1;
  let end = 0;
  while (end < most - start && first.at(-1 - end) === second.at(-1 - end)) end += 1;
  const [rows, columns] = [first.length - start - end, second.length - start - end];
  const known = spend(work, rows * columns);
  const equal = (row: number, column: number) => known && first[start + row] === second[start + column];
  // The length of the longest common subsequence from a place on.
  const common = new Uint32Array(known ? (rows + 1) * (columns + 1) : 0);
  const at = (row: number, column: number) => common[row * (columns + 1) + column] ?? 0;
  for (let row = known ? rows - 1 : -1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      common[row * (columns + 1) + column] = equal(row, column)
        ? at(row + 1, column + 1) + 1
        : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const found: Pair[] = first.slice(0, start).map((_, index) => [index, index]);
  for (let row = 0, column = 0; row < rows || column < columns; ) {
    if (row < rows && column < columns && equal(row, column)) found.push([start + row++, start + column++]);
    else if (row < rows && (column === columns || at(row + 1, column) >= at(row, column + 1)))
      found.push([start + row++, undefined]);
    else found.push([undefined, start + column++]);
  }
  for (let index = end; index > 0; index--) found.push([first.length - index, second.length - index]);
  return found;
}
