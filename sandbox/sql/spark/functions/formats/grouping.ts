/** `1,234,567` */
export function groupDigits(digits: string, size = 3): string {
  let grouped = digits;
  for (let at = digits.length - size; at > 0; at -= size) grouped = `${grouped.slice(0, at)},${grouped.slice(at)}`;
  return grouped;
}
