import { type Code, emptied, reachable, readModule } from "./wasm.ts";

// The rasteriser draws the charts of this server and nothing else: SVG text without pictures inside, and one TrueType font.
// Its WebAssembly also decodes JPEG, GIF and PNG, compressed SVG and WOFF2 fonts, writes SVG and measures boxes. Functions
// that only such uses reach are emptied here, which saves a seventh of the packed module. Everything else keeps its bytes.

/** Exports that the program calls, and those that its glue calls for them. */
const USED =
  /^(__wbindgen_\w+|resvg_(new|render|width|height)|renderedimage_(asPng|width|height)|__wbg_(resvg|renderedimage)_free)$/;

/** The dictionary of the compression in WOFF2 fonts starts with this text. */
const DICTIONARY = { text: "timedownlifeleft", bytes: 122_784 };

/** Texts of functions that never run for a chart, by what they do. */
const UNUSED = {
  pictures: "invalid length in DQT",
  addressesOfPictures: "plaincharset",
  compressedSvg: "corrupt deflate stream",
  woff2: DICTIONARY.text,
  optionFitTo: "valuevariant identifier",
  optionCrop: "toprightbottom",
};

/** The last code point, and the number that compilers use for "no character". They are not addresses. */
const CODE_POINTS = [0x10ffff, 0x110000];

/**
 * Empties what no chart uses.
 * @throws {Error} for a module that this file was not written for, such as another version of the package
 */
export function withoutUnused(wasm: Uint8Array): Uint8Array {
  const module = readModule(wasm);
  const { codes, data } = module;
  const bytes = Buffer.from(wasm);
  const find = (text: string) => {
    for (const { address, from, to } of data) {
      const at = bytes.subarray(from, to).indexOf(text);
      if (at >= 0) return { address: address + at, at: from + at };
    }
    throw new Error(`The rasteriser does not contain "${text}".`);
  };
  const usersOf = (isUsed: (number: number) => boolean, among: readonly Code[]) =>
    among.filter(({ numbers }) => numbers.some(isUsed)).map(({ index }) => index);

  const unused = Object.values(UNUSED).flatMap((text) => {
    const { address } = find(text);
    const users = usersOf((number) => number === address, codes);
    if (users.length === 0) throw new Error(`No function of the rasteriser uses "${text}".`);
    return users;
  });
  const kept = reachable(module, (name) => USED.test(name), unused);

  const dictionary = find(DICTIONARY.text);
  const isInside = (number: number) =>
    number >= dictionary.address && number < dictionary.address + DICTIONARY.bytes && !CODE_POINTS.includes(number);
  const users = usersOf(
    isInside,
    codes.filter(({ index }) => kept.has(index)),
  );
  if (users.length > 0) throw new Error("A function of the rasteriser that is kept uses the dictionary.");
  bytes.fill(0, dictionary.at, dictionary.at + DICTIONARY.bytes);
  return emptied(
    bytes,
    codes.filter(({ index }) => !kept.has(index)),
  );
}
