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

/** Turns a value of a result into what a person reads. */
export type Format = (value: string | null) => string;

/** How a widget wants its numbers written; English, whatever the server's locale. What is no number stays as it is. */
export function formatOf(given: unknown): Format {
  // With the first number, not before: the first format of a process loads the locales, which takes milliseconds.
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
  const most = decimalPlaces?.places ?? 2;
  const exact = decimalPlaces?.type === "exact";
  // Money has its cents or none.
  const money = type === "number-currency" && abbreviation !== "compact";
  return {
    ...(type === "number-percent" ? { style: "percent" } : {}),
    ...(type === "number-currency" && /^[A-Z]{3}$/.test(currencyCode)
      ? { style: "currency", currency: currencyCode }
      : {}),
    ...(abbreviation === "compact" ? { notation: "compact" } : {}),
    ...(type === "number-plain" ? { useGrouping: false } : {}),
    minimumFractionDigits: exact || money ? most : 0,
    ...(exact ? {} : { trailingZeroDisplay: "stripIfInteger" }),
    maximumFractionDigits: most,
  };
}
