import { draw, pick, type SeedDays, type SeedTable } from "./draw.ts";

const ROWS = 3_000;

/** Events with a struct and a map, as examples of complex types. */
export const ops = ({ shift }: SeedDays): SeedTable => ({
  name: '"@main".ops.events',
  comment: "Events reported by services",
  columns: {
    event_id: "Key",
    at: "When it happened, UTC",
    service: "Which service reported",
    severity: "info, warning or error",
    message: "The service's own words",
    host: "Machine: its name and zone",
    labels: "Free labels",
    latency_ms: "Duration of the request in milliseconds; null for other events",
  },
  query: `
    SELECT CAST(i + 1 AS BIGINT) AS event_id,
      TIMESTAMPTZ '2025-11-28 09:00:00+00' + to_days(${shift}) + to_seconds(i * 863 + ${draw("i", "second", 700)}) AS at,
      ${pick("i", "service", ["checkout", "catalogue", "payments", "search", "mailer"])} AS service,
      ${pick("i", "severity", ["info", "info", "info", "info", "info", "info", "warning", "warning", "error"])} AS severity,
      ${pick("i", "message", ["request served", "cache refreshed", "retrying upstream call", "connection pool exhausted", "slow query", "job finished", "certificate renewed"])} AS message,
      {'name': 'node-' || (1 + ${draw("i", "node", 9)}), 'zone': ${pick("i", "zone", ["a", "b", "c"])}} AS host,
      map {'env': ${pick("i", "env", ["prod", "prod", "staging"])}, 'version': '2.' || ${draw("i", "version", 14)}} AS labels,
      CASE WHEN ${draw("i", "null", 6)} = 0 THEN NULL ELSE CAST(round(8 + pow(${draw("i", "latency", 1000)} / 1000.0, 6) * 2400, 1) AS DOUBLE) END AS latency_ms
    FROM range(${ROWS}) AS r(i) ORDER BY i`,
});
