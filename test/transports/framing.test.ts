import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitLines } from "../../src/transports/stdio/framing.ts";

/** The lines of `bytes` if they arrive split at `cuts`. */
function linesOf(bytes: Uint8Array, cuts: readonly number[], limit = 1_000) {
  const lines: string[] = [];
  let tooLong = 0;
  const splitter = splitLines(
    { limit, kept: 10 },
    (line) => lines.push(Buffer.from(line).toString("latin1")),
    () => ++tooLong > 0,
  );
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    splitter.push(bytes.subarray(from, cut));
    from = Math.max(from, cut);
  }
  splitter.push(bytes.subarray(from));
  splitter.end();
  return { lines, tooLong };
}

describe("splitLines", () => {
  test("S12 any split of the byte stream yields the same lines", () => {
    const stream = fc.array(fc.oneof(fc.constantFrom(0x0a, 0x0d, 0x20), fc.integer({ min: 0, max: 255 })), {
      maxLength: 200,
    });
    fc.assert(
      fc.property(stream, fc.array(fc.nat(200)), (numbers, cuts) => {
        const bytes = Uint8Array.from(numbers);
        const within = cuts.map((cut) => Math.min(cut, bytes.length));
        expect(linesOf(bytes, within, 50)).toEqual(linesOf(bytes, [], 50));
      }),
      { numRuns: 1_000 },
    );
  });

  test("S12 a message split at every byte is one line", () => {
    const bytes = Buffer.from('{"a":"é\u2028"}\r\n{"b":1}\n');
    const everywhere = [...bytes.keys()];
    expect(linesOf(bytes, everywhere)).toEqual(linesOf(bytes, []));
    expect(linesOf(bytes, everywhere).lines).toHaveLength(2);
  });

  test("blank lines are ignored, and the last line needs no newline", () => {
    expect(linesOf(Buffer.from("\n \r\n\t\nlast"), []).lines).toEqual(["last"]);
  });

  test("S11 both ends of a line over the limit are kept, for any split", () => {
    const line = Buffer.from(`begins now ${"x".repeat(500)} ends soon\nnext\n`);
    fc.assert(
      fc.property(fc.array(fc.nat(line.length), { maxLength: 20 }), (cuts) => {
        const reports: string[] = [];
        const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
        const splitter = splitLines(
          { limit: 50, kept: 10 },
          (next) => reports.push(text(next)),
          (head, tail, ended) => {
            reports.push(`${text(head)}|${text(tail)}|${ended}`);
            return false;
          },
        );
        let from = 0;
        for (const cut of [...cuts, line.length].sort((a, b) => a - b)) {
          splitter.push(line.subarray(from, cut));
          from = cut;
        }
        expect(reports).toEqual(["begins now||false", "begins now| ends soon|true", "next"]);
      }),
    );
  });

  test("S11 a line over the limit is reported once, before it ends, and the next one is read", () => {
    expect(linesOf(Buffer.from(`${"x".repeat(50)}\n`), [], 50)).toMatchObject({ tooLong: 0 });
    expect(linesOf(Buffer.from(`${"x".repeat(51)}`), [], 50)).toEqual({ tooLong: 1, lines: [] });
    expect(linesOf(Buffer.from(`${"x".repeat(500)}\nnext\n`), [100, 200, 300], 50)).toEqual({
      tooLong: 1,
      lines: ["next"],
    });
  });
});
