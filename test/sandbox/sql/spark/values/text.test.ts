import { describe, expect, test } from "vitest";
import * as types from "../../../../../sandbox/sql/spark/data-types.ts";
import { jsonText } from "../../../../../sandbox/sql/spark/values/json-text.ts";
import { castText } from "../../../../../sandbox/sql/spark/values/text.ts";
import { CalendarInterval, DecimalValue, MapValue, type Value } from "../../../../../sandbox/sql/spark/values/value.ts";

// Every expected text was given by Apache Spark 4.0.1.

const zone = { offset: 0 };
const JAN_2020 = 1_577_840_400_123_456n;

describe("the text of a value as a string", () => {
  test.each<[Value, types.SparkType, string | null]>([
    [null, types.INT, null],
    [1.5, types.DOUBLE, "1.5"],
    [1e10, types.DOUBLE, "1.0E10"],
    [1e-5, types.DOUBLE, "1.0E-5"],
    [1e7, types.DOUBLE, "1.0E7"],
    [0.0001, types.DOUBLE, "1.0E-4"],
    [Number.NaN, types.DOUBLE, "NaN"],
    [Math.fround(1.1), types.FLOAT, "1.1"],
    // Java 17 does not always write the fewest digits.
    [1e23, types.DOUBLE, "9.999999999999999E22"],
    [8.41e21, types.DOUBLE, "8.409999999999999E21"],
    [4.9e-324, types.DOUBLE, "4.9E-324"],
    [1.7976931348623157e308, types.DOUBLE, "1.7976931348623157E308"],
    [Math.fround(123456789), types.FLOAT, "1.23456792E8"],
    [Math.fround(1234567890199999), types.FLOAT, "1.23456795E15"],
    [Math.fround(5.0123755e25), types.FLOAT, "5.0123755E25"],
    [Math.fround(1.4e-45), types.FLOAT, "1.4E-45"],
    [new DecimalValue(-150n, 2), types.decimal(5, 2), "-1.50"],
    [18_262, types.DATE, "2020-01-01"],
    [-735_599, types.DATE, "-0044-01-01"],
    [2_932_897, types.DATE, "+10000-01-01"],
    [JAN_2020, types.TIMESTAMP, "2020-01-01 01:00:00.123456"],
    [14, types.yearMonth("year", "month"), "INTERVAL '1-2' YEAR TO MONTH"],
    [-14, types.yearMonth("year", "month"), "INTERVAL '-1-2' YEAR TO MONTH"],
    [5, types.yearMonth("month", "month"), "INTERVAL '5' MONTH"],
    [3_600_000_000n, types.dayTime("hour", "hour"), "INTERVAL '01' HOUR"],
    [360_000_000_000n, types.dayTime("hour", "hour"), "INTERVAL '100' HOUR"],
    [1_500_000n, types.dayTime("second", "second"), "INTERVAL '01.5' SECOND"],
    [62_500_000n, types.dayTime("minute", "second"), "INTERVAL '01:02.5' MINUTE TO SECOND"],
    [-93_784_500_000n, types.dayTime("day", "second"), "INTERVAL '-1 02:03:04.5' DAY TO SECOND"],
    [
      new CalendarInterval(1211, 8, 45_001_001_001n),
      types.INTERVAL,
      "100 years 11 months 8 days 12 hours 30 minutes 1.001001 seconds",
    ],
    [new CalendarInterval(0, 0, 0n), types.INTERVAL, "0 seconds"],
    [new Uint8Array([0xff, 0x41]), types.BINARY, "\ufffdA"],
    ['"abc"', types.VARIANT, "abc"],
    ["null", types.VARIANT, null],
    ['[1,"a"]', types.VARIANT, '[1,"a"]'],
    [[JAN_2020, null], types.array(types.TIMESTAMP), "[2020-01-01 01:00:00.123456, null]"],
    [new MapValue([[1, ["a"]]]), types.map(types.INT, types.array(types.STRING)), "{1 -> [a]}"],
    [
      [1, "x"],
      types.struct([
        { name: "a", type: types.INT },
        { name: "b", type: types.STRING },
      ]),
      "{1, x}",
    ],
  ])("case %#", (value, type, expected) => {
    expect(castText(value, type, zone)).toBe(expected);
  });
});

const point = types.struct([
  { name: "a", type: types.INT },
  { name: "b", type: types.map(types.STRING, types.INT) },
]);

describe("the text of a value as JSON", () => {
  test.each<[Value, types.SparkType, string]>([
    [[1, 1e10, Number.NaN, 1e-5], types.array(types.DOUBLE), '[1.0,1.0E10,"NaN",1.0E-5]'],
    [new MapValue([[18_262, 1]]), types.map(types.DATE, types.INT), '{"18262":1}'],
    [new MapValue([[JAN_2020, 1]]), types.map(types.TIMESTAMP, types.INT), '{"1577840400123456":1}'],
    [[86_400_000_000n], types.array(types.dayTime("day", "day")), `["INTERVAL '1' DAY"]`],
    [[new DecimalValue(150n, 2)], types.array(types.decimal(3, 2)), "[1.50]"],
    [[new Uint8Array([65, 66])], types.array(types.BINARY), '["QUI="]'],
    [[JAN_2020], types.array(types.TIMESTAMP), '["2020-01-01T01:00:00.123Z"]'],
    [[JAN_2020], types.array(types.TIMESTAMP_NTZ), '["2020-01-01T01:00:00.123"]'],
    [[1, null], types.array(types.INT), "[1,null]"],
  ])("case %#", (value, type, expected) => {
    expect(jsonText(value, type, { zone })).toBe(expected);
  });

  test("ignores NULL fields of structs but keeps those of maps", () => {
    const value = [null, new MapValue([["k", null]])];
    expect(jsonText(value, point, { zone, ignoreNulls: true })).toBe('{"b":{"k":null}}');
    expect(jsonText(value, point, { zone })).toBe('{"a":null,"b":{"k":null}}');
  });

  test("prints with indentation as Jackson does", () => {
    const type = types.struct([
      { name: "a", type: types.INT },
      { name: "b", type: types.array(types.INT) },
      { name: "c", type: types.map(types.STRING, types.INT) },
      { name: "d", type: types.struct([]) },
    ]);
    const value = [1, [1, 2], new MapValue([["x", 1]]), []];
    expect(jsonText(value, type, { zone, pretty: true })).toBe(
      '{\n  "a" : 1,\n  "b" : [ 1, 2 ],\n  "c" : {\n    "x" : 1\n  },\n  "d" : { }\n}',
    );
  });
});
