/** A rectangle in cells of a grid or in units of the picture, from the upper left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Measures of the picture. A unit is 1.25 pixels, so that text is still readable at a width of 800 pixels. */
export const SHEET = { width: 960, maxHeight: 1280, margin: 16, gap: 12, header: 58, scale: 1.25 } as const;

/** Height of a row: the usual one if there is room, and never below the minimum. */
const ROW = { usual: 48, min: 26 } as const;

/** The panels of a picture in its units. */
export interface SheetLayout {
  /** In the order of the places; undefined for a panel that begins below the end of the picture. */
  readonly boxes: readonly (Box | undefined)[];
  readonly height: number;
}

/** Lays out places of a grid with `columns` columns on the picture. Empty rows are removed. */
export function layOut(places: readonly Box[], columns: number): SheetLayout {
  const { width, maxHeight, margin, gap, header } = SHEET;
  const rowOf = withoutEmptyRows(places);
  const rows = Math.max(1, ...places.map(({ y, height }) => rowOf(y) + height));
  const room = maxHeight - header - margin;
  const row = Math.min(ROW.usual, Math.max(ROW.min, room / rows));
  const column = (width - 2 * margin + gap) / Math.max(1, columns);
  const boxes = places.map((place) => {
    const top = rowOf(place.y) * row;
    const height = Math.min(place.height * row, room - top + gap) - gap;
    if (height < ROW.min - gap) return undefined;
    return { x: margin + place.x * column, y: header + top, width: place.width * column - gap, height };
  });
  const bottom = Math.max(header + ROW.usual, ...boxes.flatMap((box) => (box ? [box.y + box.height] : [])));
  return { boxes, height: Math.ceil(bottom + margin) };
}

/** Maps row numbers to those without empty rows. */
function withoutEmptyRows(places: readonly Box[]): (row: number) => number {
  const shifts: { from: number; by: number }[] = [];
  let end = 0;
  let shift = 0;
  for (const { y, height } of places.toSorted((one, other) => one.y - other.y)) {
    if (y > end) {
      shift += y - end;
      shifts.push({ from: y, by: shift });
    }
    end = Math.max(end, y + height);
  }
  return (row) => row - (shifts.findLast(({ from }) => from <= row)?.by ?? 0);
}
