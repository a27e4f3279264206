const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

export const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

const QUARTERS = ["1st quarter", "2nd quarter", "3rd quarter", "4th quarter"] as const;

/** The reason why a month has no such day, in Java's words. */
export function noSuchDay(year: number, month: number, day: number): string {
  if (month === 2 && day === 29) return `Invalid date 'February 29' as '${year}' is not a leap year`;
  return `Invalid date '${(MONTHS[month - 1] ?? "").toUpperCase()} ${day}'`;
}

/** Names of a field in order, in the full or the short form. */
export function namesOf(field: "era" | "month" | "quarter" | "dayOfWeek" | "half", full: boolean): readonly string[] {
  switch (field) {
    case "era":
      return full ? ["Before Christ", "Anno Domini"] : ["BC", "AD"];
    case "month":
      return full ? MONTHS : MONTHS.map((name) => name.slice(0, 3));
    case "quarter":
      return full ? QUARTERS : ["Q1", "Q2", "Q3", "Q4"];
    case "dayOfWeek":
      return full ? WEEKDAYS : WEEKDAYS.map((name) => name.slice(0, 3));
    case "half":
      return ["AM", "PM"];
  }
}
