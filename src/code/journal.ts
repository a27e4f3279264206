import { randomInt, randomUUID } from "node:crypto";
import { digestArguments } from "../core/digest.ts";

/** The result of a call inside a script: JSON text and its invisible characters, or the text of its failure. */
export type Recorded = { readonly json: string; readonly hidden: number } | { readonly failed: string };

/**
 * The results of a script's calls so far. A script that met a question starts again with the answer, and its calls get their
 * recorded results instead of being sent twice.
 */
export interface Journal {
  readonly id: string;
  readonly scope: string;
  readonly seed: number;
  /** The script's time, in milliseconds since 1970. */
  readonly now: number;
  /** Results by call, in the order in which equal calls were made. */
  readonly results: Map<string, Recorded[]>;
  /** When it may be forgotten, in milliseconds since 1970. */
  expires: number;
}

export interface Journals {
  create(scope: string): Journal;
  /** The journal of this caller; `undefined` once it is forgotten. */
  find(id: string, scope: string): Journal | undefined;
  remove(journal: Journal): void;
}

/** At most this many scripts wait for their users at once. */
const MOST = 100;

/** Journals are kept for `keepMs` after their last use: longer than a question waits for its answer. */
export function createJournals({ keepMs, now = Date.now }: { readonly keepMs: number; now?: () => number }): Journals {
  const kept = new Map<string, Journal>();
  const forget = () => {
    for (const [id, { expires }] of kept) if (expires <= now() || kept.size > MOST) kept.delete(id);
  };
  return {
    create(scope) {
      forget();
      const journal = {
        id: randomUUID(),
        scope,
        seed: randomInt(2 ** 31),
        now: now(),
        results: new Map(),
        expires: now() + keepMs,
      };
      kept.set(journal.id, journal);
      return journal;
    },
    find(id, scope) {
      forget();
      const journal = kept.get(id);
      if (journal?.scope !== scope) return undefined;
      journal.expires = now() + keepMs;
      return journal;
    },
    remove: ({ id }) => void kept.delete(id),
  };
}

/** The key of a call in a journal: its tool and arguments, regardless of the order of parallel calls. */
export const callKey = (tool: string, args: unknown): string => `${tool} ${digestArguments(args)}`;
