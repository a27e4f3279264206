import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Chart } from "../../src/charts/chart.ts";
import { rasterise } from "../../src/charts/raster.ts";
import { chartSvg } from "../../src/charts/svg.ts";

type Points = Chart["series"][number]["points"];

const line = (points: Points, more: Partial<Chart> = {}): Chart => ({
  kind: "line",
  title: "Loss of two runs",
  x: { label: "step", type: "value" },
  y: { label: "loss" },
  series: [{ name: "owl", points }],
  ...more,
});

/** The texts of a drawing, in order. */
const words = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text = ""]) => text);
const strokes = (svg: string, colour = "#2563eb"): string[] =>
  [...svg.matchAll(new RegExp(`<path d="([^"]*)" fill="none" stroke="${colour}"`, "g"))].map(([, path = ""]) => path);
const dots = (svg: string): number => svg.match(/A1 1 0 1 1/g)?.length ?? 0;

describe("a chart", () => {
  test("is 800 × 450 by default", async () => {
    const chart = line([
      [0, 1],
      [1, 2],
    ]);
    const png = Buffer.from(await rasterise(await chartSvg(chart)));
    expect(png.subarray(0, 8).toString("hex")).toBe("89504e470d0a1a0a");
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([800, 450]);
    const wide = Buffer.from(await rasterise(await chartSvg(chart, { width: 1000 })));
    expect([wide.readUInt32BE(16), wide.readUInt32BE(20)]).toEqual([1000, 450]);
  });

  test("has a title and axis names in a readable size, and a legend for several series", async () => {
    const one = await chartSvg(line([[0, 1]]));
    expect(words(one)).toEqual(expect.arrayContaining(["Loss of two runs", "step", "loss"]));
    expect(words(one)).not.toContain("owl");
    const sizes = [...one.matchAll(/font-size:(\d+)px/g)].map(([, size]) => Number(size));
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(12);
    const points: Points = [
      [0, 1],
      [1, 2],
    ];
    const two = await chartSvg(
      line([], {
        series: [
          { name: "owl", points },
          { name: "fox", points },
        ],
      }),
    );
    expect(words(two)).toEqual(expect.arrayContaining(["owl", "fox"]));
  });

  test.each(["line", "bar", "scatter", "area"] as const)(
    "of kind %s is the same bytes for the same input",
    async (kind) => {
      const chart = line(
        [
          [1, 3],
          [2, null],
          [3, 4],
        ],
        { kind },
      );
      const svg = await chartSvg(chart);
      expect(await chartSvg(chart)).toBe(svg);
      expect(await rasterise(svg)).toEqual(await rasterise(svg));
    },
  );
});

describe("points", () => {
  test("a missing number is a gap, and a single point is a dot", async () => {
    const long = Array.from({ length: 60 }, (_, step) => [step, step] as const);
    const svg = await chartSvg(line([...long, [60, Number.NaN], [61, 5], [62, Number.POSITIVE_INFINITY], [63, null]]));
    expect(dots(svg)).toBe(1);
    expect(strokes(svg)[0]?.match(/M/g)).toHaveLength(2);
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  test("a line is drawn from left to right regardless of the order of its rows", async () => {
    const points: Points = [
      [3, 1],
      [1, 2],
      [2, 3],
    ];
    expect(await chartSvg(line(points))).toBe(
      await chartSvg(line(points.toSorted(([a], [b]) => Number(a) - Number(b)))),
    );
  });

  test("a long line is thinned but keeps its peak and its gap", async () => {
    const points = Array.from(
      { length: 200_000 },
      (_, step) => [step, step === 77_777 ? 1000 : Math.sin(step / 9)] as const,
    );
    const svg = await chartSvg(line([...points.slice(0, 150_000), [150_000, null], ...points.slice(150_001)]));
    expect(words(svg)).toContain("1000");
    expect(svg.length).toBeLessThan(60_000);
    expect(strokes(svg)[0]?.match(/M/g)).toHaveLength(2);
  });

  test("a cloud of many dots is thinned", async () => {
    const points = Array.from({ length: 50_000 }, (_, at) => [at, (at * 7919) % 1000] as const);
    expect(dots(await chartSvg(line(points, { kind: "scatter" })))).toBe(6000);
    const series = ["a", "b"].map((name) => ({ name, points: points.slice(0, 4000) }));
    expect(dots(await chartSvg(line([], { kind: "scatter", series })))).toBeLessThanOrEqual(6002);
  });

  test("a log axis leaves out values without a logarithm", async () => {
    const svg = await chartSvg(
      line(
        [
          [0, -5],
          [1, 0],
          [2, 0.001],
          [3, 100],
        ],
        { y: { log: true } },
      ),
    );
    expect(words(svg)).toEqual(expect.arrayContaining(["0.001", "1", "100"]));
    expect(dots(svg)).toBe(2);
  });
});

describe("the x axis", () => {
  test("of time reads text without a zone as UTC and names the day of hours", async () => {
    const at = (from: string, to: string) =>
      chartSvg(
        line(
          [
            [from, 1],
            [to, 2],
          ],
          { x: { label: "at", type: "time" } },
        ),
      );
    const svg = await at("2026-03-01T08:00:00", "2026-03-01 10:00:00.000");
    expect(words(svg)).toEqual(expect.arrayContaining(["08:00", "at, 2026-03-01 UTC"]));
    expect(await at("2026-03-01T09:00:00+01:00", "2026-03-01T10:00:00Z")).toBe(svg);
    expect(words(await at("2026-03-01", "2026-05-01"))).toContain("at");
  });

  test("of bars names its numbers in order", async () => {
    const svg = await chartSvg(
      line(
        [
          [2021, 4],
          [2019, 2],
          [2020, 3],
        ],
        { kind: "bar" },
      ),
    );
    expect(words(svg).filter((word) => word.startsWith("20"))).toEqual(["2019", "2020", "2021"]);
  });

  test("names all of 30 categories, slanted, with long names shortened in the middle", async () => {
    const points = Array.from({ length: 30 }, (_, at) => [`a name that is far too long, number ${at}`, at] as const);
    const named = words(await chartSvg(line(points, { kind: "bar", x: { type: "category" } })));
    expect(named.filter((word) => /^a name that.*… ?number \d+$/.test(word))).toHaveLength(30);
  });
});

describe("X02 text written by users", () => {
  const HOSTILE = [
    '</text><script>alert("1")</script>',
    "]]></style>&amp;<!--",
    "\u0000\u0008\u001b[31m\ud800\ufffe\u202ereversed\u200b",
    '" onload="x" class="zr-cls-1',
    "{a|b} {name} %s",
    ...Object.getOwnPropertyNames(Object.prototype),
    "",
  ];

  test("in titles, labels, names and categories stays text and breaks nothing", async () => {
    for (const text of HOSTILE) {
      const chart: Chart = {
        kind: "bar",
        title: text,
        x: { label: text, type: "category" },
        y: { label: text },
        series: HOSTILE.map((name) => ({ name, points: HOSTILE.map((each, at) => [each, at] as const) })),
      };
      const svg = await chartSvg(chart);
      expect(svg).not.toMatch(/<script|onload="|(?!\n)\p{Cc}|\p{Cf}|<!--/u);
      expect(encodeURIComponent(svg)).toMatch(/^%3Csvg/);
      expect((await rasterise(svg)).byteLength).toBeGreaterThan(1000);
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(Object.keys(Object)).toEqual([]);
  });

  test("series with the same name stay separate", async () => {
    const points: Points = [[0, 1]];
    const series = [
      { name: "owl", points },
      { name: "owl\u200b", points },
    ];
    expect(words(await chartSvg(line([], { series })))).toEqual(expect.arrayContaining(["owl", "owl (2)"]));
  });
});

test("any series of any kind is drawn, with only numbers as coordinates", async () => {
  const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(1.7e308, -1.7e308, 5e-324, -0, 0));
  const chart = fc.record({
    kind: fc.constantFrom("line", "bar", "scatter", "area"),
    title: fc.string({ unit: "binary" }),
    x: fc.record({ label: fc.string({ unit: "binary" }), type: fc.constantFrom("value", "category", "time") }),
    y: fc.record({ label: fc.string({ unit: "binary" }), log: fc.boolean() }),
    series: fc.array(
      fc.record({
        name: fc.string({ unit: "binary" }),
        points: fc.array(fc.tuple(fc.oneof(number, fc.string({ unit: "binary" })), fc.option(number)), {
          maxLength: 60,
        }),
      }),
      { maxLength: 14 },
    ),
  });
  await fc.assert(
    fc.asyncProperty(chart, async (drawn) => {
      const svg = await chartSvg(drawn);
      expect(svg.replaceAll(/>[^<]*</g, "><")).not.toMatch(/NaN|Infinity|undefined/);
      expect((await rasterise(svg)).byteLength).toBeGreaterThan(500);
    }),
    { numRuns: 25 },
  );
});
