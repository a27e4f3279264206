import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Panel, type PanelBody, sheetSvg } from "../../src/charts/panels.ts";
import { layOut, SHEET } from "../../src/charts/panels-layout.ts";
import { rasterise } from "../../src/charts/raster.ts";

const place = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });
const panel = (body: PanelBody, title = "", at = place(0, 0, 6, 6)): Panel => ({ title, place: at, body });
const sheet = (...panels: Panel[]) => sheetSvg({ title: "Sales", subtitle: "Overview", columns: 6, panels });
const words = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text = ""]) => text);

describe("the layout of panels", () => {
  test("places them in the cells of their grid, without overlap, inside the picture", () => {
    const { boxes, height } = layOut([place(0, 0, 4, 3), place(4, 0, 2, 3), place(0, 3, 6, 1)], 6);
    const [left, right, below] = boxes;
    if (!left || !right || !below) throw new Error("not drawn");
    expect(left.x).toBe(SHEET.margin);
    expect(right.x - (left.x + left.width)).toBeCloseTo(SHEET.gap);
    expect(right.x + right.width).toBeCloseTo(SHEET.width - SHEET.margin);
    expect(below.y - (left.y + left.height)).toBeCloseTo(SHEET.gap);
    expect(height).toBeGreaterThan(below.y + below.height);
  });

  test("empty rows are removed", () => {
    const [near] = layOut([place(0, 0, 6, 1), place(0, 1, 6, 1)], 6).boxes.slice(1);
    const [far] = layOut([place(0, 7, 6, 1), place(0, 5000, 6, 1)], 6).boxes.slice(1);
    expect(far).toEqual(near);
  });

  test("shrinks a long page, and leaves out panels below the end of the picture", () => {
    const rows = (count: number) =>
      layOut(
        Array.from({ length: count }, (_, y) => place(0, y * 4, 6, 4)),
        6,
      );
    expect(rows(8).boxes.every(Boolean)).toBe(true);
    const long = rows(40);
    expect(long.boxes[0]).toBeDefined();
    expect(long.boxes.at(-1)).toBeUndefined();
    expect(long.height).toBeLessThanOrEqual(SHEET.maxHeight);
  });
});

describe("a sheet", { timeout: 60_000 }, () => {
  test("is 1200 pixels wide and at most 1600 high", async () => {
    const many = Array.from({ length: 30 }, (_, y) =>
      panel({ kind: "counter", value: "1" }, "n", place(0, y * 9, 6, 9)),
    );
    const png = Buffer.from(await rasterise(await sheet(...many)));
    expect(png.readUInt32BE(16)).toBe(1200);
    expect(png.readUInt32BE(20)).toBeGreaterThan(1500);
    expect(png.readUInt32BE(20)).toBeLessThanOrEqual(1600);
  });

  test("draws counters, notes and text as text", async () => {
    const svg = await sheet(
      panel({ kind: "counter", value: "€2.22M", label: "this year" }, "Revenue"),
      panel({ kind: "note", text: "Not drawn: widgets of type pivot.", alarming: false }, "Pivot", place(0, 6, 6, 3)),
      panel({ kind: "text", text: "# Head\n- **one**\n\n[a link](https://example.com)" }, "", place(0, 9, 6, 3)),
    );
    expect(words(svg)).toEqual(
      expect.arrayContaining([
        "Revenue",
        "€2.22M",
        "this year",
        "Not drawn: widgets of type pivot.",
        "Head",
        "• one",
        "a link",
      ]),
    );
  });

  test("draws the first rows and columns of a table and their total number", async () => {
    const table = (count: number, total: number): PanelBody => ({
      kind: "table",
      columns: Array.from({ length: 20 }, (_, at) => ({ label: `c${at}`, numeric: at > 0 })),
      rows: Array.from({ length: count }, (_, row) => Array.from({ length: 20 }, (_, at) => `${row}.${at}`)),
      total,
      more: total > count,
    });
    const svg = await sheet(panel(table(40, 1000), "Orders"));
    expect(words(svg)).toEqual(expect.arrayContaining(["c0", "0.0", "0.11"]));
    expect(words(svg)).toContain("8 of 1,000+ rows, 8 more columns");
  });

  test("gives two charts different ids", async () => {
    const chart: PanelBody = {
      kind: "chart",
      chart: {
        kind: "area",
        x: { type: "value" },
        y: {},
        series: [
          {
            name: "a",
            points: [
              [0, 1],
              [1, 2],
            ],
          },
        ],
      },
    };
    const svg = await sheet(panel(chart), panel(chart, "", place(0, 6, 3, 6)));
    const ids = [...svg.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.length).toBeGreaterThan(1);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, used] of svg.matchAll(/url\(#([^)]+)\)/g)) expect(ids).toContain(used);
  });

  test("X01 X02 text written by users stays text: no markup, no hidden characters, and the picture is drawn", async () => {
    const nasty = fc.oneof(
      fc.string({ unit: "binary", maxLength: 60 }),
      fc.constantFrom(
        '<script>alert(1)</script>"&',
        "]]>\u202e\u200b\u0000\ud800",
        "__proto__",
        "x".repeat(3000),
        "a_".repeat(500),
      ),
    );
    await fc.assert(
      fc.asyncProperty(nasty, nasty, fc.integer({ min: 1, max: 5 }), async (text, other, height) => {
        const at = (y: number) => place(0, y, 2, height);
        const svg = await sheetSvg({
          title: text,
          subtitle: other,
          columns: 6,
          panels: [
            panel({ kind: "counter", value: text, label: other }, text, at(0)),
            panel({ kind: "text", text: `# ${text}\n${other}` }, "", at(5)),
            panel({ kind: "note", text: other, alarming: true }, text, at(10)),
            panel(
              { kind: "table", columns: [{ label: text, numeric: true }], rows: [[other]], total: 1, more: false },
              other,
              at(15),
            ),
            panel(
              {
                kind: "chart",
                chart: {
                  kind: "bar",
                  x: { type: "category", label: other },
                  y: {},
                  series: [{ name: text, points: [[other, 1]] }],
                },
              },
              other,
              at(20),
            ),
          ],
        });
        expect(svg).not.toMatch(/<script|(?!\n)\p{Cc}|\p{Cf}/u);
        const png = await rasterise(svg);
        expect(png.length).toBeGreaterThan(1000);
      }),
      { numRuns: 15 },
    );
  });
});
