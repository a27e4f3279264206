import type { Redactor } from "../../core/output/redact.ts";
import { readEntry, setEntry } from "./formats.ts";
import { type AgentHost, type HostPlace, type Launch, SERVER_NAME } from "./hosts.ts";

/** A change of one host's file. */
export interface HostChange {
  readonly host: AgentHost;
  readonly path: string;
  /** `undefined`: there is no file. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** A host whose file cannot be changed. */
export interface HostProblem {
  readonly host: AgentHost;
  readonly path: string;
  readonly problem: string;
}

/** The texts of a host's file and of its copy from before the first `setup`. */
export interface HostTexts {
  readonly now: string | undefined;
  readonly copy: string | undefined;
}

const pathIn = ({ section }: AgentHost): string[] => [section, SERVER_NAME];

/** Adds the server to a host's file, or replaces its entry. */
export const added = (
  host: AgentHost,
  place: HostPlace,
  { now }: HostTexts,
  launch: Launch,
): HostChange | HostProblem =>
  guarded(host, place, now, () => setEntry(host.format, now ?? "", pathIn(host), host.entry(launch)));

/**
 * Undoes `setup`. If nothing else changed since, the file is again what it was, to the byte. Otherwise only the entry is
 * removed, or replaced by the one that was there before.
 */
export function undone(host: AgentHost, place: HostPlace, { now, copy }: HostTexts): HostChange | HostProblem {
  return guarded(host, place, now, () => {
    const entry = readEntry(host.format, now ?? "", pathIn(host));
    if (!isEntry(entry)) return now;
    const original = copy ?? "";
    if (setEntry(host.format, original, pathIn(host), entry) === now) return copy;
    const earlier = copy === undefined ? undefined : readEntry(host.format, copy, pathIn(host));
    return setEntry(host.format, now ?? "", pathIn(host), isEntry(earlier) ? earlier : undefined);
  });
}

const isEntry = (value: unknown): value is object => typeof value === "object" && value !== null;

function guarded(
  host: AgentHost,
  place: HostPlace,
  before: string | undefined,
  change: () => string | undefined,
): HostChange | HostProblem {
  const path = host.file(place);
  try {
    return { host, path, before, after: change() };
  } catch (error) {
    if (error instanceof SyntaxError) {
      return {
        host,
        path,
        problem: `${path} is not valid ${host.format.toUpperCase()} (${error.message}). Fix it first.`,
      };
    }
    if (error instanceof RangeError) {
      return { host, path, problem: `${path} was not changed: ${error.message}. Add the entry by hand.` };
    }
    throw error;
  }
}

/** Lines of the text around the change. */
const CONTEXT = 2;

/** The changed lines with their surroundings, as `diff -u` marks them. Secrets of other servers are masked. */
export function describeChange({ before = "", after = "" }: HostChange, redact: Redactor): string {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const shorter = Math.min(old.length, fresh.length);
  let start = 0;
  while (start < shorter && old[start] === fresh[start]) start += 1;
  let end = 0;
  while (end < shorter - start && old.at(-1 - end) === fresh.at(-1 - end)) end += 1;
  const mark = (sign: string, lines: readonly string[]) => lines.map((line) => `${sign} ${line}`.trimEnd());
  return redact(
    [
      ...mark(" ", old.slice(Math.max(0, start - CONTEXT), start)),
      ...mark("-", old.slice(start, old.length - end)),
      ...mark("+", fresh.slice(start, fresh.length - end)),
      ...mark(" ", old.slice(old.length - end, old.length - end + CONTEXT)),
    ].join("\n"),
  );
}

const linesOf = (text: string): string[] => (text === "" ? [] : text.replace(/\r?\n$/, "").split(/\r?\n/));
