import { describe, expect, test } from "vitest";
import { histogramOf } from "../../../../../sandbox/sql/spark/functions/sketches/histogram.ts";
import { HllSketch, NotASketchError } from "../../../../../sandbox/sql/spark/functions/sketches/hll.ts";
import { approximateQuantiles } from "../../../../../sandbox/sql/spark/functions/sketches/quantiles.ts";

// The expected values are those of Apache DataSketches 6.1.1 and of Spark 4.0.1's NumericHistogram.

function numbers(lgK: number, from: number, to: number): HllSketch {
  const sketch = new HllSketch(lgK);
  for (let i = from; i < to; i++) sketch.updateNumber(BigInt(i));
  return sketch;
}

function union(lgK: number, ...sketches: readonly HllSketch[]): HllSketch {
  const all = new HllSketch(lgK);
  for (const sketch of sketches) all.merge(sketch);
  return all;
}

const start = (sketch: HllSketch) => Buffer.from(sketch.toBytes().subarray(0, 48)).toString("base64");

describe("HyperLogLog sketches", () => {
  test.each([
    [4, 7, 7, 40],
    [4, 20, 19, 56],
    [12, 8, 8, 140],
    [12, 100, 100, 1036],
    [12, 385, 385, 4136],
    [12, 5_000, 4_944, 4136],
    [10, 5_000, 5_158, 1064],
    [16, 100_000, 100_242, 65_576],
  ])("2^%i registers count %i numbers as %i, in %i bytes", (lgK, count, estimate, length) => {
    const sketch = numbers(lgK, 0, count);
    expect(Math.round(sketch.estimate())).toBe(estimate);
    const bytes = sketch.toBytes();
    expect(bytes).toHaveLength(length);
    expect(HllSketch.fromBytes(bytes).estimate()).toBeCloseTo(sketch.estimate(), 6);
    expect(HllSketch.fromBytes(bytes).toBytes()).toEqual(bytes);
  });

  test("texts have the bytes of DataSketches; an empty one does not count", () => {
    const sketch = new HllSketch();
    for (const text of ["a", "b", "a", "", "äö", "0123456789abcdef", "0123456789abcdefg"])
      sketch.update(Buffer.from(text));
    expect(start(sketch)).toBe("AgEHDAMABQgvgjsECv+ABBnKwwUglCgJq3PUBwAAAAAAAAAAAAAAAA==");
  });

  test("a union counts what either has", () => {
    expect(start(union(12, numbers(12, 2, 4), numbers(12, 2, 5)))).toBe(
      "AgEHDAMAAwiGL/kNdYFmB4G8XQYAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
    );
    expect(Math.round(union(12, numbers(12, 100, 300), numbers(12, 0, 600)).estimate())).toBe(600);
    expect(Math.round(union(10, numbers(12, 0, 5), numbers(10, 0, 3_000)).estimate())).toBe(3_126);
    expect(Math.round(union(12, numbers(12, 0, 0), numbers(12, 0, 3_000)).estimate())).toBe(2_991);
    const wide = union(12, numbers(12, 0, 3_000), numbers(12, 2_000, 6_000));
    expect(start(wide)).toBe("CgEHDAAQAAoAAAAAAAAAAAAAAFCEnZtAAAAAAAAAAACzAwAAAAAAAAQEAwEAAQAB");
    // The order of the values is unknown, so the estimate is another than DataSketches' 6,035, within the error of 2 %.
    expect(Math.abs(wide.estimate() - 6_000)).toBeLessThan(120);
  });

  test.each([[[]], [[0]], [[2, 1, 7, 12, 3, 0, 1, 8]], [[2, 1, 9, 12, 3, 0, 0, 8]]])("%j is not a sketch", (bytes) => {
    expect(() => HllSketch.fromBytes(Uint8Array.from(bytes))).toThrow(NotASketchError);
  });
});

describe("histograms", () => {
  const shown = (values: readonly number[], most: number) => histogramOf(values, most).map(({ x, y }) => [x, y]);
  const range = (length: number) => Array.from({ length }, (_, i) => i);

  test("values have bins of their own while there are enough", () => {
    expect(shown([1.5, 2.5, 9.25, 9.5, 20, 21], 5)).toEqual([
      [1.5, 1],
      [2.5, 1],
      [9.375, 2],
      [20, 1],
      [21, 1],
    ]);
  });

  test("equal distances are decided as Spark decides them", () => {
    expect(shown(range(100), 5)).toEqual([
      [11.999999999999998, 25],
      [36.5, 24],
      [59.99999999999999, 23],
      [84.00000000000001, 25],
      [98, 3],
    ]);
    expect(
      shown(
        range(300).map((i) => i * i),
        8,
      ),
    ).toEqual([
      [3217.6666666666665, 99],
      [15067.999999999998, 47],
      [26502.499999999996, 34],
      [39933.5, 40],
      [53405.000000000015, 23],
      [64302.49999999999, 22],
      [77627.49999999999, 28],
      [87620, 7],
    ]);
  });
});

describe("approximate quantiles", () => {
  const rows = (length: number, of: (i: number) => number) =>
    Array.from({ length }, (_, i) => ({ value: of(i), number: of(i) }));

  test("a low accuracy gives the values that Spark gives", () => {
    expect(approximateQuantiles(rows(100, Number), [0.5, 0.9], 1 / 5)).toEqual([45, 99]);
    expect(
      approximateQuantiles(
        rows(5_000, (i) => i % 17),
        [0.2, 0.4, 0.6, 0.8],
        1 / 20,
      ),
    ).toEqual([3, 6, 9, 13]);
  });

  test("few rows have their exact quantiles, and many ranks near them", () => {
    expect(approximateQuantiles(rows(10, Number), [0, 0.1, 0.5, 0.9, 1], 1e-4)).toEqual([0, 0, 4, 8, 9]);
    const [median] = approximateQuantiles(
      rows(120_000, (i) => (i * 7_919) % 120_000),
      [0.5],
      1e-3,
    );
    expect(Math.abs(Number(median) - 60_000)).toBeLessThan(120);
  });
});
