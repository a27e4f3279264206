/** In cells of a grid or in the picture's units, from the upper left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Units of the picture; a pixel is 4/5 of one, so that its letters can be read at 800 pixels too. */
export const SHEET = { width: 960, most: 1280, margin: 16, gap: 12, header: 58, scale: 1.25 } as const;

/** A row is this high where there is room, and shrinks to the least before anything is left out. */
const ROW = { usual: 48, least: 26 } as const;

export interface Layout {
  /** In the order of the places; nothing for one that begins below the end of the picture. */
  readonly boxes: readonly (Box | undefined)[];
  readonly height: number;
}

/** Puts cells of a grid of `columns` on a picture. Rows nothing stands in are closed up. */
export function layOut(places: readonly Box[], columns: number): Layout {
  const { width, most, margin, gap, header } = SHEET;
  const rowOf = closedUp(places);
  const rows = Math.max(1, ...places.map(({ y, height }) => rowOf(y) + height));
  const room = most - header - margin;
  const row = Math.min(ROW.usual, Math.max(ROW.least, room / rows));
  const column = (width - 2 * margin + gap) / Math.max(1, columns);
  const boxes = places.map((place) => {
    const top = rowOf(place.y) * row;
    const height = Math.min(place.height * row, room - top + gap) - gap;
    if (height < ROW.least - gap) return undefined;
    return { x: margin + place.x * column, y: header + top, width: place.width * column - gap, height };
  });
  const bottom = Math.max(header + ROW.usual, ...boxes.flatMap((box) => (box ? [box.y + box.height] : [])));
  return { boxes, height: Math.ceil(bottom + margin) };
}

/** Row numbers without the rows that nothing covers. */
function closedUp(places: readonly Box[]): (row: number) => number {
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
