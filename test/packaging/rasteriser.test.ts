import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type * as Package from "@resvg/resvg-wasm";
import { expect, test } from "vitest";
import { withoutUnused } from "../../scripts/build/rasteriser.ts";
import { ASSETS } from "../../src/assets.ts";

const require = createRequire(import.meta.url);
const whole = readFileSync(require.resolve(ASSETS.rasteriser));
const font = readFileSync(require.resolve(ASSETS.font));

/** Draws with this module, as base64. Each one has a copy of the package's code. */
async function rasteriser(wasm: Uint8Array): Promise<(svg: string) => string> {
  delete require.cache[require.resolve("@resvg/resvg-wasm")];
  const { initWasm, Resvg }: typeof Package = require("@resvg/resvg-wasm");
  await initWasm(wasm);
  const options = { background: "#fff", font: { fontBuffers: [font], defaultFontFamily: "Inter" } };
  return (svg) => {
    const drawing = new Resvg(svg, options);
    const image = drawing.render();
    const png = Buffer.from(image.asPng()).toString("base64");
    image.free();
    drawing.free();
    return png;
  };
}

const svgOf = (content: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="120" viewBox="0 0 300 120">${content}</svg>`;

// A one-pixel GIF.
const PICTURE = `<image width="1" height="1" href="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs="/>`;

const SHAPES = `<defs><linearGradient id="g"><stop offset="0" stop-color="rgba(1,2,3,.5)"/><stop offset="1" stop-color="#fff"/></linearGradient>
<radialGradient id="r"><stop offset="0" stop-color="red"/><stop offset="1" stop-color="hsl(120,50%,50%)"/></radialGradient>
<pattern id="p" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="4" height="4"/></pattern>
<clipPath id="c"><circle cx="60" cy="60" r="50"/></clipPath><mask id="m"><rect width="90" height="90" fill="url(#g)"/></mask></defs>
<g clip-path="url(#c)" opacity=".7"><rect x="5" y="5" rx="4" width="90" height="50" fill="url(#g)" stroke="#123" stroke-dasharray="4 2"/></g>
<g mask="url(#m)"><ellipse cx="80" cy="40" rx="20" ry="10" fill="url(#p)"/><polygon points="1,2 30,4 50,60" fill="url(#r)"/></g>
<path d="M0 0L10 10H40V60C10 20 30 40 50 60S10 10 20 20Q1 2 3 4T5 6A10 20 30 1 0 100 100Z" fill-rule="evenodd" stroke-linejoin="round"/>
<g style="mix-blend-mode:multiply"><polyline points="1,2 90,70 200,20" fill="none" stroke="blue" stroke-linecap="square" transform="rotate(9) skewX(3)"/></g>`;

const TEXTS = [
  "Sales & profit: éàü ß ŁŞ 0.5 %",
  "Привет, Ελληνικά, Việt Nam, ﬁ",
  "שלום עולם مرحبا بالعالم",
  "नमस्ते दुनिया ไทยภาษา ខ្មែរ မြန်မာ",
  "한국어 日本語 中文 ᠮᠣᠩᠭᠣᠯ",
  "😀👩‍👩‍👧🇩🇪 a\u0301 \u202eevil\u200b",
];

test("the built rasteriser draws what the package draws, and is smaller", async () => {
  const cut = withoutUnused(whole);
  expect(cut.length).toBeLessThan(2_150_000);
  const svgs = [
    svgOf(SHAPES),
    ...TEXTS.map((text) =>
      svgOf(
        `<text x="5" y="30" font-size="14" font-weight="bold">${text.replaceAll("&", "&amp;")}</text><text x="150" y="60" text-anchor="middle" transform="rotate(20)" letter-spacing="1" text-decoration="underline" fill-opacity=".5">${text.slice(0, 5)} <tspan dy="9">x</tspan></text>`,
      ),
    ),
    svgOf(""),
  ];
  const expected = svgs.map(await rasteriser(whole));
  expect(svgs.map(await rasteriser(cut))).toEqual(expected);
});

test("what it cannot draw is an error and not another picture", async () => {
  const draw = await rasteriser(withoutUnused(whole));
  expect(() => draw(svgOf(PICTURE))).toThrow("unreachable");
  expect(() => draw("<svg")).toThrow("SVG data parsing failed");
});

test("another module is refused", () => {
  const other = Buffer.from(whole);
  other.write("another", other.indexOf("corrupt deflate stream"));
  expect(() => withoutUnused(other)).toThrow('does not contain "corrupt deflate stream"');
  expect(() => withoutUnused(readFileSync(require.resolve(ASSETS.font)))).toThrow(Error);
});
