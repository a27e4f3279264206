import { ASSETS, readAsset } from "./assets.ts";

/** The families an SVG may ask for all become this one: without a system there are no others. */
const FAMILY = "Inter";

/**
 * SVG as PNG, on white. Letters the font lacks (it has Latin, Greek, Cyrillic and Vietnamese) show as boxes. The
 * rasteriser and the font, megabytes unpacked, are loaded with the first picture.
 */
export async function rasterise(svg: string): Promise<Uint8Array> {
  loading ??= load();
  const { Resvg, font } = await loading.catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  const drawing = new Resvg(svg, {
    background: "#fff",
    font: {
      fontBuffers: [font],
      defaultFontFamily: FAMILY,
      sansSerifFamily: FAMILY,
      serifFamily: FAMILY,
      monospaceFamily: FAMILY,
    },
  });
  // Memory of WebAssembly is not the garbage collector's.
  try {
    const image = drawing.render();
    try {
      return image.asPng();
    } finally {
      image.free();
    }
  } finally {
    drawing.free();
  }
}

let loading: ReturnType<typeof load> | undefined;

async function load() {
  const [{ initWasm, Resvg }, wasm, font] = await Promise.all([
    import("@resvg/resvg-wasm"),
    readAsset(ASSETS.rasteriser),
    readAsset(ASSETS.font),
  ]);
  await initWasm(wasm);
  return { Resvg, font };
}
