/** Functions that may be called without brackets, where no column has the name. */
export const BARE_FUNCTIONS: ReadonlySet<string> = new Set([
  "current_date",
  "current_timestamp",
  "current_user",
  "session_user",
  "user",
]);
