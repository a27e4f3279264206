import { LOG_LEVELS, type LogLevel } from "../log-levels.ts";
import type { Redactor } from "./output/redact.ts";

export type Fields = Readonly<Record<string, string | number | boolean | undefined>>;
export interface Log {
  debug(event: string, fields?: Fields): void;
  info(event: string, fields?: Fields): void;
  warning(event: string, fields?: Fields): void;
  error(event: string, fields?: Fields): void;
}

/** One JSON object a line to `write` (stderr), redacted; nothing below `least` is written. */
export function createLog(write: (line: string) => void, redact: Redactor, least: LogLevel = "info"): Log {
  const at = (level: LogLevel) => (event: string, fields?: Fields) => {
    if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(least)) return;
    write(`${redact(JSON.stringify({ time: new Date().toISOString(), level, event, ...fields }))}\n`);
  };
  return { debug: at("debug"), info: at("info"), warning: at("warning"), error: at("error") };
}

/** The same log with a copy to `copy`. */
export function tee(log: Log, copy: (level: LogLevel, data: unknown) => void | Promise<void>): Log {
  const at = (level: LogLevel) => (event: string, fields?: Fields) => {
    log[level](event, fields);
    void copy(level, fields ? { event, ...fields } : event);
  };
  return { debug: at("debug"), info: at("info"), warning: at("warning"), error: at("error") };
}
