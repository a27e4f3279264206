import { describe, expect, test } from "vitest";
import { SqlFailure } from "../../../../../sandbox/sql/engine/failure.ts";
import { localText, microsOfDays } from "../../../../../sandbox/sql/spark/values/calendar.ts";
import { compileDatePattern } from "../../../../../sandbox/sql/spark/values/date-pattern/compile.ts";
import { formatWithPattern } from "../../../../../sandbox/sql/spark/values/date-pattern/format.ts";
import { parseWithPattern } from "../../../../../sandbox/sql/spark/values/date-pattern/parse.ts";
import { parseTimestampNtz } from "../../../../../sandbox/sql/spark/values/parse.ts";
import { instantOf, zoneOf } from "../../../../../sandbox/sql/spark/values/zones.ts";

// Every expected text and message was given by Apache Spark 4.0.1.

const format = (timestamp: string, pattern: string, id = "UTC") => {
  const zone = zoneOf(id) ?? { offset: 0 };
  const local = parseTimestampNtz(timestamp) ?? 0n;
  return formatWithPattern(compileDatePattern(pattern, "format"), local, { id, zone, micros: instantOf(zone, local) });
};

describe("formats", () => {
  test.each([
    [
      "2026-03-05 15:04:05.678912",
      "G y yy yyyy yyyyy M MM MMM MMMM L LL LLL d dd D DDD E EEE EEEE a h hh H HH k kk K KK m s S SSS SSSSSS SSSSSSSSS",
      "AD 2026 26 2026 02026 3 03 Mar March 3 03 Mar 5 05 64 064 Thu Thu Thursday PM 3 03 15 15 15 15 3 03 4 5 6 678 678912 678912000",
    ],
    ["2026-03-05 15:04:05", "Q QQ QQQ QQQQ q qq qqq qqqq F", "1 01 Q1 1st quarter 1 01 Q1 1st quarter 5"],
    ["+12026-03-05 15:04:05", "yy yyyy yyyyy yyyyyy y yyy", "26 +12026 12026 012026 12026 12026"],
    ["-0044-03-05 15:04:05", "G y yyyy", "BC 45 0045"],
    ["2026-03-05 15:04:05", "'lit''eral' yyyy[-MM]", "lit'eral 2026-03"],
  ])("%s as %s", (timestamp, pattern, expected) => {
    expect(format(timestamp, pattern)).toBe(expected);
  });

  // One to five of Java's pattern letters `x` and `X` are five forms of an offset, so each is tested.
  test("zones", () => {
    const pattern = "VV z zzzz O OOOO X XX XXX XXXX XXXXX x xx xxx xxxx Z ZZZZ ZZZZZ";
    expect(format("2026-07-05 15:04:05", pattern, "Europe/Madrid")).toBe(
      "Europe/Madrid CEST Central European Summer Time GMT+2 GMT+02:00 +02 +0200 +02:00 +0200 +02:00 +02 +0200 +02:00 +0200 +0200 GMT+02:00 +02:00",
    );
  });

  const RECOGNITION = "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_PATTERN_RECOGNITION";
  test.each<readonly [string, string]>([
    ["e", "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN"],
    ["c", "INCONSISTENT_BEHAVIOR_CROSS_VERSION.DATETIME_WEEK_BASED_PATTERN"],
    ["n", "INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER"],
    ["ppppH", "INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER"],
    ...["Y", "w", "u", "EEEEE", "MMMMM", "ddd", "yyyyyyy", "hhh", "aa", "SSSSSSSSSS", "yyyy#", "[yyyy]]", "ZZZZZZ"].map(
      (pattern) => [pattern, RECOGNITION] as const,
    ),
  ])("refuses %s with %s", (pattern, condition) => {
    expect(() => compileDatePattern(pattern, "format")).toThrow(expect.objectContaining({ condition }));
  });
});

const parse = (text: string, pattern: string) => {
  const { days, microsOfDay, zone } = parseWithPattern(compileDatePattern(pattern, "parse"), text);
  return localText(instantOf(zone ?? { offset: 0 }, microsOfDays(days) + microsOfDay));
};

describe("parses", () => {
  test.each([
    ["2026-03-05 3:04 PM", "yyyy-MM-dd h:mm a", "2026-03-05 15:04:00"],
    ["5 Mar 2026", "d MMM yyyy", "2026-03-05 00:00:00"],
    ["5 March 26", "d MMMM yy", "2026-03-05 00:00:00"],
    ["2026-03-05T10:00:00+02:00", "yyyy-MM-dd'T'HH:mm:ssXXX", "2026-03-05 08:00:00"],
    ["20260305", "yyyyMMdd", "2026-03-05 00:00:00"],
    ["20260305101112", "yyyyMMddHHmmss", "2026-03-05 10:11:12"],
    ["2026064", "yyyyDDD", "2026-03-05 00:00:00"],
    ["03", "MM", "1970-03-01 00:00:00"],
    ["10:11", "HH:mm", "1970-01-01 10:11:00"],
    ["12345", "yyyyy", "+12345-01-01 00:00:00"],
    ["-0044", "yyyy", "-0044-01-01 00:00:00"],
    ["123", "SSS", "1970-01-01 00:00:00.123"],
    ["2026-03-05 10:00:00.12", "yyyy-MM-dd HH:mm:ss.SSS", "2026-03-05 10:00:00.12"],
    ["2026-03-05 10:00:00.1", "yyyy-MM-dd HH:mm:ss[.SSS]", "2026-03-05 10:00:00.1"],
    ["3 AM", "h a", "1970-01-01 03:00:00"],
    ["PM", "a", "1970-01-01 12:00:00"],
    ["15 PM", "HH a", "1970-01-01 15:00:00"],
    ["mar 2026", "MMM yyyy", "2026-03-01 00:00:00"],
    ["2026-03-05 1", "yyyy-MM-dd k", "2026-03-05 01:00:00"],
    ["70", "yy", "2070-01-01 00:00:00"],
    ["BC 0044", "G yyyy", "-0043-01-01 00:00:00"],
    ["2026-03-05", "yyyy-MM-dd[ HH:mm]", "2026-03-05 00:00:00"],
    ["2026-03-05 10:11", "yyyy-MM-dd[ HH:mm]", "2026-03-05 10:11:00"],
    ["2026-03-05 Europe/Madrid", "yyyy-MM-dd VV", "2026-03-04 23:00:00"],
    ["2026-03-05 GMT+2", "yyyy-MM-dd O", "2026-03-04 22:00:00"],
  ])("%s as %s", (text, pattern, expected) => {
    expect(parse(text, pattern)).toBe(expected);
  });

  test.each([
    ["2026-3-5", "yyyy-MM-dd", "Text '2026-3-5' could not be parsed at index 5"],
    ["2026-02-30", "yyyy-MM-dd", "Text '2026-02-30' could not be parsed: Invalid date 'FEBRUARY 30'"],
    [
      "2026-02-29",
      "yyyy-MM-dd",
      "Text '2026-02-29' could not be parsed: Invalid date 'February 29' as '2026' is not a leap year",
    ],
    ["2026-02-10 extra", "yyyy-MM-dd", "Text '2026-02-10 extra' could not be parsed, unparsed text found at index 10"],
    ["2026-02-10", "yyyy-MM-dd HH:mm", "Text '2026-02-10' could not be parsed at index 10"],
    ["24:00", "HH:mm", "Text '24:00' could not be parsed: Invalid value for HourOfDay (valid values 0 - 23): 24"],
    ["13 PM", "hh a", "Text '13 PM' could not be parsed: Invalid value for ClockHourOfAmPm (valid values 1 - 12): 13"],
    ["+12345", "yyyyy", "Text '+12345' could not be parsed at index 0"],
    ["202612", "yyyyM", "Text '202612' could not be parsed at index 0"],
    ["20260305101112123", "yyyyMMddHHmmssSSS", "Text '20260305101112123' could not be parsed at index 0"],
    ["2026-03-05", "", "Text '2026-03-05' could not be parsed, unparsed text found at index 0"],
  ])("not %s as %s", (text, pattern, message) => {
    expect(() => parse(text, pattern)).toThrow(message);
  });

  test("a pattern with a weekday or a quarter is refused", () => {
    expect(() => compileDatePattern("yyyy-MM-dd E", "parse")).toThrow(SqlFailure);
    expect(() => compileDatePattern("'Q'q yyyy", "parse")).toThrow(
      expect.objectContaining({ condition: "INVALID_DATETIME_PATTERN.ILLEGAL_CHARACTER" }),
    );
  });
});
