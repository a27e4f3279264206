import * as z from "zod";
import { numberOf } from "../quantities.ts";

const schema = z.object({
  type: z.string(),
  currencyCode: z.string().optional().catch(undefined),
  abbreviation: z.string().optional().catch(undefined),
  decimalPlaces: z
    .object({ type: z.string().optional().catch(undefined), places: z.int().min(0).max(10) })
    .optional()
    .catch(undefined),
});

/** Formats a value of a result for display. */
export type ValueFormatter = (value: string | null) => string;

/** The formatter for a widget's number format, always in English. Values that are not numbers stay as they are. */
export function valueFormatter(given: unknown): ValueFormatter {
  // Created with the first number: the first Intl format of a process loads the locales, which takes milliseconds.
  let format: Intl.NumberFormat | undefined;
  return (value) => {
    if (value === null) return "NULL";
    const number = numberOf(value);
    if (number === undefined) return value;
    format ??= new Intl.NumberFormat("en-US", optionsOf(schema.safeParse(given).data));
    return format.format(number);
  };
}

function optionsOf(wanted: z.output<typeof schema> | undefined): Intl.NumberFormatOptions {
  const { type = "", currencyCode = "USD", abbreviation, decimalPlaces } = wanted ?? {};
  const places = decimalPlaces?.places ?? 2;
  const exact = decimalPlaces?.type === "exact";
  // Currency shows either all decimal places or none.
  const money = type === "number-currency" && abbreviation !== "compact";
  return {
    ...(type === "number-percent" ? { style: "percent" } : {}),
    ...(type === "number-currency" && /^[A-Z]{3}$/.test(currencyCode)
      ? { style: "currency", currency: currencyCode }
      : {}),
    ...(abbreviation === "compact" ? { notation: "compact" } : {}),
    ...(type === "number-plain" ? { useGrouping: false } : {}),
    minimumFractionDigits: exact || money ? places : 0,
    ...(exact ? {} : { trailingZeroDisplay: "stripIfInteger" }),
    maximumFractionDigits: places,
  };
}
