import { ASSETS, readAsset } from "../assets.ts";

/** The font for every family an SVG names; system fonts are not loaded. */
const FAMILY = "Inter";

/**
 * Renders SVG as PNG on white. The font has Latin, Greek, Cyrillic and Vietnamese; other letters show as boxes. The
 * rasteriser and the font are several megabytes and are loaded with the first picture.
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
  // WebAssembly memory is not garbage collected.
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
