const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** Fields of a Quartz expression: seconds, minutes, hours, day of the month, month, day of the week and perhaps the year. */
const fieldsOf = (cron: string): readonly string[] => cron.trim().split(/\s+/);

/** Why the platform refuses a Quartz expression by its form; `undefined` if it does not. */
export function cronProblem(cron: string): string | undefined {
  const fields = fieldsOf(cron);
  if (fields.length !== 6 && fields.length !== 7) {
    return "must have 6 or 7 fields, starting with seconds, e.g. 0 0 8 * * ?";
  }
  const unspecified = [fields[3], fields[5]].filter((field) => field === "?").length;
  return unspecified === 1
    ? undefined
    : "must have ? as the day of the month or as the day of the week, e.g. 0 0 8 * * ? or 0 0 8 ? * MON-FRI";
}

/** A Quartz expression, with the names of days that it has as numbers: in Quartz 1 is Sunday, elsewhere it is Monday. */
export function cronInWords(cron: string): string {
  const [days = ""] = fieldsOf(cron).slice(5);
  const named = days.replace(/(?<![#/\d])[1-7](?!\d)/g, (day) => DAYS[Number(day) - 1] ?? day);
  return named === days ? cron : `${cron} (${named})`;
}
