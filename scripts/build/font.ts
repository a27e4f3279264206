import subsetFont from "subset-font";

/** The characters that pictures are drawn with: Latin, Greek, Cyrillic, punctuation, currencies, arrows, simple signs. */
const DRAWN: readonly (readonly [from: number, to: number])[] = [
  [0x20, 0x24f],
  [0x370, 0x4ff],
  [0x1e00, 0x1eff],
  [0x2000, 0x20cf],
  [0x2100, 0x22ff],
  [0x25a0, 0x25ff],
];

/** A font with these characters only, without alternative forms. */
export async function drawnFont(font: Buffer): Promise<Buffer> {
  const characters = DRAWN.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
  return subsetFont(font, String.fromCodePoint(...characters), { targetFormat: "truetype", noLayoutClosure: true });
}
