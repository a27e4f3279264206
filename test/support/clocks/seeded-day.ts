/** A clock for sandboxes whose tests name dates of the seeded data: it starts on the last day of that data. */
export function seededDay(): () => number {
  const ahead = Date.UTC(2025, 11, 28, 12) - Date.now();
  return () => Date.now() + ahead;
}
