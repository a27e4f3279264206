import { describe, expect, test } from "vitest";
import * as types from "../../../../../sandbox/sql/spark/data-types.ts";
import { parseAs } from "../../../../../sandbox/sql/spark/values/parse.ts";
import { castText } from "../../../../../sandbox/sql/spark/values/text.ts";
import { instantOf, localOf, zoneOf } from "../../../../../sandbox/sql/spark/values/zones.ts";

// Every expected text was given by Apache Spark 4.0.1.

const zone = { offset: 0 };
const read = (text: string, type: types.SparkType) => {
  const value = parseAs(text, type, { zone, today: 0 });
  return value === undefined || value === "overflow" ? value : castText(value, type, zone);
};

describe("a string as a value", () => {
  test.each<[string, types.SparkType, string | undefined]>([
    [" 10 ", types.INT, "10"],
    ["+5", types.INT, "5"],
    ["12.7", types.INT, undefined],
    ["99999999999", types.INT, undefined],
    ["1e2", types.decimal(5, 1), "100.0"],
    [" 1.25 ", types.decimal(5, 1), "1.3"],
    ["123456", types.decimal(5, 1), "overflow"],
    ["1d", types.DOUBLE, "1.0"],
    ["0x1p3", types.DOUBLE, "8.0"],
    ["+inf", types.DOUBLE, "Infinity"],
    ["NAN", types.FLOAT, "NaN"],
    ["Yes", types.BOOLEAN, "true"],
    ["maybe", types.BOOLEAN, undefined],
    ["10000-01-01", types.DATE, "+10000-01-01"],
    ["-0001-01-01", types.DATE, "-0001-01-01"],
    ["2020", types.DATE, "2020-01-01"],
    ["2020-1", types.DATE, "2020-01-01"],
    ["2020-1-2T33", types.DATE, "2020-01-02"],
    ["2020-1 ", types.DATE, "2020-01-01"],
    ["2020-13-01", types.DATE, undefined],
    ["20200101", types.DATE, undefined],
    ["+10000-01-01 10:00:00", types.TIMESTAMP, "+10000-01-01 10:00:00"],
    ["2020", types.TIMESTAMP, "2020-01-01 00:00:00"],
    ["2020-01-01 1", types.TIMESTAMP, "2020-01-01 01:00:00"],
    ["2020-01-01 1:2:3.1234567", types.TIMESTAMP, "2020-01-01 01:02:03.123456"],
    ["2020-01-01 1:2:3.123+02:00", types.TIMESTAMP, "2019-12-31 23:02:03.123"],
    ["2020-01-01T01:02:03 Europe/Madrid", types.TIMESTAMP, "2020-01-01 00:02:03"],
    ["2020-01-01T01:02:03PST", types.TIMESTAMP, "2020-01-01 09:02:03"],
    ["2020-01-01 01:02:03.", types.TIMESTAMP, "2020-01-01 01:02:03"],
    ["2020-01-01 01:02Z", types.TIMESTAMP, undefined],
    ["2020-01-01 25:00:00", types.TIMESTAMP, undefined],
    ["T10:00", types.TIMESTAMP, "1970-01-01 10:00:00"],
    ["T10:00", types.TIMESTAMP_NTZ, undefined],
    ["2020-01-01 1:2:3+02:00", types.TIMESTAMP_NTZ, "2020-01-01 01:02:03"],
    ["1-2", types.yearMonth("year", "month"), "INTERVAL '1-2' YEAR TO MONTH"],
    ["1", types.yearMonth("year", "month"), undefined],
    ["-1 02:03:04.5", types.dayTime("day", "second"), "INTERVAL '-1 02:03:04.5' DAY TO SECOND"],
    ["INTERVAL '1' DAY", types.dayTime("day", "day"), "INTERVAL '1' DAY"],
    ["25:00", types.dayTime("hour", "minute"), "INTERVAL '25:00' HOUR TO MINUTE"],
    ["1 day 2 hours", types.INTERVAL, "1 days 2 hours"],
    ["- 1 year", types.INTERVAL, "-1 years"],
    [".5 seconds", types.INTERVAL, "0.5 seconds"],
    ["1 weeks", types.INTERVAL, "7 days"],
    ["1.5 days", types.INTERVAL, undefined],
    ["1day", types.INTERVAL, undefined],
  ])("%s", (text, type, expected) => {
    expect(read(text, type)).toBe(expected);
  });
});

describe("regions", () => {
  const madrid = zoneOf("Europe/Madrid") ?? zone;
  const local = (text: string) => BigInt(Date.parse(`${text}Z`)) * 1000n;
  const shown = (micros: bigint) => new Date(Number(micros / 1000n)).toISOString();

  test("a skipped time moves forward, and a repeated one is the first", () => {
    expect(shown(localOf(madrid, instantOf(madrid, local("2026-03-29T02:30:00"))))).toBe("2026-03-29T03:30:00.000Z");
    expect(instantOf(madrid, local("2026-10-25T02:30:00"))).toBe(1_792_888_200_000_000n);
  });

  test("before zones there was local time", () => {
    expect(instantOf(madrid, local("1800-01-01T00:00:00"))).toBe(-5_364_661_516_000_000n);
  });

  test.each([["+7:30"], ["UTC+02:00"], ["GMT-1"], ["PST"], ["Z"], ["+19:00"], ["Nowhere/City"]])("%s", (id) => {
    expect(zoneOf(id) === undefined).toBe(id === "+19:00" || id === "Nowhere/City");
  });
});
