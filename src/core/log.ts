import { LOG_LEVELS, type LogLevel } from "../log-levels.ts";
import type { Redactor } from "./output/redact.ts";

/** Fields of a log line in addition to time, level and event. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined | readonly object[]>>;

export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warning(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** Writes one redacted JSON object per line to `write` (stderr), for events of at minimum the level `minimum`. */
export function createLog(write: (line: string) => void, redact: Redactor, minimum: LogLevel = "info"): Log {
  const at = (level: LogLevel) => (event: string, fields?: LogFields) => {
    if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(minimum)) return;
    write(`${redact(JSON.stringify({ time: new Date().toISOString(), level, event, ...fields }))}\n`);
  };
  return { debug: at("debug"), info: at("info"), warning: at("warning"), error: at("error") };
}

/** The same log, which also sends every event to `copy`. */
export function withCopy(log: Log, copy: (level: LogLevel, data: unknown) => void | Promise<void>): Log {
  const at = (level: LogLevel) => (event: string, fields?: LogFields) => {
    log[level](event, fields);
    void copy(level, fields ? { event, ...fields } : event);
  };
  return { debug: at("debug"), info: at("info"), warning: at("warning"), error: at("error") };
}
