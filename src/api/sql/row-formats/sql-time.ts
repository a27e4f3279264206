const DATE = String.raw`(?<year>[+-]?\d{4,6})-(?<month>\d\d)-(?<day>\d\d)`;
const CLOCK = String.raw`(?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d)(?:\.(?<fraction>\d{1,9}))?)?`;
const ZONE = String.raw`(?<zone>Z|(?<side>[+-])(?<ahead>\d\d):?(?<past>\d\d))`;
const DAY = new RegExp(`^${DATE}$`);
const MOMENT = new RegExp(`^${DATE}(?:[T ]${CLOCK}${ZONE}?)?$`);

type Groups = Readonly<Record<string, string | undefined>>;

/** Days since 1970-01-01 of a date such as `2026-03-01` in the proleptic Gregorian calendar; undefined for other text. */
export function daysOf(text: string): number | undefined {
  const groups = DAY.exec(text)?.groups;
  return groups && civil(groups);
}

/** Microseconds since 1970-01-01T00:00 of a time such as `2026-03-01T09:30:00.000Z`; text without a zone is UTC. */
export function microsOf(text: string): bigint | undefined {
  const groups: Groups | undefined = MOMENT.exec(text)?.groups;
  if (!groups) return undefined;
  const day = civil(groups);
  const { hour, minute, second, fraction = "", side, ahead, past } = groups;
  const nanos = fraction.padEnd(9, "0");
  if (day === undefined || !nanos.endsWith("000")) return undefined;
  const zone = (Number(ahead ?? 0) * 60 + Number(past ?? 0)) * (side === "-" ? -1 : 1);
  const seconds = (Number(hour ?? 0) * 60 + Number(minute ?? 0) - zone) * 60 + Number(second ?? 0);
  return BigInt(day) * 86_400_000_000n + BigInt(seconds) * 1_000_000n + BigInt(nanos.slice(0, 6));
}

/** Days since 1970-01-01. `Date` ends at the year 275760, and SQL has later years. */
function civil({ year, month, day }: Groups): number | undefined {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  if (m < 1 || m > 12 || d < 1 || d > 31) return undefined;
  // Years that begin in March have the leap day as their last day.
  const shifted = m > 2 ? y : y - 1;
  const era = Math.floor(shifted / 400);
  const ofEra = shifted - era * 400;
  const ofYear = Math.floor((153 * ((m + 9) % 12) + 2) / 5) + d - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
}
