import { invalid } from "../failure.ts";

const MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ");
const DAYS = "SUN MON TUE WED THU FRI SAT".split(" ");

interface Part {
  readonly low: number;
  readonly high: number;
  readonly names?: readonly string[];
  /** Forms that only this part has. */
  readonly special?: RegExp;
}

const PARTS: readonly Part[] = [
  { low: 0, high: 59 },
  { low: 0, high: 59 },
  { low: 0, high: 23 },
  { low: 1, high: 31, special: /^(\?|LW?|L-\d+W?|\d+W)$/ },
  { low: 1, high: 12, names: MONTHS },
  { low: 1, high: 7, names: DAYS, special: /^(\?|([1-7]|[A-Z]{3})?L|([1-7]|[A-Z]{3})#[1-5])$/ },
  { low: 1970, high: 2199 },
];

function isPart(text: string, { low, high, names = [], special }: Part): boolean {
  const isValue = (value: string) => names.includes(value) || (/^\d+$/.test(value) && +value >= low && +value <= high);
  return text.split(",").every((item) => {
    const [range = "", step, more] = item.split("/");
    if (special?.test(item)) return true;
    if (more !== undefined || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
    return range === "*" || range.split("-", 2).every(isValue);
  });
}

/** Rejects a schedule that Quartz cannot parse: six or seven parts, and a `?` for the day of the month or of the week. */
export function checkCron(cron: string, zone: string): void {
  const parts = cron.trim().toUpperCase().split(/\s+/);
  const days = [parts[3], parts[5]].filter((part) => part === "?").length;
  if (parts.length < 6 || !parts.every((part, at) => PARTS[at] && isPart(part, PARTS[at])) || days !== 1) {
    invalid(`Invalid quartz cron expression: '${cron}'. Java Quartz cron syntax is required.`);
  }
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
  } catch {
    invalid(`Invalid timezone: '${zone}'. It must be the ID of a Java time zone.`);
  }
}
