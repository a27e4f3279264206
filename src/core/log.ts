import { LOG_LEVELS, type LogLevel } from "../log-levels.ts";
import type { Redactor } from "./output/redact.ts";

/** Fields of a log line in addition to time, level and event. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined | readonly object[]>>;

export interface Log {
  debug(event: string, fields?: LogFields): void;
  /** `fields` as a function is called only if the line is written. */
  info(event: string, fields?: LogFields | (() => LogFields)): void;
  warning(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** Writes one redacted JSON object per line to `write` (stderr), for events of at minimum the level `minimum`. */
export function createLog(write: (line: string) => void, redact: Redactor, minimum: LogLevel = "info"): Log {
  const at = (level: LogLevel) => (event: string, fields?: LogFields | (() => LogFields)) => {
    if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(minimum)) return;
    write(`${redact(JSON.stringify({ time: new Date().toISOString(), level, event, ...fieldsOf(fields) }))}\n`);
  };
  return { debug: at("debug"), info: at("info"), warning: at("warning"), error: at("error") };
}

/** The same log, which also sends every event to `copy`. */
export function withCopy(log: Log, copy: (level: LogLevel, data: unknown) => void | Promise<void>): Log {
  const at = (level: LogLevel) => (event: string, given?: LogFields | (() => LogFields)) => {
    const fields = fieldsOf(given);
    log[level](event, fields);
    void copy(level, fields ? { event, ...fields } : event);
  };
  return { debug: at("debug"), info: at("info"), warning: at("warning"), error: at("error") };
}

const fieldsOf = (fields: LogFields | (() => LogFields) | undefined): LogFields | undefined =>
  typeof fields === "function" ? fields() : fields;
