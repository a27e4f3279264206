/** An hour. */
const MAX_MS = 3_600_000;

/**
 * The `Retry-After` header (RFC 9110, 10.2.3) in milliseconds, at most an hour. It holds whole seconds or an HTTP date;
 * anything else, and a date in the past, counts as absent. `wall`: milliseconds since 1970.
 */
export function retryAfter(header: string | null | undefined, wall: number): number | undefined {
  if (header === null || header === undefined || header.length > 40) return undefined;
  const text = header.trim();
  if (/^\d{1,10}$/.test(text)) return Math.min(Number(text) * 1000, MAX_MS);
  if (!/^[A-Z][a-z]{2,8},? .*GMT$/.test(text)) return undefined;
  const ms = Date.parse(text) - wall;
  return ms > 0 ? Math.min(ms, MAX_MS) : undefined;
}

/**
 * The first `retry_delay` (`"3.5s"`) of an error's details, in milliseconds, at most an hour: `google.rpc.RetryInfo`
 * (https://google.aip.dev/193).
 */
export function retryDelay(details: readonly unknown[]): number | undefined {
  for (const detail of details) {
    if (typeof detail !== "object" || detail === null || !("retry_delay" in detail)) continue;
    const { retry_delay } = detail;
    if (typeof retry_delay !== "string" || !/^\d{1,7}(\.\d{1,9})?s$/.test(retry_delay)) continue;
    return Math.min(Number(retry_delay.slice(0, -1)) * 1000, MAX_MS);
  }
  return undefined;
}
