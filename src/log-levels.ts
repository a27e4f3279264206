/** Levels of the server's own log, from verbose to severe. A subset of MCP's `LoggingLevel` (RFC 5424). */
export const LOG_LEVELS = ["debug", "info", "warning", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
