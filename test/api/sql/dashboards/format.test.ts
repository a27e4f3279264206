import fc from "fast-check";
import { expect, test } from "vitest";
import { valueFormatter } from "../../../../src/api/sql/dashboards/format.ts";
import { numberOf } from "../../../../src/api/sql/quantities.ts";

const euro = { type: "number-currency", currencyCode: "EUR" };

test.each([
  [undefined, "1234.567", "1,234.57"],
  [undefined, "5000", "5,000"],
  [undefined, null, "NULL"],
  [undefined, "0x10", "0x10"],
  [{ type: "number-plain" }, "2026", "2026"],
  [{ type: "number-percent", decimalPlaces: { type: "max", places: 1 } }, "0.1234", "12.3%"],
  [{ type: "number", decimalPlaces: { type: "exact", places: 2 } }, "3", "3.00"],
  [euro, "133564.2", "€133,564.20"],
  [euro, "5", "€5"],
  [{ ...euro, abbreviation: "compact" }, "2217249", "€2.22M"],
  [{ type: "number-currency", currencyCode: "../x" }, "5", "5"],
])("formats a number as %o: %s", (format, value, written) => expect(valueFormatter(format)(value)).toBe(written));

test("any format accepts any value", () => {
  fc.assert(
    fc.property(fc.anything(), fc.oneof(fc.string(), fc.double().map(String)), (format, value) => {
      expect(typeof valueFormatter(format)(value)).toBe("string");
    }),
  );
});

test("text that begins like a number is not a number", () => {
  expect(["1", "-2.5e3", ".5", "Infinity", "", "1a", "0x1", "1e999", null].map(numberOf)).toEqual([
    1,
    -2500,
    0.5,
    ...Array(6).fill(undefined),
  ]);
});
