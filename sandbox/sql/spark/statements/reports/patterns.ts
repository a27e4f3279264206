/** The pattern of a SHOW: `*` matches anything, `|` separates alternatives, case is ignored. */
export function matching(pattern: string | undefined): (name: string) => boolean {
  if (pattern === undefined) return () => true;
  const alternatives = pattern.toLowerCase().split("|");
  return (name) => alternatives.some((one) => wildcard(one.trim().split("*"), name.toLowerCase()));
}

/** Matches the pieces in order, the first at the start and the last at the end, in linear time for any pattern. */
function wildcard(pieces: readonly string[], name: string): boolean {
  const [first = "", ...others] = pieces;
  if (others.length === 0) return name === first;
  const last = others.pop() ?? "";
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let at = first.length;
  for (const piece of others) {
    const found = name.indexOf(piece, at);
    if (found === -1 || found + piece.length > name.length - last.length) return false;
    at = found + piece.length;
  }
  return true;
}
