import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { DataType, type Table, tableFromIPC } from "apache-arrow";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ResultColumn } from "../../../src/api/sql/row-formats/encoder.ts";
import { ROW_FORMAT_NAMES, ROW_FORMATS } from "../../../src/api/sql/row-formats/row-formats.ts";
import type { Row } from "../../../src/api/sql/rows/rows.ts";
import { columns, inBatches, rows, whole } from "../../support/row-cells.ts";

const { csv, json_lines, arrow } = ROW_FORMATS;

const text = async (format: typeof csv | typeof json_lines, head: readonly ResultColumn[], all: readonly Row[]) =>
  (await whole(format.encode(head, inBatches(all)))).toString("utf8");
const table = async (head: readonly ResultColumn[], all: readonly Row[]) =>
  tableFromIPC(await whole(arrow.encode(head, inBatches(all))));
const named = (...names: string[]): ResultColumn[] => names.map((name) => ({ name, type: "STRING" }));
const of = (...types: string[]): ResultColumn[] => types.map((type, index) => ({ name: `c${index}`, type }));

/** The values that DuckDB, an independent reader, finds in a file. */
async function duckdb(file: Buffer | string, query: (path: string) => string): Promise<unknown[][]> {
  const folder = mkdtempSync(join(tmpdir(), "rows-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "rows");
  writeFileSync(path, file);
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  onTestFinished(() => {
    connection.closeSync();
    instance.closeSync();
  });
  return (await connection.runAndReadAll(query(path))).getRowsJson();
}

/** Reads RFC 4180 character by character; an empty field without quotes is NULL. */
function parseCsv(csv: string): (string | null)[][] {
  const records: (string | null)[][] = [];
  let record: (string | null)[] = [];
  let at = 0;
  while (at < csv.length) {
    let value: string | null = null;
    if (csv[at] === '"') {
      value = "";
      for (at++; csv[at] !== '"' || csv[at + 1] === '"'; at++) {
        if (csv[at] === '"') at++;
        value += csv[at];
      }
      at++;
    } else while (at < csv.length && csv[at] !== "," && csv[at] !== "\n") value = (value ?? "") + csv[at++];
    record.push(value);
    if (csv[at++] === ",") continue;
    records.push(record);
    record = [];
  }
  return records;
}

describe("CSV", () => {
  test("has a header, distinguishes NULL from the empty string, and quotes where necessary", async () => {
    const all = [
      ["1", null, ""],
      ['say "hi"', "a,b", "two\nlines"],
      [" padded ", "=1+1", "🧱"],
    ];
    expect(await text(csv, named("a", "b c", "d"), all)).toBe(
      'a,b c,d\n1,,""\n"say ""hi""","a,b","two\nlines"\n padded ,=1+1,🧱\n',
    );
    expect(await text(csv, named("a", "a", "a_2"), [])).toBe("a,a_2,a_2_2\n");
  });

  test("property: every value is read back", async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (all) => {
        const [header, ...records] = parseCsv(await text(csv, columns, all));
        expect(header).toEqual(columns.map(({ name }) => name));
        expect(records).toEqual(all);
      }),
    );
  });

  test("is read by DuckDB with the same values", async () => {
    const all = [
      ["1", null, ""],
      ['say "hi"', "a,b", "two\nlines\r\nthree"],
      ["9".repeat(38), "=1+1", "🧱 é"],
      [null, "NULL", '"'],
    ];
    const file = await text(csv, named("a", "b", "c"), all);
    expect(
      await duckdb(
        file,
        (path) =>
          `FROM read_csv('${path}', header=true, all_varchar=true, delim=',', quote='"', allow_quoted_nulls=false)`,
      ),
    ).toEqual(all);
  });
});

describe("JSON lines", () => {
  test("uses JSON types where they are exact", async () => {
    const head = of("BOOLEAN", "INT", "BIGINT", "DECIMAL(38,2)", "DOUBLE", "ARRAY<INT>", "STRING", "BINARY");
    const all = [
      ["true", "-7", "9007199254740991", "12.50", "1.0E10", '[1,{"a":12345678901234567890}]', "a\nb", "AAE="],
      ["false", "0", "9007199254740993", `${"9".repeat(36)}.99`, "NaN", "not JSON", '"', ""],
      [null, null, null, null, null, null, null, null],
    ];
    expect((await text(json_lines, head, all)).trimEnd().split("\n")).toEqual([
      '{"c0":true,"c1":-7,"c2":9007199254740991,"c3":12.50,"c4":1.0E10,"c5":[1,{"a":12345678901234567890}],"c6":"a\\nb","c7":"AAE="}',
      `{"c0":false,"c1":0,"c2":"9007199254740993","c3":"${"9".repeat(36)}.99","c4":"NaN","c5":"not JSON","c6":"\\"","c7":""}`,
      '{"c0":null,"c1":null,"c2":null,"c3":null,"c4":null,"c5":null,"c6":null,"c7":null}',
    ]);
    expect(await text(json_lines, named("a", "a", 'q"'), [["1", "2", "3"]])).toBe('{"a":"1","a_2":"2","q\\"":"3"}\n');
  });

  test("property: every value is read back with all digits", async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (all) => {
        const lines = (await text(json_lines, columns, all)).split("\n");
        expect(lines.pop()).toBe("");
        expect(lines).toHaveLength(all.length);
        for (const [at, line] of lines.entries()) {
          const object: Record<string, unknown> = JSON.parse(line);
          for (const [index, { name, type }] of columns.entries()) {
            const [value, expected] = [object[name], all[at]?.[index]];
            if (expected === null || expected === undefined) expect(value).toBeNull();
            else if (type === "DOUBLE") expect(Number(value)).toBe(Number(expected));
            else if (type.startsWith("DECIMAL") && typeof value === "number") expect(value.toFixed(10)).toBe(expected);
            else expect(String(value)).toBe(expected);
          }
        }
      }),
    );
  });

  test("is read by DuckDB with the same values and types", async () => {
    const all = [
      ["9223372036854775807", `${"1234567890".repeat(2)}12345678.0123456789`, 'a\n"🧱\\', "2026-03-01"],
      ["-1", "12.5000000000", "", "0001-01-01"],
      [null, null, null, null],
    ];
    const file = await text(json_lines, of("BIGINT", "DECIMAL(38,10)", "STRING", "DATE"), all);
    const types = "{c0: 'BIGINT', c1: 'DECIMAL(38,10)', c2: 'VARCHAR', c3: 'DATE'}";
    expect(
      await duckdb(file, (path) => `FROM read_json('${path}', format='newline_delimited', columns=${types})`),
    ).toEqual(all);
  });
});

/** An Arrow value as the platform writes it. */
function arrowText(type: DataType, value: unknown): string | null {
  if (value === null) return null;
  if (DataType.isBinary(type) && value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (DataType.isDecimal(type) && value instanceof Uint32Array) return decimalText(value, type.scale);
  if (DataType.isDate(type)) return iso(BigInt(Number(value)) * 1000n).slice(0, 10);
  return String(value);
}

function decimalText(words: Uint32Array, scale: number): string {
  const value = BigInt.asIntN(
    128,
    words.reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n),
  );
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, "0");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function iso(micros: bigint): string {
  const part = ((micros % 1000n) + 1000n) % 1000n;
  return `${new Date(Number((micros - part) / 1000n)).toISOString().slice(0, -1)}${String(part).padStart(3, "0")}`;
}

/** Timestamps as they are stored. The reader's accessor rounds them to milliseconds as doubles. */
const raw = (read: Table, column: number): bigint[] =>
  read.batches.flatMap(({ data }) => [...(data.children[column]?.values ?? [])].map(BigInt));

describe("Arrow", () => {
  test("property: a reader of Arrow finds every value in the type of its column", async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (all) => {
        const read = await table(columns, all);
        expect(read.numRows).toBe(all.length);
        for (const [index, { name, type }] of columns.entries()) {
          const vector = read.getChildAt(index);
          if (!vector) throw new Error(`no column ${name}`);
          const expected = all.map((row) => row[index] ?? null);
          if (type.startsWith("TIMESTAMP")) {
            const stored = raw(read, index).map((micros, at) =>
              vector.get(at) === null ? null : `${iso(micros)}${type === "TIMESTAMP" ? "Z" : ""}`,
            );
            expect(stored).toEqual(expected);
          } else if (type === "DOUBLE") {
            expect([...vector]).toEqual(expected.map((cell) => (cell === null ? null : Number(cell))));
          } else expect([...vector].map((value) => arrowText(vector.type, value))).toEqual(expected);
        }
      }),
    );
  });

  test("has the SQL types, and text for types that Arrow does not have", async () => {
    const head = of("TINYINT", "BIGINT", "FLOAT", "decimal(12, 3)", "TIMESTAMP", "TIMESTAMP_NTZ", "ARRAY<INT>", "VOID");
    const read = await table(head, [["1", "2", "1.5", "1E+2", "2026-03-01 09:30:00+02:00", null, "[1]", null]]);
    expect(read.schema.fields.map(({ type }) => String(type))).toEqual([
      "Int8",
      "Int64",
      "Float32",
      "Decimal[12e+3]",
      "Timestamp<MICROSECOND, UTC>",
      "Timestamp<MICROSECOND>",
      "Utf8",
      "Utf8",
    ]);
    expect(raw(read, 4)).toEqual([BigInt(Date.UTC(2026, 2, 1, 7, 30)) * 1000n]);
    expect(decimalText(read.getChildAt(3)?.get(0), 3)).toBe("100.000");
  });

  test("is a schema and an end marker without rows", async () => {
    const read = await table(named("a", "a"), []);
    expect([read.numRows, read.schema.names]).toEqual([0, ["a", "a_2"]]);
  });

  test.each([
    ["BIGINT", "9223372036854775808"],
    ["TINYINT", "128"],
    ["INT", "1.5"],
    ["BOOLEAN", "yes"],
    ["DOUBLE", ""],
    ["DECIMAL(4,2)", "1.234"],
    ["DECIMAL(4,2)", "100.00"],
    ["DATE", "2026-13-01"],
    ["TIMESTAMP", "+999999-01-01T00:00:00Z"],
    ["TIMESTAMP", "2026-01-01T00:00:00.0000001Z"],
    ["BINARY", "%"],
  ])("refuses to change a %s that is %o", async (type, cell) => {
    await expect(table(of(type), [[cell]])).rejects.toThrow("Column c0 holds a value that Arrow cannot carry");
  });
});

describe("a million rows", () => {
  test.each(ROW_FORMAT_NAMES)("are written as %s before more are read", async (name) => {
    const [total, size] = [1_000_000, 10_000];
    const batch: Row[] = Array.from({ length: size }, (_, index) => [String(index), `row ${index}`]);
    let written = 0;
    let read = 0;
    let most = 0;
    const least = JSON.stringify(batch[0]).length;
    async function* source() {
      for (; read < total; read += size) {
        // A row takes at least these bytes in any format, but a block may still be collected.
        most = Math.max(most, read * least - written);
        yield batch;
      }
    }
    for await (const part of ROW_FORMATS[name].encode(of("BIGINT", "STRING"), source())) written += part.length;
    expect(read).toBe(total);
    expect(written).toBeGreaterThan(total * 8);
    expect(most).toBeLessThan(2 * size * 30);
  });
});
