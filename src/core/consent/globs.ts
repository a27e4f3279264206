/**
 * Whether some text matches both patterns, in which `*` stands for any text and case does not count. A protection and
 * the name of an object are both patterns: `main.sales.*` is everything in a schema, `*.orders` a table whose schema is
 * not known.
 */
export function overlap(a: string, b: string): boolean {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  // `row[j]`: the rest of `left` from the current place overlaps the rest of `right` from `j`.
  let row = new Array<boolean>(right.length + 1).fill(false);
  for (let j = right.length; j >= 0; j--) row[j] = j === right.length || (right[j] === "*" && row[j + 1] === true);
  for (let i = left.length - 1; i >= 0; i--) {
    const below = row;
    row = new Array<boolean>(right.length + 1).fill(false);
    for (let j = right.length; j >= 0; j--) {
      if (left[i] === "*") row[j] = below[j] === true || (j < right.length && row[j + 1] === true);
      else if (right[j] === "*") row[j] = row[j + 1] === true || below[j] === true;
      else row[j] = j < right.length && left[i] === right[j] && below[j + 1] === true;
    }
  }
  return row[0] === true;
}
