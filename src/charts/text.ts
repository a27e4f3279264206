/** Text from the workspace with characters that are invisible or invalid in XML, line breaks included, as spaces. */
export function visibleText(text: string): string {
  const seen = text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  // The library uses texts as keys of plain objects, so `__proto__` would write to the prototype of every object.
  return seen in Object.prototype ? `${seen}\u00a0` : seen;
}

/** At most `length` characters. The middle is cut, because names of one family differ at their ends. */
export function shortened(text: string, length: number): string {
  const characters = [...visibleText(text)];
  if (characters.length <= length) return characters.join("");
  const head = Math.ceil((length - 1) * 0.6);
  return `${characters.slice(0, head).join("").trimEnd()}…${characters
    .slice(head + 1 - length)
    .join("")
    .trimStart()}`;
}

/** Names for display: shortened, never empty, and unique. */
export function shownNames(names: readonly string[], length: number): string[] {
  const used = new Set<string>();
  return names.map((name) => {
    const short = shortened(name, length) || "(no name)";
    let shown = short;
    for (let copy = 2; used.has(shown); copy++) shown = `${short} (${copy})`;
    used.add(shown);
    return shown;
  });
}

/** Advances of Inter Regular in hundredths of the font size, for ASCII starting at the space. */
const ADVANCES = (
  "28 29 47 63 64 98 64 30 36 36 50 66 29 46 29 36 63 41 61 62 65 59 62 57 62 62 29 30 66 66 66 51 " +
  "97 69 65 73 72 60 59 75 74 27 57 67 57 90 75 76 64 76 64 64 65 74 69 99 68 68 63 36 36 36 47 46 " +
  "32 56 61 57 61 58 37 61 59 24 24 55 24 88 59 60 61 61 38 53 33 59 56 82 55 56 55 43 33 43 66"
)
  .split(" ")
  .map(Number);
const OTHER_ADVANCE = 75;

/** Approximate width in pixels of a text in a font of `size` pixels. */
export function textWidth(text: string, size: number): number {
  let hundredths = 0;
  for (const character of text) hundredths += ADVANCES[(character.codePointAt(0) ?? 0) - 32] ?? OTHER_ADVANCE;
  return (hundredths * size) / 100;
}

/** The size in pixels of a CSS font such as `normal 12px Inter`. */
export const fontSizeOf = (font = ""): number => Number(/(\d+(?:\.\d+)?)px/.exec(font)?.[1] ?? 12);
